import { isAscii, isUtf8 } from "node:buffer";
import type { NumberReading } from "./endpoint.ts";
import { parseExactJson } from "./exact-json.ts";

export interface AnswerBounds {
  readonly numbers: NumberReading;
  readonly nestingMax: number;
}

/** A JSON text as a value, or what is wrong with it; `isCut` where asking again may help. */
export type ParsedAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly found: string; readonly isCut: boolean };

/** Reads the body of an answer: UTF-8, JSON, not too deep, and no number that a float would change unless all are read exactly. */
export function parseAnswer(body: Uint8Array, bounds: AnswerBounds): ParsedAnswer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (bytes.length === 0) return { ok: false, found: "an empty answer", isCut: true };
  const isPlain = isAscii(bytes);
  if (!isPlain && !isUtf8(bytes)) return { ok: false, found: "an answer that is not UTF-8", isCut: true };
  const flaw = findFlaw(bytes, bounds);
  if (flaw !== undefined) return { ok: false, found: flaw, isCut: false };
  const json = bytes.toString(isPlain ? "latin1" : "utf8");
  try {
    return { ok: true, value: bounds.numbers === "exact" ? parseExactJson(json) : JSON.parse(json) };
  } catch {
    return { ok: false, found: "an answer that is not JSON", isCut: true };
  }
}

const [quote, backslash, minus, zero, nine] = [0x22, 0x5c, 0x2d, 0x30, 0x39];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Every number of so few characters without an exponent is safe. */
const safeLength = 15;
/** Bytes of a text that are looked at one by one. */
const nearLength = 96;

/** Goes once over the bytes, before anything is built from them. */
function findFlaw(bytes: Buffer, { numbers, nestingMax }: AnswerBounds): string | undefined {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = endOfText(bytes, at);
    else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > nestingMax) return `an answer nested deeper than ${nestingMax} levels (nestingMax)`;
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    else if (numbers === "plain" && (byte === minus || (byte >= zero && byte <= nine))) {
      const end = endOfNumber(bytes, at);
      if (!isSafe(bytes, { at, end })) return `the number ${bytes.toString("latin1", at, end)}, which a float does not hold`;
      at = end - 1;
    }
  }
  return undefined;
}

function endOfText(bytes: Buffer, start: number): number {
  let at = start + 1;
  const near = at + nearLength;
  while (at < near && at < bytes.length) {
    if (bytes[at] === quote) return at;
    at += bytes[at] === backslash ? 2 : 1;
  }
  return endOfLongText(bytes, at);
}

/** Hex of many kilobytes is common: the engine's own search is some ten times faster there. */
function endOfLongText(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const end = bytes.indexOf(quote, at);
    if (end < 0) return bytes.length;
    let escapes = 0;
    while (end - escapes > start && bytes[end - escapes - 1] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
    at = end + 1;
  }
}

function endOfNumber(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const isPart =
      (byte >= zero && byte <= nine) || byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === minus;
    if (!isPart) break;
  }
  return at;
}

function isSafe(bytes: Buffer, { at, end }: { readonly at: number; readonly end: number }): boolean {
  const token = bytes.toString("latin1", at, end);
  if (token.length <= safeLength && !/e/i.test(token)) return true;
  return Math.abs(Number(token)) <= Number.MAX_SAFE_INTEGER;
}

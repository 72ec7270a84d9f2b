import { readExactNumber } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";
import { readTronAddress } from "./tron-address.ts";

/** A JSON object of a node's answer, before its fields are read. Numbers are read exactly (`ExactNumber`). */
export type TronObject = Readonly<Record<string, unknown>>;

/** An answer and the path that names it in an error: `block 12 transactions[3]`. */
export interface Answer {
  readonly value: TronObject;
  readonly path: string;
}

export function isTronObject(value: unknown): value is TronObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && readExactNumber(value) === undefined;
}

export function toAnswer(value: unknown, path: string): Answer {
  return isTronObject(value) ? { value, path } : malformed(path, { found: value, expected: "an object" });
}

/** An object inside an answer; java-tron leaves out what is empty. */
export function readInner(answer: Answer, key: string): Answer {
  return toAnswer(answer.value[key] ?? {}, `${answer.path}.${key}`);
}

/** An int64 as JSON number; java-tron leaves out zeros. */
export function readInteger(answer: Answer, key: string): bigint {
  const value = answer.value[key];
  if (value === undefined || value === null) return 0n;
  const text = readExactNumber(value) ?? (typeof value === "string" ? value : "");
  const number = /^-?[0-9]{1,19}$/.test(text) ? BigInt(text) : undefined;
  return number !== undefined && BigInt.asIntN(64, number) === number
    ? number
    : malformed(`${answer.path}.${key}`, { found: value, expected: "an integer of at most 64 bits" });
}

/** Text; empty where it is absent. */
export function readText(answer: Answer, key: string): string {
  const value = answer.value[key] ?? "";
  return typeof value === "string" ? value : malformed(`${answer.path}.${key}`, { found: value, expected: "a text" });
}

/** 32 bytes as 64 lower-case hex digits without `0x`. */
export function readHash(answer: Answer, key: string): string {
  const digits = readHexDigits(answer, key);
  return digits.length === 64
    ? digits
    : malformed(`${answer.path}.${key}`, { found: answer.value[key], expected: "64 hex digits" });
}

/** Bytes of any length as lower-case hex digits without `0x`; empty where they are absent. */
export function readHexDigits(answer: Answer, key: string): string {
  const value = answer.value[key] ?? "";
  const lower = typeof value === "string" ? value.toLowerCase() : "?";
  const digits = lower.startsWith("0x") ? lower.slice(2) : lower;
  return digits.length % 2 === 0 && /^[0-9a-f]*$/.test(digits)
    ? digits
    : malformed(`${answer.path}.${key}`, { found: value, expected: "an even number of hex digits" });
}

/** An address in any of TRON's forms, as base58check; null where it is absent. */
export function readOptionalAddress(answer: Answer, key: string): string | null {
  const value = answer.value[key];
  if (value === undefined || value === null || value === "") return null;
  const address = typeof value === "string" ? readTronAddress(value) : undefined;
  return address?.ok === true
    ? address.value
    : malformed(`${answer.path}.${key}`, { found: value, expected: "an address: 41 and 40 hex digits, or base58check" });
}

/** A list; empty where it is absent. */
export function readList(answer: Answer, key: string): readonly Answer[] {
  return readValues(answer, key).map((item, index) => toAnswer(item, `${answer.path}.${key}[${index}]`));
}

/** A list of hex texts, without `0x`; empty where it is absent. */
export function readHexList(answer: Answer, key: string): readonly string[] {
  return readValues(answer, key).map((item, index) =>
    readHexDigits({ value: { item }, path: `${answer.path}.${key}[${index}]` }, "item"),
  );
}

function readValues(answer: Answer, key: string): readonly unknown[] {
  const value = answer.value[key] ?? [];
  return Array.isArray(value) ? value : malformed(`${answer.path}.${key}`, { found: value, expected: "a list" });
}

/** Ends the reading: an answer that does not have the shape of its method is nobody's transfer. */
export function malformed(path: string, detail: { readonly found: unknown; readonly expected: string }): never {
  const { found } = detail;
  const shown = found === undefined ? "nothing" : (readExactNumber(found) ?? JSON.stringify(found) ?? typeof found);
  return fail("SOURCE_MALFORMED", { found: shown, expected: detail.expected, where: { path } });
}

/** Two statements that should be one. The first is what was expected of the second. */
export function checkSame(path: string, first: readonly [string, unknown], second: readonly [string, unknown]): void {
  if (first[1] !== second[1]) contradict(path, first, second);
}

export function contradict(path: string, first: readonly [string, unknown], second: readonly [string, unknown]): never {
  return fail("SOURCE_INCONSISTENT", {
    found: `${second[0]} ${String(second[1])}`,
    expected: `what the same endpoint says otherwise: ${first[0]} ${String(first[1])}`,
    where: { path },
  });
}

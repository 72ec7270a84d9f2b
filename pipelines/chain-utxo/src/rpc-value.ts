import { Buffer } from "node:buffer";
import { readExactNumber } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";

/** A JSON object of a node's answer, before its fields are read. */
export type RpcObject = Readonly<Record<string, unknown>>;

/** An answer and the path that names it in an error: `block 12 transaction 3`. */
export interface Answer {
  readonly value: RpcObject;
  readonly path: string;
}

export function toAnswer(value: unknown, path: string): Answer {
  return isRpcObject(value) ? { value, path } : malformed(path, { found: value, expected: "an object" });
}

export function isRpcObject(value: unknown): value is RpcObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && readExactNumber(value) === undefined;
}

/** An integer that a header or an index holds: -2^31 to 2^32-1. */
export function readInteger(answer: Answer, key: string): number {
  const text = readExactNumber(answer.value[key]);
  const value = text !== undefined && /^-?[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  const isBounded = value >= -(2 ** 31) && value < 2 ** 32;
  return isBounded ? value : malformed(`${answer.path}.${key}`, { found: answer.value[key], expected: "an integer of 32 bits" });
}

/** A count of blocks, as an answer by itself. */
export function toHeight(value: unknown, path: string): bigint {
  const text = readExactNumber(value) ?? "";
  return /^[0-9]{1,10}$/.test(text) ? BigInt(text) : malformed(path, { found: value, expected: "a height" });
}

/** 32 bytes in hex, as hashes are written. */
export function readHash(answer: Answer, key: string): string {
  return toHash(answer.value[key], `${answer.path}.${key}`);
}

export function toHash(value: unknown, path: string): string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value)
    ? value
    : malformed(path, { found: value, expected: "64 lower-case hex digits" });
}

export function readHex(answer: Answer, key: string): Buffer {
  return toBytes(answer.value[key], `${answer.path}.${key}`);
}

export function toBytes(value: unknown, path: string): Buffer {
  // What is no hex ends the reading of it: a block has millions of digits, and this goes over them once.
  const bytes = typeof value === "string" ? Buffer.from(value, "hex") : undefined;
  const isWhole = typeof value === "string" && bytes !== undefined && bytes.length * 2 === value.length;
  return isWhole ? bytes : malformed(path, { found: value, expected: "bytes in hex" });
}

export function readList(answer: Answer, key: string): readonly unknown[] {
  const value = answer.value[key];
  return Array.isArray(value) ? value : malformed(`${answer.path}.${key}`, { found: value, expected: "a list" });
}

const decimalsMax = 8;

/**
 * An amount that a node writes as a decimal number of whole units, `0.00000546` or `5.46e-06`, in satoshis: by its digits alone, since a float does
 * not hold it.
 */
export function readSatoshis(answer: Answer, key: string): bigint {
  const text = readExactNumber(answer.value[key]) ?? "";
  const match = /^([0-9]{1,10})(?:\.([0-9]{1,30}))?(?:[eE]([+-]?[0-9]{1,2}))?$/.exec(text);
  const [, units = "", fraction = "", exponent = "0"] = match ?? [];
  const shift = decimalsMax + Number(exponent) - fraction.length;
  const digits = `${units}${fraction}`;
  const isWhole = match !== null && (shift >= 0 || /^0*$/.test(digits.slice(shift)));
  if (!isWhole || shift > 2 * decimalsMax)
    return malformed(`${answer.path}.${key}`, { found: answer.value[key], expected: "an amount with at most 8 decimals" });
  return shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : BigInt(digits.slice(0, shift) || "0");
}

/** Ends the reading: an answer that does not have the shape of its method is nobody's transfer. */
export function malformed(path: string, detail: { found: unknown; expected: string }): never {
  return fail("SOURCE_MALFORMED", { found: show(detail.found), expected: detail.expected, where: { path } });
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return readExactNumber(value) ?? JSON.stringify(value) ?? typeof value;
}

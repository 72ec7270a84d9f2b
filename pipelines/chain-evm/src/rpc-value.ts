import { fail } from "@tributary/domain";

/** A JSON object of a node's answer, before its fields are read. */
export type RpcObject = Readonly<Record<string, unknown>>;

export function isRpcObject(value: unknown): value is RpcObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An answer and the path that names it in an error: `block 12 transactions[3]`. */
export interface Answer {
  readonly value: RpcObject;
  readonly path: string;
}

export function toAnswer(value: unknown, path: string): Answer {
  return isRpcObject(value) ? { value, path } : malformed(path, { found: value, expected: "an object" });
}

/** A quantity: `0x` and at most 64 hex digits. A bare JSON number is refused, since large ones are rounded in reading. */
export function readQuantity(answer: Answer, key: string): bigint {
  const value = readOptionalQuantity(answer, key);
  return value ?? malformed(`${answer.path}.${key}`, { found: undefined, expected: "a hex quantity" });
}

export function readOptionalQuantity(answer: Answer, key: string): bigint | null {
  const value = answer.value[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && /^0x[0-9a-fA-F]{1,64}$/.test(value)) return BigInt(value);
  return malformed(`${answer.path}.${key}`, { found: value, expected: "a hex quantity of at most 256 bits" });
}

/** 32 bytes, in lower case. */
export function readHash(answer: Answer, key: string): string {
  return readHex(answer, { key, pattern: /^0x[0-9a-f]{64}$/, expected: "0x and 64 hex digits" });
}

/** 20 bytes, in lower case; nodes write addresses with or without a checksum. */
export function readAddress(answer: Answer, key: string): string {
  return readHex(answer, { key, pattern: /^0x[0-9a-f]{40}$/, expected: "0x and 40 hex digits" });
}

export function readOptionalAddress(answer: Answer, key: string): string | null {
  const value = answer.value[key];
  return value === undefined || value === null || value === "" ? null : readAddress(answer, key);
}

/** Bytes of any length, in lower case. */
export function readBytes(answer: Answer, key: string): string {
  return readHex(answer, { key, pattern: /^0x(?:[0-9a-f]{2})*$/, expected: "0x and an even number of hex digits" });
}

export function readList(answer: Answer, key: string): readonly unknown[] {
  const value = answer.value[key];
  return Array.isArray(value) ? value : malformed(`${answer.path}.${key}`, { found: value, expected: "a list" });
}

/** Ends the reading: an answer that does not have the shape of its method is nobody's transfer. */
export function malformed(path: string, detail: { found: unknown; expected: string }): never {
  const found = detail.found === undefined ? "nothing" : (JSON.stringify(detail.found) ?? typeof detail.found);
  return fail("SOURCE_MALFORMED", { found, expected: detail.expected, where: { path } });
}

function readHex(answer: Answer, form: { key: string; pattern: RegExp; expected: string }): string {
  const value = answer.value[form.key];
  const lower = typeof value === "string" ? value.toLowerCase() : "";
  return form.pattern.test(lower) ? lower : malformed(`${answer.path}.${form.key}`, { found: value, expected: form.expected });
}

import { compareBytewise } from "@tributary/domain";

/** A value of a record that is written as one line: text, whole numbers, lists and null; amounts are decimal text. */
export type LineValue = string | number | boolean | null | readonly LineValue[] | { readonly [key: string]: LineValue };

/** One compact JSON value a line, keys sorted bytewise, `\n` after each. */
export function writeJsonLines(records: readonly LineValue[]): string {
  return records.map((record) => `${JSON.stringify(sortKeys(record))}\n`).join("");
}

function sortKeys(value: LineValue): LineValue {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(sortKeys);
  const entries = Object.entries(value).sort(([a], [b]) => compareBytewise(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function isList(value: object): value is readonly LineValue[] {
  return Array.isArray(value);
}

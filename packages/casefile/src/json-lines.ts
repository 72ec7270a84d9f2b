import { canonicalJsonLine } from "@tributary/domain";

/** A value of a record that is written as one line: text, whole numbers, lists and null; amounts are decimal text. */
export type LineValue = string | number | boolean | null | readonly LineValue[] | { readonly [key: string]: LineValue };

/** One compact JSON value a line, keys sorted bytewise, `\n` after each. */
export function writeJsonLines(records: readonly LineValue[]): string {
  return records.map(canonicalJsonLine).join("");
}

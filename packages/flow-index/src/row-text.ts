import type { TextWriter } from "./write-columns.ts";

/** A row as one text: JSON in which an integer of any size is `{"n":"…"}`. */
export function encodeRow(row: object): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? { n: value.toString() } : value));
}

/** The row that `encodeRow` wrote. The caller trusts it as far as it trusts the file's digest. */
export function decodeRow<Row>(text: string): Row {
  return JSON.parse(text, (_, value: unknown) => (isInteger(value) ? BigInt(value.n) : value));
}

/** Writes rows one after another. */
export async function writeRows(writer: TextWriter, pieces: AsyncIterable<readonly object[]>): Promise<void> {
  for await (const rows of pieces) for (const row of rows) await writer.add(encodeRow(row));
}

function isInteger(value: unknown): value is { readonly n: string } {
  return typeof value === "object" && value !== null && "n" in value && typeof value.n === "string";
}

/** A cell: text, a whole number (a count, never an amount), a list of texts, or nothing. */
export type TwinCell = string | number | readonly string[] | null;

export interface TwinColumn {
  readonly name: string;
  readonly type: "text" | "integer" | "texts";
}

/** One table in two files, as Parquet and as lines of JSON, with the same columns and the same rows in the same order. */
export interface TwinTable {
  readonly parquetPath: string;
  readonly jsonLinesPath: string;
  readonly columns: readonly TwinColumn[];
}

/** Types of the Parquet file: none that could lose a digit. */
export const twinTypes: Readonly<Record<TwinColumn["type"], string>> = {
  text: "VARCHAR",
  integer: "BIGINT",
  texts: "VARCHAR[]",
};

/** Writes rows as lines of canonical JSON: every column in every line, keys sorted bytewise. */
export function jsonLineWriter(columns: readonly TwinColumn[]): (row: readonly TwinCell[]) => string {
  const sorted = columns.map(({ name }, index) => ({ name, index })).sort((a, b) => Buffer.compare(bytesOf(a), bytesOf(b)));
  const parts = sorted.map(({ name, index }) => ({ index, head: `${JSON.stringify(name)}:` }));
  return (row) => `{${parts.map(({ head, index }) => head + JSON.stringify(row[index] ?? null)).join(",")}}\n`;
}

function bytesOf({ name }: { readonly name: string }): Buffer {
  return Buffer.from(name);
}

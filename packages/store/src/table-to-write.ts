export interface WrittenColumn {
  readonly name: string;
  /** `integer` is a 64-bit integer and for counts and sequences alone; amounts are text. */
  readonly type: "text" | "integer";
}

export interface TableToWrite {
  readonly path: string;
  readonly format: "csv" | "parquet" | "arrow";
  readonly columns: readonly WrittenColumn[];
  /** Cells as text, integers as decimal text. */
  readonly rows: Iterable<readonly (string | null)[]> | AsyncIterable<readonly (string | null)[]>;
}

/** Rows of one Parquet row group and of one Arrow record batch: fixed, so that equal rows give equal bytes. */
export const groupRows = 16_384;

/** The rows in groups of that size, the last one smaller. */
export async function* rowGroups(rows: TableToWrite["rows"]): AsyncGenerator<readonly (readonly (string | null)[])[], void> {
  let group: (readonly (string | null)[])[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length === groupRows) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

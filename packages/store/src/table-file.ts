/** What a column of a foreign table file holds. `float` never carries an exact amount; a reader of amounts refuses it. */
export type TableColumnKind = "text" | "integer" | "decimal" | "float" | "instant" | "local-time" | "boolean" | "other";

export interface TableColumn {
  readonly name: string;
  readonly kind: TableColumnKind;
  /** The engine's own word for the type, for messages. */
  readonly type: string;
}

export interface TableRow {
  /** Counts from 1. */
  readonly row: bigint;
  /** Every cell as exact text; null where the file has none. An `instant` is RFC 3339 in UTC; a `local-time` has no offset. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** An open Parquet or Arrow file. Reading to the end, or leaving the loop early, closes it. */
export interface TableReader {
  readonly columns: readonly TableColumn[];
  readonly rows: AsyncIterable<TableRow>;
  close(): Promise<void>;
}

export interface TableLimits {
  readonly byteCountMax?: bigint;
  readonly rowCountMax?: bigint;
  readonly columnCountMax?: number;
}

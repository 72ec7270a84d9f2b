import type { Digest, Finding, Locator } from "@tributary/domain";

/** One data row of a table, whatever format the table has. */
export interface TableRecord {
  /** Counts data rows from 1; rows that cannot be read count too, lines without any character do not. */
  readonly rowNumber: bigint;
  /** Unique within the file: `line 12` in CSV, `row 12` otherwise. */
  readonly locator: string;
  readonly where: Locator;
  readonly rawSha256: Digest;
  /** The row's own text, to keep beside the reasons why it was not taken; `base64:…` where its bytes are no text. */
  readonly raw: () => string;
  readonly content: { readonly cells: readonly string[] } | { readonly findings: readonly Finding[] };
}

/** How a column's values arrive: text of any kind, or a type whose values may have been rounded before. */
export interface SourceColumn {
  readonly name: string;
  readonly form: "text" | "float" | "local-time" | "other";
  /** The format's own word for the type, for messages. */
  readonly type: string;
}

export interface Table {
  /** Our own CSV files guard cells against spreadsheets that would run them as formulas; other formats need no guard. */
  readonly isGuarded: boolean;
  readonly columns: readonly SourceColumn[];
  /** Where the columns are named: line 1 of a CSV file. */
  readonly headerWhere: Locator;
  readonly records: AsyncIterable<TableRecord>;
  readonly close: () => Promise<void>;
}

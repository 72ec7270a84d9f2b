import type { EncodingHints, EncodingName } from "@tributary/bank-kit";
import type { BankCell } from "../bank-row.ts";

/** The first rows of a bank's table, as far as they can be told without a map. */
export interface TableSample {
  readonly origin: string;
  readonly format: "csv" | "xlsx";
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly BankCell[]>;
  readonly headerLine: number;
  /** CSV only. */
  readonly delimiter: string;
  readonly encoding: EncodingName;
  readonly encodingHints: EncodingHints | null;
  /** How many headers are known words beyond ASCII in that encoding; 0 where another one has as many. */
  readonly encodingWords: number;
  /** XLSX only: where the file has several sheets. */
  readonly sheet: string | null;
}

/** The texts of a column that are not empty. */
export function valuesOf(sample: TableSample, column: string): readonly string[] {
  const index = sample.columns.indexOf(column);
  return sample.rows.map((row) => row[index]?.text.trim() ?? "").filter((text) => text !== "");
}

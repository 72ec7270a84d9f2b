import type { Remark } from "@tributary/bank-kit";
import type { Finding } from "@tributary/domain";

/** What a cell is beside its text. A CSV file has texts only. */
type CellKind =
  | "text"
  /** A spreadsheet's number, in plain decimal digits, exactly the number that the file holds. */
  | "number"
  /** A spreadsheet's number with more digits than spreadsheets keep: what was typed may have been another one. */
  | "inexact-number"
  /** A spreadsheet's date or time, as `2024-03-01`, `2024-03-01T09:30:00` or `09:30:00`. */
  | "date";

export interface BankCell {
  readonly text: string;
  readonly kind: CellKind;
  /** The last result of a formula, as the spreadsheet stored it. */
  readonly isFormula: boolean;
}

/** One data row, whatever format the table has. */
export interface BankRow {
  /** Counts data rows from 1. */
  readonly rowNumber: bigint;
  /** The line in a CSV file, the row in a sheet. */
  readonly line: number;
  readonly raw: string;
  readonly content: { readonly cells: readonly BankCell[] } | { readonly findings: readonly Finding[] };
  /** What is odd about the row as a whole. */
  readonly remarks: readonly Remark[];
}

export interface BankTable {
  readonly columns: readonly string[];
  readonly headerLine: number;
  /** What is odd about the file as a whole. */
  readonly remarks: readonly Remark[];
  readonly rows: AsyncIterable<BankRow>;
}

export function textCell(text: string): BankCell {
  return { text, kind: "text", isFormula: false };
}

import type { ReportedRecord } from "@tributary/bank-kit";
import { type Refusal, type Result, showFound } from "@tributary/domain";
import { columnsOf, type MappedRow, renderText, type TextRule } from "@tributary/pipeline-kit";
import type { BankCell, BankRow } from "./bank-row.ts";

/** A row whose cells are asked for by column, with the record that its findings belong to. */
export interface RowValues extends MappedRow {
  readonly record: ReportedRecord;
  readonly line: number;
  readonly columns: readonly string[];
  readonly cellOf: (column: string) => BankCell | undefined;
}

export function rowValues(row: BankRow, named: ReadonlyMap<string, BankCell>, record: ReportedRecord): RowValues {
  return {
    record,
    line: row.line,
    columns: [...named.keys()],
    rowNumber: row.rowNumber,
    cellOf: (column) => named.get(column),
    cell: (column) => named.get(column)?.text ?? "",
  };
}

/** The value of a column or field, or undefined with an error at its place. */
export function take<Value>(row: RowValues, columns: readonly string[], result: Result<Value>): Value | undefined {
  if (result.ok) return result.value;
  refuseAt(row, columns, result.refusal);
  return undefined;
}

export function refuseAt(row: RowValues, columns: readonly string[], refusal: Refusal & { readonly hint?: string }): void {
  row.record.error({ path: pathOf(row, columns), line: row.line }, refusal);
}

export function pathOf({ record }: RowValues, columns: readonly string[]): string {
  return `${record.source.path}/${showFound(columns.join(","))}`;
}

/** Whether all columns of a rule are empty: what it says is then not stated. */
export function isUnstated(row: MappedRow, columns: readonly string[]): boolean {
  return columns.length > 0 && columns.every((column) => row.cell(column).trim() === "");
}

/** An optional text: null where it is not stated, undefined where it is stated wrongly. */
export function takeText(row: RowValues, rule: TextRule | null): string | null | undefined {
  if (rule === null || isUnstated(row, columnsOf(rule))) return null;
  return take(row, columnsOf(rule), renderText(rule, row));
}

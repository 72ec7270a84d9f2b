import { type AccountId, accept, parseAccount, type Result, refuse } from "@tributary/domain";
import { type AccountRule, columnsOf, renderAccount, renderText } from "@tributary/pipeline-kit";
import { columnsOfAccount } from "./bank-table-map.ts";
import { isUnstated, type RowValues, take } from "./row-values.ts";

export interface RowAccount {
  readonly account: AccountId;
  /** The institution as the map gives it; empty where the account says it itself. */
  readonly institution: string;
  readonly columns: readonly string[];
}

/** The account that a rule gives; null where its columns are empty. A number that is an IBAN is one. */
export function readRowAccount(row: RowValues, rule: AccountRule): RowAccount | null | undefined {
  const columns = columnsOfAccount(rule);
  const numberColumns = rule.kind === "bank" ? columnsOf(rule.account) : columns;
  if (isUnstated(row, numberColumns)) return null;
  const shortened = numberColumns.find((column) => isShortened(row, column));
  if (shortened !== undefined)
    return take<RowAccount>(row, [shortened], refuse("ACCOUNT_UNKNOWN_FORM", row.cell(shortened), wholeNumber));
  const account = take(row, columns, accountOf(row, rule));
  if (account === undefined) return undefined;
  const institution = rule.kind === "bank" ? renderText(rule.institution, row) : accept("");
  return { account, institution: institution.ok ? institution.value : "", columns };
}

const wholeNumber =
  "all digits of the account number, in a column of text: a spreadsheet keeps 15 digits and shortens long numbers";

/** Several accounts look like one `1.23E+15`. */
function isShortened(row: RowValues, column: string): boolean {
  return row.cellOf(column)?.kind === "inexact-number" || /^[0-9]([.,][0-9]+)?e\+?[0-9]+$/i.test(row.cell(column).trim());
}

function accountOf(row: RowValues, rule: AccountRule): Result<AccountId> {
  if (rule.kind === "text") return renderAccount(rule, row);
  const number = renderText(rule.account, row);
  const iban = number.ok ? parseAccount(`iban:${number.value}`) : number;
  return iban.ok ? iban : renderAccount(rule, row);
}

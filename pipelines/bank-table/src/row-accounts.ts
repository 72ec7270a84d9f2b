import { isUnstatedNumber } from "@tributary/bank-kit";
import { type AccountId, accept, bankAccount, parseAccount, type Result, refuse } from "@tributary/domain";
import { type AccountRule, columnsOf, renderAccount, renderText } from "@tributary/pipeline-kit";
import { columnsOfAccount } from "./bank-table-map.ts";
import { isUnstated, type RowValues, take } from "./row-values.ts";

export interface RowAccount {
  readonly account: AccountId;
  /** The institution as the map gives it; empty where the account says it itself. */
  readonly institution: string;
  readonly columns: readonly string[];
}

/** The account that a rule gives; null where its columns are empty or say that there is none. A number that is an IBAN is one. */
export function readRowAccount(row: RowValues, rule: AccountRule): RowAccount | null | undefined {
  const columns = columnsOfAccount(rule);
  const numberColumns = rule.kind === "bank" ? columnsOf(rule.account) : columns;
  if (isUnstated(row, numberColumns) || saysNone(row, rule)) return null;
  const shortened = numberColumns.find((column) => isShortened(row, column));
  if (shortened !== undefined)
    return take<RowAccount>(row, [shortened], refuse("ACCOUNT_UNKNOWN_FORM", row.cell(shortened), wholeNumber));
  const account = take(row, columns, accountOf(row, rule));
  if (account === undefined) return undefined;
  const institution = rule.kind === "bank" ? renderText(rule.institution, row) : accept("");
  return { account, institution: institution.ok ? institution.value : "", columns };
}

/** `-`, `0`, `N/A` in the place of a number. */
function saysNone(row: RowValues, rule: AccountRule): boolean {
  const number = rule.kind === "bank" ? renderText(rule.account, row) : undefined;
  return number?.ok === true && isUnstatedNumber(number.value);
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
  if (iban.ok) return iban;
  const institution = renderText(rule.institution, row);
  const headOffice = institution.ok ? headOfficeOf(institution.value) : undefined;
  return headOffice === undefined || !number.ok ? renderAccount(rule, row) : bankAccount(headOffice, number.value);
}

/** Three X behind a BIC mean the head office (ISO 9362): without them it is named as in every other format. */
function headOfficeOf(institution: string): string | undefined {
  return /^([A-Z]{6}[A-Z0-9]{2})X{3}$/i.exec(institution.trim())?.[1]?.toUpperCase();
}

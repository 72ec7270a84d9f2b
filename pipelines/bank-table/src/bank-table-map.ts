import type { EncodingName } from "@tributary/bank-kit";
import type { TimeBasis } from "@tributary/domain";
import {
  type AccountRule,
  columnsOf,
  rulesOfAccount,
  type TextRule,
  type TimeFormat,
  type TimeZone,
} from "@tributary/pipeline-kit";

/** How the rows of a bank's table say movements and people; README.md documents the file that it is read from. */
export interface BankTableMap {
  /** The name of the map; reports are kept under it. */
  readonly name: string;
  readonly encoding: EncodingName;
  readonly delimiter: string;
  readonly quote: string | null;
  /** The line with the names of the columns, counted from 1. */
  readonly headerLine: number;
  /** The sheet of a spreadsheet; null where it has one only. */
  readonly sheet: string | null;
  /** ISO 3166 code of the country whose phone numbers are written without a prefix. */
  readonly country: string | null;
  /** The report's own reference; null for the file's name. */
  readonly reportReference: string | null;
  /** Columns that nothing reads, on purpose. Their cells are kept as text all the same. */
  readonly ignore: readonly string[];
  readonly reference: TextRule;
  readonly occurredAt: DateRule;
  readonly basis: TimeBasis;
  readonly amount: AmountRule;
  readonly currency: TextRule;
  readonly ownAccount: AccountRule;
  readonly counterpartyAccount: AccountRule | null;
  readonly counterpartyName: TextRule | null;
  readonly description: TextRule | null;
  readonly parties: readonly PartyRule[];
}

export type DateOrder = "dmy" | "mdy" | "ymd";

export interface DateRule {
  readonly text: TextRule;
  /** How the text is written: by a pattern, or by the order of day, month and year alone. */
  readonly written:
    | { readonly kind: "format"; readonly format: TimeFormat }
    | { readonly kind: "order"; readonly order: DateOrder; readonly calendar: "gregorian" | "buddhist" };
  readonly zone: TimeZone | null;
}

/** Which way money goes: out of the own account, or into it. */
export type Direction = "in" | "out";

export interface AmountRule {
  readonly decimalMark: "." | ",";
  readonly groupMark: "" | "." | "," | "'" | " ";
  readonly sign: SignRule;
}

export type SignRule =
  /** A minus sign means the other direction. */
  | { readonly kind: "signed"; readonly column: string; readonly positive: Direction }
  /** Two columns, of which a row fills one. */
  | { readonly kind: "columns"; readonly debit: string; readonly credit: string }
  /** A word beside the amount, or the same for all rows. */
  | { readonly kind: "indicator"; readonly column: string; readonly direction: TextRule };

export interface PartyRule {
  /** `holder`, `counterparty`, `conductor`, … */
  readonly role: string;
  readonly kind: "person" | "entity";
  readonly name: TextRule | null;
  readonly document: TextRule | null;
  /** `passport`, `national-id`, `licence`, `other`. */
  readonly documentKind: string;
  readonly phone: TextRule | null;
  readonly email: TextRule | null;
  readonly birthDate: { readonly column: string; readonly order: DateOrder; readonly calendar: "gregorian" | "buddhist" } | null;
}

/** Every column that the map reads, each once. */
export function columnsOfMap(map: BankTableMap): readonly string[] {
  const { sign } = map.amount;
  const amounts =
    sign.kind === "columns"
      ? [sign.debit, sign.credit]
      : [sign.column, ...(sign.kind === "indicator" ? columnsOf(sign.direction) : [])];
  const rules = [map.reference, map.occurredAt.text, map.currency, map.counterpartyName, map.description];
  const accounts = [map.ownAccount, map.counterpartyAccount];
  return [
    ...new Set([
      ...rules.flatMap((rule) => (rule === null ? [] : columnsOf(rule))),
      ...amounts,
      ...accounts.flatMap((rule) => (rule === null ? [] : columnsOfAccount(rule))),
      ...map.parties.flatMap(columnsOfParty),
    ]),
  ];
}

export function columnsOfAccount(rule: AccountRule): readonly string[] {
  return rulesOfAccount(rule).flatMap(columnsOf);
}

function columnsOfParty({ name, document, phone, email, birthDate }: PartyRule): readonly string[] {
  const rules = [name, document, phone, email].flatMap((rule) => (rule === null ? [] : columnsOf(rule)));
  return birthDate === null ? rules : [...rules, birthDate.column];
}

/** The columns whose cells identify something: a spreadsheet's numbers lose their leading zeros and late digits. */
export function identifyingColumns(map: BankTableMap): ReadonlySet<string> {
  const rules = [map.reference, ...map.parties.flatMap(({ document, phone }) => [document, phone])];
  return new Set([...rules.flatMap((rule) => (rule === null ? [] : columnsOf(rule))), ...accountColumns(map)]);
}

export function accountColumns(map: BankTableMap): ReadonlySet<string> {
  const rules = [map.ownAccount, map.counterpartyAccount];
  return new Set(rules.flatMap((rule) => (rule === null ? [] : columnsOfAccount(rule))));
}

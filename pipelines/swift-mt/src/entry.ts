import type { ReportedRecord, StatedTransfer } from "@tributary/bank-kit";
import { type AccountId, type Digest, showFound, type TransferId } from "@tributary/domain";
import type { PaymentShape } from "@tributary/pipeline-kit";
import { type IdentifiedAccount, identifyAccount, keeperByCode } from "./account.ts";
import { type EntryInformation, readInformation } from "./entry-information.ts";
import { type EntryLine, isCredit, readEntryLine } from "./entry-line.ts";
import type { MtField } from "./mt-message.ts";
import { addPartAt } from "./parties.ts";
import type { PaymentReferences, References } from "./references.ts";
import { digestContent } from "./report-heading.ts";
import { type FiatAsset, readAmount, type StatedAmount } from "./stated-amount.ts";
import { readDate, readDateNear, type StatedDay } from "./stated-date.ts";

/** What holds for every entry of one statement. */
export interface StatementContext {
  /** Whose statement it is. */
  readonly own: AccountId;
  /** Of its balances; undefined where none of them can be read. */
  readonly asset: FiatAsset | undefined;
  /** An interim report tells what the day's statement will tell again: roles only. */
  readonly isInterim: boolean;
  readonly accountScope: Digest;
  readonly zoneOffset: string | null;
  readonly payments: PaymentReferences;
  readonly file: References;
}

/** One `:61:` with the `:86:` behind it. */
export interface EntryFields {
  readonly entry: MtField;
  readonly information: MtField | undefined;
  readonly record: ReportedRecord;
}

/** What an entry adds to its statement; null where it cannot be read. */
export interface EntryTally {
  /** In atoms of the statement's currency, negative for a debit. */
  readonly change: bigint;
  /** Booking date, else value date. */
  readonly day: string;
}

/** Maps one entry. Its money moves between the statement's account and the one that a structured `:86:` names; without such an account it is roles. */
export function mapEntry(fields: EntryFields, statement: StatementContext): EntryTally | null {
  const { entry, record } = fields;
  const line = readEntryLine(entry.lines[0] ?? "");
  if (!line.ok) {
    record.error(entry, { ...line.refusal, rule: "swift-mt/entry" });
    return null;
  }
  warnOfType(line.value, fields);
  const amount = readEntryAmount(line.value, fields, statement);
  const days = readDays(line.value, fields, statement);
  const information = readInformation(fields.information?.lines ?? []);
  const other = counterpartyOf(information, fields, statement);
  const shape = shapeOf(line.value, { statement, amount, other, information, record, entry });
  if (amount === undefined || days === undefined) return null;
  addPayment({ fields, line: line.value, amount, days, information, other, shape }, statement);
  if (record.check.errors.length > 0) return null;
  const isExpected = line.value.mark === "EC" || line.value.mark === "ED";
  const signed = isCredit(line.value) ? amount.atoms : -amount.atoms;
  return { change: isExpected ? 0n : signed, day: days.booked.day };
}

function warnOfType({ type }: EntryLine, { entry, record }: EntryFields): void {
  if (/^[NFS]/.test(type)) return;
  const expected = "a type that begins with N, F or S, and three letters or digits";
  record.warn(entry, { code: "VALUE_UNREADABLE", found: type, expected, rule: "swift-mt/entry-type" });
}

function readEntryAmount(line: EntryLine, { entry, record }: EntryFields, { asset }: StatementContext): StatedAmount | undefined {
  if (asset === undefined) {
    const expected = "a balance with a currency in use, which the entries are in";
    record.error(entry, {
      code: "ASSET_UNKNOWN_FORM",
      found: "an entry in no known currency",
      expected,
      rule: "swift-mt/currency",
    });
    return undefined;
  }
  const amount = readAmount(line.amount, asset);
  if (amount.ok) return amount.value;
  record.error(entry, { ...amount.refusal, rule: "swift-mt/amount" });
  return undefined;
}

interface EntryDays {
  readonly booked: StatedDay;
  readonly basis: "booking" | "value";
}

function readDays(line: EntryLine, { entry, record }: EntryFields, { zoneOffset }: StatementContext): EntryDays | undefined {
  const value = readDate(line.valueDate, zoneOffset);
  if (!value.ok) {
    const hint = "some calendars give every month 30 days; send the day on which the money was at its owner's disposal";
    record.error(entry, { ...value.refusal, rule: "swift-mt/date", hint });
    return undefined;
  }
  if (line.entryDate === null) return { booked: value.value, basis: "value" };
  const booked = readDateNear(line.entryDate, value.value, zoneOffset);
  if (booked.ok) return { booked: booked.value, basis: "booking" };
  record.error(entry, { ...booked.refusal, rule: "swift-mt/date" });
  return undefined;
}

function counterpartyOf(
  { account, institution }: EntryInformation,
  { entry, information, record }: EntryFields,
  { accountScope }: StatementContext,
): IdentifiedAccount | undefined {
  if (account === null || information === undefined) return undefined;
  const place = { path: `${entry.path}/86`, line: information.line };
  return identifyAccount({ number: account, keeper: keeperByCode(institution), place, scope: accountScope, record });
}

interface ShapeQuestion {
  readonly statement: StatementContext;
  readonly amount: StatedAmount | undefined;
  readonly other: IdentifiedAccount | undefined;
  readonly information: EntryInformation;
  readonly record: ReportedRecord;
  readonly entry: MtField;
}

function shapeOf(line: EntryLine, { statement, amount, other, information, record, entry }: ShapeQuestion): PaymentShape {
  if (line.mark === "EC" || line.mark === "ED") return "not-moved";
  if (line.mark === "RC" || line.mark === "RD" || line.type.slice(1) === "RTI" || information.isReturn) return "return";
  if (statement.isInterim || other === undefined || amount === undefined || amount.atoms === 0n) return "roles";
  if (other.account !== statement.own) return "two-sided";
  const expected = "a counterparty with another account than the statement's; the parties are kept, no transfer is made";
  record.warn(entry, {
    code: "VALUE_UNREADABLE",
    found: "the statement's own account on both sides",
    expected,
    rule: "swift-mt/sides",
  });
  return "roles";
}

interface EntryPayment {
  readonly fields: EntryFields;
  readonly line: EntryLine;
  readonly amount: StatedAmount;
  readonly days: EntryDays;
  readonly information: EntryInformation;
  readonly other: IdentifiedAccount | undefined;
  readonly shape: PaymentShape;
}

function addPayment(payment: EntryPayment, statement: StatementContext): void {
  const { fields, line, amount, information, other, shape } = payment;
  const { record, entry } = fields;
  const reference = statement.payments.take(line.bankReference ?? line.reference ?? `entry ${entry.path}`);
  const transfer =
    shape === "two-sided" && other !== undefined ? transferOf(payment, other.account, { statement, reference }) : undefined;
  const paymentId = record.addPayment({ path: entry.path, reference, shape, ...(transfer === undefined ? {} : { transfer }) });
  const context = { record, paymentId, transferId: transfer?.id ?? null };
  const [ownRole, otherRole] = isCredit(line) ? ["to", "from"] : ["from", "to"];
  addPartAt(entry.path, { role: ownRole ?? "to", account: statement.own, partyId: null, amount }, context);
  if (other === undefined && information.name === null) return;
  const path = `${entry.path}/86`;
  if (other !== undefined) record.addAccount({ path, ...other, accountName: information.name });
  const partyId =
    information.name === null ? null : record.addParty({ path, kind: "person", name: information.name, details: {} });
  addPartAt(path, { role: otherRole ?? "from", account: other?.account ?? null, partyId, amount }, context);
}

function transferOf(
  { fields, line, amount, days }: EntryPayment,
  other: AccountId,
  { statement, reference }: { readonly statement: StatementContext; readonly reference: string },
): StatedTransfer & { readonly id: TransferId } {
  statement.file.position += 1n;
  const [from, to] = isCredit(line) ? [other, statement.own] : [statement.own, other];
  return {
    id: fields.record.transferIdOf(reference, digestContent(fields.record)),
    occurredAt: days.booked.occurredAt,
    precision: "day",
    basis: days.basis,
    sequence: statement.file.position,
    from,
    to,
    asset: amount.asset,
    atoms: amount.atoms,
  };
}

/** What an entry is called in findings: the bank's word before the owner's. */
export function entryReference(entry: MtField): string | null {
  const line = readEntryLine(entry.lines[0] ?? "");
  const reference = line.ok ? (line.value.bankReference ?? line.value.reference) : null;
  return reference === null ? null : showFound(reference);
}

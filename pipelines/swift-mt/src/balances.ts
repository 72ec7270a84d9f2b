import { addKnownBalance, type KnownBalances, type ReportedRecord } from "@tributary/bank-kit";
import { type AccountId, boundInstant, type UtcMicros } from "@tributary/domain";
import type { MtField } from "./mt-message.ts";
import { textOf } from "./mt-message.ts";
import { readCurrencyAmount, type StatedAmount } from "./stated-amount.ts";
import { readDate, type StatedDay } from "./stated-date.ts";

/** A balance of a statement; negative where the account is overdrawn. */
export interface StatedBalance {
  readonly record: ReportedRecord;
  readonly field: MtField;
  readonly amount: StatedAmount;
  readonly signed: bigint;
  readonly day: StatedDay;
}

/** Opening and closing balance, of a whole statement (F) or of one of its pages (M); available and forward balances are fields only. */
export const balanceTags: ReadonlySet<string> = new Set(["60F", "60M", "62F", "62M", "64", "65"]);

/** Reads `C160229EUR1200,00`; undefined where its record has an error. */
export function readBalance(field: MtField, record: ReportedRecord, zoneOffset: string | null): StatedBalance | undefined {
  const text = textOf(field);
  const [, mark, date = "", rest = ""] = /^([CD])([0-9]{6})(.*)$/s.exec(text) ?? [];
  if (mark === undefined) {
    const expected = "C or D, a date, a currency and an amount, such as C160229EUR1200,00";
    record.error(field, { code: "VALUE_UNREADABLE", found: text === "" ? "nothing" : text, expected, rule: "swift-mt/balance" });
    return undefined;
  }
  const amount = readCurrencyAmount(rest);
  if (!amount.ok) record.error(field, { ...amount.refusal, rule: "swift-mt/amount" });
  const day = readDate(date, zoneOffset);
  if (!day.ok) record.error(field, { ...day.refusal, rule: "swift-mt/date" });
  if (!amount.ok || !day.ok) return undefined;
  const signed = mark === "C" ? amount.value.atoms : -amount.value.atoms;
  return { record, field, amount: amount.value, signed, day: day.value };
}

/** What a statement's entries say together. */
export interface EntrySums {
  /** False where an entry could not be read. */
  readonly isComplete: boolean;
  readonly change: bigint;
  /** Of the first and the last entry; null without entries. */
  readonly days: { readonly first: string; readonly last: string } | null;
}

export interface BalancePair {
  readonly opening: StatedBalance;
  readonly closing: StatedBalance;
}

/** The one opening and the one closing balance; undefined where a statement has others. */
export function balancePair(balances: readonly StatedBalance[]): BalancePair | undefined {
  const [opening, ...otherOpenings] = balances.filter(({ field }) => field.tag.startsWith("60"));
  const [closing, ...otherClosings] = balances.filter(({ field }) => field.tag.startsWith("62"));
  if (opening === undefined || closing === undefined || otherOpenings.length + otherClosings.length > 0) return undefined;
  return opening.amount.asset.id === closing.amount.asset.id ? { opening, closing } : undefined;
}

/** The closing balance is the opening one and all entries between them: a warning with both figures where it is not. */
export function checkClosing({ opening, closing }: BalancePair, sums: EntrySums): void {
  const expected = opening.signed + sums.change;
  if (!sums.isComplete || expected === closing.signed) return;
  closing.record.warn(closing.field, {
    code: "VALUE_UNREADABLE",
    found: `a closing balance of ${closing.signed}`,
    expected: `${expected}: the opening balance of ${opening.signed} and the entries, in the smallest unit of ${closing.amount.currency}`,
    rule: "swift-mt/closing-balance",
    hint: "an entry is missing, doubled or booked otherwise; the entries that were read have loaded",
  });
}

export interface StatementBalances {
  readonly own: AccountId;
  readonly sums: EntrySums;
  readonly known: KnownBalances;
}

/**
 * Gives the ledger the balances whose moment is exact: of a whole statement (60F and 62F) all of whose entries were read, not overdrawn, where the
 * zone of the bank's days is known. A closing balance holds at the end of its day. Banks date an opening balance with its own day or with the day
 * before; the entries tell which, else it is not used.
 */
export function addKnownBalances({ opening, closing }: BalancePair, { own, sums, known }: StatementBalances): void {
  if (!sums.isComplete || opening.field.tag !== "60F" || closing.field.tag !== "62F") return;
  const { days } = sums;
  if (days === null || days.last <= closing.day.day) addKnown(closing, nextDay(closing.day), { own, known });
  if (days === null || days.first > opening.day.day) addKnown(opening, nextDay(opening.day), { own, known });
  else if (days.first === opening.day.day) addKnown(opening, opening.day.occurredAt, { own, known });
}

const microsPerDay = 86_400_000_000n;

function nextDay({ occurredAt, day }: StatedDay): UtcMicros | undefined {
  const next = boundInstant(occurredAt + microsPerDay, day);
  return next.ok ? next.value : undefined;
}

function addKnown(
  { record, field, amount, signed }: StatedBalance,
  time: UtcMicros | undefined,
  { own, known }: Pick<StatementBalances, "own" | "known">,
): void {
  if (time === undefined) return;
  const { asset, currency } = amount;
  addKnownBalance(known, {
    record,
    place: field,
    account: own,
    asset: asset.id,
    currency,
    time,
    signed,
    rule: "swift-mt/balance",
  });
}

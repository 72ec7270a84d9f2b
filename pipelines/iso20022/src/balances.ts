import {
  addKnownBalance,
  childOf,
  type KnownBalances,
  type RecordPlace,
  type ReportedRecord,
  statedText,
  type XmlElement,
} from "@tributary/bank-kit";
import { type AccountId, type AssetId, boundInstant, type UtcMicros } from "@tributary/domain";
import { checkSingle, descend, textAt } from "./element-steps.ts";
import { takeDirection } from "./entry-details.ts";
import { type StatedAmount, takeAmount } from "./stated-amount.ts";
import { dayOf, readTime, type StatedTime, timeElement } from "./stated-time.ts";

/** A balance of a statement; negative where the account is overdrawn. */
export interface StatedBalance {
  readonly record: ReportedRecord;
  readonly place: RecordPlace;
  /** `OPBD`, `CLBD`, `PRCD`, or another one that only the fields keep. */
  readonly type: string;
  readonly amount: StatedAmount;
  readonly signed: bigint;
  /** Undefined where its date cannot be told or its offset is not known. */
  readonly time: StatedTime | undefined;
}

/** Reads a `Bal`; undefined where its record has an error. */
export function readBalance(element: XmlElement, record: ReportedRecord, zoneOffset: string | null): StatedBalance | undefined {
  checkSingle(record.check, element, ["Tp", "Amt", "CdtDbtInd", "Dt"]);
  const stated = childOf(element, "Amt");
  if (stated === undefined)
    record.error(
      { ...element, path: `${element.path}/Amt` },
      { code: "FIELD_MISSING", found: "nothing", expected: "the balance" },
    );
  const amount = stated === undefined ? undefined : takeAmount(stated, record.check);
  const direction = takeDirection(element, record);
  const time = readBalanceTime(element, record, zoneOffset);
  if (amount === undefined || direction === undefined || record.check.errors.length > 0) return undefined;
  const type = textAt(element, "Tp", "CdOrPrtry", "Cd") ?? textAt(element, "Tp", "Cd") ?? "";
  const isInterim = textAt(element, "Tp", "SubTp", "Cd") === "INTM";
  const signed = direction === "CRDT" ? amount.atoms : -amount.atoms;
  return { record, place: element, type: isInterim ? "" : type, amount, signed, time };
}

function readBalanceTime(element: XmlElement, record: ReportedRecord, zoneOffset: string | null): StatedTime | undefined {
  const place = timeElement(childOf(element, "Dt"));
  const text = statedText(place);
  if (place === undefined || text === null) return undefined;
  const time = readTime(text, zoneOffset);
  if (time.ok) return time.value;
  // A balance is good without its moment; it is no known opening then.
  if (time.refusal.code !== "TIME_WITHOUT_OFFSET") record.error(place, { ...time.refusal, rule: "iso20022/time" });
  return undefined;
}

/** What a statement's entries say together. */
export interface EntrySums {
  /** False where an entry could not be read, or the statement goes over several messages. */
  readonly isComplete: boolean;
  /** Of booked entries, by asset. */
  readonly changes: ReadonlyMap<AssetId, bigint>;
  /** Booking dates as written: the first and the last. Null without entries; undefined where one has none. */
  readonly days: { readonly first: string; readonly last: string } | null | undefined;
}

/** The closing balance is the opening one and all booked entries: a warning with both figures where it is not. */
export function checkClosing(balances: readonly StatedBalance[], sums: EntrySums): void {
  const openings = balances.filter(({ type }) => type === "OPBD");
  const previous = balances.filter(({ type }) => type === "PRCD");
  const [opening, ...otherOpenings] = openings.length > 0 ? openings : previous;
  const [closing, ...otherClosings] = balances.filter(({ type }) => type === "CLBD");
  if (!sums.isComplete || opening === undefined || closing === undefined) return;
  if (otherOpenings.length + otherClosings.length > 0 || opening.amount.asset.id !== closing.amount.asset.id) return;
  const expected = opening.signed + (sums.changes.get(opening.amount.asset.id) ?? 0n);
  if (expected === closing.signed) return;
  const unit = `in the smallest unit of ${closing.amount.currency}`;
  closing.record.warn(closing.place, {
    code: "VALUE_UNREADABLE",
    found: `a closing balance of ${closing.signed}`,
    expected: `${expected}: the opening balance of ${opening.signed} and the booked entries, ${unit}`,
    rule: "iso20022/closing-balance",
    hint: "an entry is missing, doubled or booked otherwise; the entries that were read have loaded",
  });
}

/**
 * Gives the ledger the balances whose moment is exact: booked ones of a whole statement, not overdrawn, with a zone that is known. A closing balance
 * holds at the end of its day. Banks date an opening balance with its own day or with the day before; the entries tell which, else it is not used.
 */
export function addKnownBalances(own: AccountId, { balances, sums, known }: StatementBalances): void {
  for (const balance of balances) {
    const { record, place, signed, amount } = balance;
    const time = sums.isComplete ? momentOf(balance, sums) : undefined;
    if (time === undefined) continue;
    const { asset, currency } = amount;
    addKnownBalance(known, { record, place, account: own, asset: asset.id, currency, time, signed, rule: "iso20022/balance" });
  }
}

export interface StatementBalances {
  readonly balances: readonly StatedBalance[];
  readonly sums: EntrySums;
  readonly known: KnownBalances;
}

function momentOf({ type, time }: StatedBalance, { days }: EntrySums): UtcMicros | undefined {
  if (time === undefined || time.offset === null || days === undefined) return undefined;
  const start = dayOf(time);
  const next = start.ok ? boundInstant(start.value.occurredAt + microsPerDay, time.day) : start;
  if (!start.ok || !next.ok) return undefined;
  if (type === "CLBD") return days === null || days.last <= time.day ? next.value : undefined;
  if (type !== "OPBD" && type !== "PRCD") return undefined;
  if (days === null || days.first > time.day) return next.value;
  return type === "OPBD" && days.first === time.day ? start.value.occurredAt : undefined;
}

const microsPerDay = 86_400_000_000n;

/** Whether a statement goes over several messages, so that no message holds all of its entries. */
export function isPaged(pagination: XmlElement | undefined): boolean {
  if (pagination === undefined) return false;
  const isLast = /^(true|1)$/.test(textAt(pagination, "LastPgInd") ?? "");
  return !isLast || /^0*1$/.exec(textAt(pagination, "PgNb") ?? "") === null || descend(pagination, "PgNb") === undefined;
}

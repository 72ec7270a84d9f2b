import { type AccountId, type AssetId, toAtoms, type UtcMicros } from "@tributary/domain";
import type { RecordPlace } from "./record-check.ts";
import type { ReportedRecord } from "./reported-record.ts";

/** What the first statement of a file says, by account, asset and moment; goes on growing. */
export type KnownBalances = Map<string, bigint>;

/** A balance whose moment is exact. */
export interface BalanceOfMoment {
  readonly record: ReportedRecord;
  readonly place: RecordPlace;
  readonly account: AccountId;
  readonly asset: AssetId;
  /** As written. */
  readonly currency: string;
  readonly time: UtcMicros;
  /** In the smallest unit; an overdrawn account's is below zero and no known balance. */
  readonly signed: bigint;
  /** Name of the rule that a contradiction breaks. */
  readonly rule: string;
}

/** Gives the ledger a balance of a statement, and warns where an earlier one of the same file says otherwise of the same moment. */
export function addKnownBalance(known: KnownBalances, balance: BalanceOfMoment): void {
  const { record, place, account, asset, currency, time, signed, rule } = balance;
  const atoms = toAtoms(signed);
  if (signed < 0n || !atoms.ok) return;
  const key = `${account} ${asset} ${time}`;
  const before = known.get(key) ?? signed;
  known.set(key, before);
  record.addBalance({ path: place.path, account, asset, time, atoms: atoms.value });
  if (before === signed) return;
  const found = `${signed} where an earlier balance of this moment says ${before}, in the smallest unit of ${currency}`;
  const expected = "one balance at one moment; while both statements stand, neither is a known balance";
  record.warn(place, { code: "VALUE_UNREADABLE", found, expected, rule });
}

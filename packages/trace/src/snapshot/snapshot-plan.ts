import type { AccountId, AssetId, UtcMicros } from "@tributary/domain";
import type { NamedTransfer, OpeningMode, OutpointIndex } from "@tributary/ledger";
import type { PlanEvent, PlannedConversion } from "../plan.ts";
import type { SkippedConversion } from "../plan-conversions.ts";
import type { AccountEdges, ResultPlan } from "../result-plan.ts";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import { movementsInDoubt } from "./possible-orders.ts";
import { endsOf } from "./read-holding.ts";
import type { SnapshotConversions } from "./snapshot-conversions.ts";
import type { SnapshotOpenings } from "./snapshot-openings.ts";
import { startOf } from "./snapshot-seeds.ts";

/** The names of a snapshot's numbers, read as they are asked for and kept: the rows of several rules name much the same. */
export interface SnapshotNames {
  readonly accountAt: (account: number) => AccountId;
  readonly numberOfAccount: (account: AccountId) => number | undefined;
  readonly holdingAt: (holding: number) => { readonly account: number; readonly asset: AssetId };
  /** By place in the order traced. */
  readonly eventAt: (place: number) => PlanEvent;
}

export function openNames(snapshot: LedgerSnapshot, { order }: Pick<SnapshotConversions, "order">): SnapshotNames {
  const { memory, columns } = snapshot;
  const accounts = new Map<number, AccountId>();
  const numbers = new Map<AccountId, number>();
  const assets = new Map<number, AssetId>();
  const events = new Map<number, PlanEvent>();
  const numberAt = (column: number, index: number): number => memory.u32(column + 4 * index, 1)[0] ?? 0;
  const accountAt = (account: number): AccountId => {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const name = snapshot.accountName(account);
    accounts.set(account, name);
    numbers.set(name, account);
    return name;
  };
  const assetAt = (asset: number): AssetId => {
    const known = assets.get(asset) ?? snapshot.assetName(asset);
    assets.set(asset, known);
    return known;
  };
  return {
    accountAt,
    numberOfAccount: (account) => numbers.get(account) ?? snapshot.accountNumber(account),
    holdingAt: (holding) => ({
      account: numberAt(columns.holdingAccount, holding),
      asset: assetAt(numberAt(columns.holdingAsset, holding)),
    }),
    eventAt: (place) => {
      const known = events.get(place);
      if (known !== undefined) return known;
      const rank = order.placeOf(place);
      const [debit, credit] = [numberAt(columns.payer, rank), numberAt(columns.payee, rank)];
      const from = numberAt(columns.holdingAccount, debit);
      const to = numberAt(columns.holdingAccount, credit);
      const event = { transfer: snapshot.transferAt(rank), place, rank, from, to, debit, credit, leg: undefined };
      events.set(place, event);
      return event;
    },
  };
}

export interface PlanOfSnapshot {
  readonly names: SnapshotNames;
  readonly openings: SnapshotOpenings;
  readonly openingMode: OpeningMode;
  readonly conversions: SnapshotConversions;
  /** Those that the run knows, in its order. */
  readonly converted: readonly PlannedConversion[];
  readonly skipped: readonly SkippedConversion[];
  readonly outpoints: OutpointIndex;
  readonly placeEnd: number;
  readonly until: UtcMicros | null;
}

/** What rows are written from. */
export function snapshotPlan(snapshot: LedgerSnapshot, plan: PlanOfSnapshot): ResultPlan {
  const { names, openings, conversions, outpoints, placeEnd, until } = plan;
  const last = snapshot.columns.eventCount - 1;
  const movements = new Map<number, readonly NamedTransfer[]>();
  return {
    ...names,
    holdingsOf: snapshot.holdingsOf,
    movementsOf: (holding) => {
      const known = movements.get(holding) ?? movementsInDoubt(snapshot, holding, { placeEnd, conversions });
      movements.set(holding, known);
      return known;
    },
    edgesOf: (account) => findEdges(snapshot, account, placeEnd),
    assumedOpening: openings.assumed,
    openingMode: plan.openingMode,
    conversions: plan.converted,
    skippedConversions: plan.skipped,
    outpoints,
    start: startOf(snapshot),
    end: until ?? (last < 0 ? undefined : snapshot.timeAt(last)),
  };
}

function findEdges(snapshot: LedgerSnapshot, account: number, placeEnd: number): AccountEdges | undefined {
  const ends = snapshot.holdingsOf(account).flatMap((holding) => endsOf(snapshot, holding, placeEnd) ?? []);
  if (ends.length === 0) return undefined;
  const first = Math.min(...ends.map((end) => end.first));
  const last = Math.max(...ends.map((end) => end.last));
  return { source: snapshot.orderAt(first).source, lastAt: snapshot.timeAt(last) };
}

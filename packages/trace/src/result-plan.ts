import type { AccountId, AssetId, UtcMicros } from "@tributary/domain";
import type { NamedTransfer, OpeningMode, OutpointIndex } from "@tributary/ledger";
import type { PlanEvent, PlannedConversion, TracePlan } from "./plan.ts";
import type { SkippedConversion } from "./plan-conversions.ts";

/**
 * What the rows of a result are written from: accounts, holdings and events by number. A snapshot of a ledger gives one in which only what the answer
 * names is there, so that a trace costs what it touches.
 */
export interface ResultPlan {
  readonly accountAt: (account: number) => AccountId | undefined;
  readonly numberOfAccount: (account: AccountId) => number | undefined;
  readonly holdingAt: (holding: number) => { readonly account: number; readonly asset: AssetId } | undefined;
  /** All of an account's, in rising order. */
  readonly holdingsOf: (account: number) => readonly number[];
  /** In the order traced. */
  readonly eventAt: (place: number) => PlanEvent | undefined;
  /** A holding's movements in the order traced, or those of them that can stand in an assumed order. */
  readonly movementsOf: (holding: number) => readonly NamedTransfer[];
  /** Of an account's movements in ledger order. Undefined where it has none. */
  readonly edgesOf: (account: number) => AccountEdges | undefined;
  /** What was supposed of a holding's opening; under `late` nothing, since that is known only when it has been traced. */
  readonly assumedOpening: (holding: number) => bigint;
  readonly openingMode: OpeningMode;
  readonly conversions: readonly PlannedConversion[];
  readonly skippedConversions: readonly SkippedConversion[];
  readonly outpoints: OutpointIndex;
  /** The first movement's time; undefined where nothing moves. */
  readonly start: UtcMicros | undefined;
  /** The request's end, or the last movement's time. */
  readonly end: UtcMicros | undefined;
}

export interface AccountEdges {
  /** Of its first movement in ledger order. */
  readonly source: string;
  /** Of its last movement. */
  readonly lastAt: UtcMicros;
}

/** All of a plan, for the writing of rows. */
export function resultPlanOf(plan: TracePlan): ResultPlan {
  let movements: ReadonlyMap<number, readonly NamedTransfer[]> | undefined;
  let edges: ReadonlyMap<number, AccountEdges> | undefined;
  return {
    accountAt: (account) => plan.accounts[account],
    numberOfAccount: (account) => plan.numberOfAccount.get(account),
    holdingAt: (holding) => plan.holdings[holding],
    holdingsOf: (account) => plan.holdingsOf[account] ?? [],
    eventAt: (place) => plan.events[place],
    movementsOf: (holding) => {
      movements ??= listMovements(plan);
      return movements.get(holding) ?? [];
    },
    edgesOf: (account) => {
      edges ??= listEdges(plan);
      return edges.get(account);
    },
    assumedOpening: (holding) => plan.openings[holding]?.assumed ?? 0n,
    openingMode: plan.openingMode,
    conversions: plan.conversions,
    skippedConversions: plan.skippedConversions,
    outpoints: plan.outpoints,
    start: plan.start,
    end: plan.end,
  };
}

function listMovements(plan: TracePlan): Map<number, NamedTransfer[]> {
  const byHolding = new Map<number, NamedTransfer[]>();
  for (const { transfer, debit, credit } of plan.events) {
    for (const holding of [debit, credit]) {
      if (holding === undefined) continue;
      const list = byHolding.get(holding);
      if (list === undefined) byHolding.set(holding, [transfer]);
      else list.push(transfer);
    }
  }
  return byHolding;
}

function listEdges(plan: TracePlan): Map<number, AccountEdges> {
  const edges = new Map<number, AccountEdges>();
  for (const { transfer, from, to } of [...plan.events].sort((a, b) => a.rank - b.rank)) {
    for (const account of [from, to]) {
      edges.set(account, { source: edges.get(account)?.source ?? transfer.source, lastAt: transfer.occurredAt });
    }
  }
  return edges;
}

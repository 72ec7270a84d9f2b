import { type AssetId, assert, isSpecialAccount, type UtcMicros } from "@tributary/domain";
import {
  type HoldingChange,
  indexOutpoints,
  isMovement,
  type KnownBalance,
  type NamedTransfer,
  type Opening,
  type OpeningMode,
  type OutpointIndex,
  orderSameTime,
  type SameTimeMode,
  solveOpenings,
  sortMovements,
  type TraceLedger,
} from "@tributary/ledger";
import { createNumbering, type GrowingNumbering, type Numbering } from "./number-holdings.ts";
import {
  type ConversionLeg,
  type ConversionPlan,
  lastInOf,
  planConversions,
  type SkippedConversion,
} from "./plan-conversions.ts";
import { createStopIndex, type StopIndex } from "./stop-index.ts";
import type { TraceRequest } from "./trace-request.ts";

/** A movement as the rules see it: accounts, holdings and conversions by number. */
export interface PlanEvent {
  readonly transfer: NamedTransfer;
  /** In the order traced. */
  readonly place: number;
  /** In ledger order as recorded. */
  readonly rank: number;
  readonly from: number;
  readonly to: number;
  /** The holding that pays; undefined for a special account and for the other side of a conversion. */
  readonly debit: number | undefined;
  /** The holding that receives; undefined likewise. */
  readonly credit: number | undefined;
  readonly leg: ConversionLeg | undefined;
}

/** A conversion that acts. */
export interface PlannedConversion {
  readonly id: string;
  readonly basis: string;
  readonly account: number;
  readonly assetOut: AssetId;
  readonly atomsOut: bigint;
  /** Place in the order traced of its last in leg. */
  readonly lastIn: number;
}

/** What every rule needs of one ledger and one request. */
export interface TracePlan extends Numbering {
  /** In the order traced. */
  readonly events: readonly PlanEvent[];
  readonly eventByName: ReadonlyMap<string, PlanEvent>;
  readonly openings: readonly Opening[];
  readonly openingMode: OpeningMode;
  readonly conversions: readonly PlannedConversion[];
  readonly skippedConversions: readonly SkippedConversion[];
  readonly stops: StopIndex;
  readonly outpoints: OutpointIndex;
  /** The first movement's time; undefined where nothing moves. */
  readonly start: UtcMicros | undefined;
  readonly until: UtcMicros | null;
  /** The request's end, or the last movement's time. */
  readonly end: UtcMicros | undefined;
}

export function planTrace(ledger: TraceLedger, request: TraceRequest): TracePlan {
  return createPlanner(ledger, request).plan(request);
}

/** What may differ between two plans of one question: openings, the order inside an instant, inferred conversions. */
export type PlanModes = Pick<TraceRequest, "openings" | "sameTime" | "includeInferred">;

/** Plans one question under several modes. What a mode does not decide is worked out once for all of them. */
export interface Planner {
  readonly plan: (modes: PlanModes) => TracePlan;
  /**
   * A key that two modes share where they put the same movements into the same order, with the same conversions acting. Plans of one key
   * that are asked for one after another share their events and their numbers.
   */
  readonly orderKey: (modes: PlanModes) => string;
}

export function createPlanner(ledger: TraceLedger, request: TraceRequest): Planner {
  const question = readQuestion(ledger, request);
  const orderKey = ({ sameTime, includeInferred }: PlanModes): string =>
    `${question.orderOf(sameTime).mode} ${includeInferred && question.hasInferred}`;
  let arranged: { readonly key: string; readonly order: ArrangedOrder } | undefined;
  return {
    orderKey,
    plan: (modes) => {
      const key = orderKey(modes);
      // One order at a time is kept: its events are the greater part of a plan.
      if (arranged?.key !== key) arranged = { key, order: arrangeOrder(question, modes) };
      return openPlan(question, arranged.order, modes);
    },
  };
}

/** What no mode decides. */
interface PlanQuestion {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly rankByName: ReadonlyMap<string, number>;
  readonly idleNames: ReadonlySet<string>;
  readonly outpoints: OutpointIndex;
  readonly stops: StopIndex;
  readonly hasInferred: boolean;
  readonly orderOf: (mode: SameTimeMode) => SameTimeOrder;
}

interface SameTimeOrder {
  /** The first mode, in the order of the list of modes, that gives this order. */
  readonly mode: SameTimeMode;
  readonly transfers: readonly NamedTransfer[];
}

function readQuestion(ledger: TraceLedger, request: TraceRequest): PlanQuestion {
  const recorded = sortMovements(ledger.transfers, request.until);
  const rankByName = new Map(recorded.map((transfer, rank) => [transfer.name, rank]));
  assert(rankByName.size === recorded.length, "each transfer has a name of its own");
  const outpoints = indexOutpoints(ledger.outpoints);
  const orders: SameTimeOrder[] = [{ mode: "recorded", transfers: recorded }];
  const known = new Map<SameTimeMode, SameTimeOrder>(orders.map((order) => [order.mode, order]));
  const addOrder = (mode: SameTimeMode): SameTimeOrder => {
    const transfers = orderSameTime(recorded, mode);
    const same = orders.find((other) => other.transfers.every((transfer, place) => transfer === transfers[place]));
    const order = same ?? { mode, transfers };
    if (same === undefined) orders.push(order);
    known.set(mode, order);
    return order;
  };
  return {
    ledger,
    request,
    rankByName,
    idleNames: listIdleNames(ledger.transfers, request.until),
    outpoints,
    stops: createStopIndex({ tags: ledger.tags, request, outpoints }),
    hasInferred: ledger.conversions.some((conversion) => conversion.basis === "inferred"),
    orderOf: (mode) => known.get(mode) ?? addOrder(mode),
  };
}

/** Movements in one order, with the conversions that act in it. */
interface ArrangedOrder {
  readonly numbering: GrowingNumbering;
  readonly events: readonly PlanEvent[];
  readonly eventByName: ReadonlyMap<string, PlanEvent>;
  readonly conversions: readonly PlannedConversion[];
  readonly skippedConversions: readonly SkippedConversion[];
}

function arrangeOrder(question: PlanQuestion, { sameTime, includeInferred }: PlanModes): ArrangedOrder {
  const { ledger, request, idleNames, rankByName } = question;
  const { transfers } = question.orderOf(sameTime);
  const conversions = planConversions(ledger.conversions, { transfers, idleNames, includeInferred });
  const numbering = createNumbering();
  const events = conversions.transfers.map((transfer, place) =>
    planEvent(transfer, { place, rankByName, numbering, conversions }),
  );
  // All balances, whether a mode uses them or not: plans of one order must agree on what has a number.
  const listed = typeof request.openings === "string" ? [] : request.openings;
  for (const { account, asset } of [...listed, ...ledger.balances]) {
    if (!isSpecialAccount(account)) numbering.addHolding(account, asset);
  }
  for (const claim of request.claims) if ("account" in claim) numbering.addAccount(claim.account);
  return {
    numbering,
    events,
    eventByName: new Map(events.map((event) => [event.transfer.name, event])),
    conversions: conversions.applied.map(({ conversion, assetOut, atomsOut }) => ({
      id: conversion.id,
      basis: conversion.basis,
      account: numbering.addAccount(conversion.account),
      assetOut,
      atomsOut,
      lastIn: lastInOf(conversions, conversion),
    })),
    skippedConversions: conversions.skipped,
  };
}

function openPlan(question: PlanQuestion, order: ArrangedOrder, modes: PlanModes): TracePlan {
  const { ledger, request, outpoints, stops } = question;
  const { numbering, events, eventByName, conversions, skippedConversions } = order;
  const { mode, balances } = chooseBalances(ledger, { openings: modes.openings, until: request.until });
  const owned = balances.map((balance) => ({ ...balance, holding: numbering.addHolding(balance.account, balance.asset) }));
  const known = owned.map((balance) => ({ ...balance, also: listOutpointHoldings(balance, { outpoints, numbering }) }));
  return {
    ...numbering,
    events,
    eventByName,
    openings: solveOpenings(listChanges(events), { holdingCount: numbering.holdings.length, mode, balances: known }),
    openingMode: mode,
    conversions,
    skippedConversions,
    stops,
    outpoints,
    start: ledger.span?.from ?? events[0]?.transfer.occurredAt,
    until: request.until,
    end: request.until ?? ledger.span?.to ?? events.at(-1)?.transfer.occurredAt,
  };
}

/** Of an address, its outpoints' holdings of the asset. */
function listOutpointHoldings(
  { account, asset }: KnownBalance,
  { outpoints, numbering }: { readonly outpoints: OutpointIndex; readonly numbering: Numbering },
): number[] {
  return (outpoints.outpointsOf.get(account) ?? []).flatMap((outpoint) => numbering.numberOfHolding(outpoint, asset) ?? []);
}

export function listIdleNames(transfers: readonly NamedTransfer[], until: UtcMicros | null): Set<string> {
  const idle = transfers.filter((row) => !isMovement(row) && (until === null || row.occurredAt <= until));
  return new Set(idle.map((transfer) => transfer.name));
}

interface EventContext {
  readonly place: number;
  readonly rankByName: ReadonlyMap<string, number>;
  readonly numbering: GrowingNumbering;
  readonly conversions: ConversionPlan;
}

function planEvent(transfer: NamedTransfer, context: EventContext): PlanEvent {
  const { place, numbering } = context;
  const leg = context.conversions.legByPlace.get(place);
  const { from, to, asset } = transfer;
  return {
    transfer,
    place,
    rank: context.rankByName.get(transfer.name) ?? place,
    from: numbering.addAccount(from),
    to: numbering.addAccount(to),
    debit: leg?.kind === "in" || isSpecialAccount(from) ? undefined : numbering.addHolding(from, asset),
    credit: leg?.kind === "out" || isSpecialAccount(to) ? undefined : numbering.addHolding(to, asset),
    leg,
  };
}

/** The balances that decide openings: the request's list before the ledger's own, none after `until`. */
export function chooseBalances(
  ledger: Pick<TraceLedger, "balances">,
  { openings, until }: Pick<TraceRequest, "openings" | "until">,
): { mode: OpeningMode; balances: KnownBalance[] } {
  const isUsed = (balance: KnownBalance): boolean =>
    (until === null || balance.time <= until) && !isSpecialAccount(balance.account);
  if (typeof openings === "string") {
    return { mode: openings, balances: openings === "inferred" ? ledger.balances.filter(isUsed) : [] };
  }
  const listed = openings.filter(isUsed);
  const key = (balance: KnownBalance): string => `${balance.account} ${balance.asset}`;
  const holdings = new Set(listed.map(key));
  return { mode: "inferred", balances: [...listed, ...ledger.balances.filter((row) => isUsed(row) && !holdings.has(key(row)))] };
}

function* listChanges(events: readonly PlanEvent[]): Generator<HoldingChange> {
  for (const { transfer, debit, credit } of events) {
    const { occurredAt: time, atoms } = transfer;
    if (debit !== undefined) yield { holding: debit, time, change: -atoms };
    if (credit !== undefined) yield { holding: credit, time, change: atoms };
  }
}

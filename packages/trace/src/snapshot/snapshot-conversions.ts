import type { UtcMicros } from "@tributary/domain";
import { indexAmountAt, type ReachConversion } from "@tributary/kernel";
import type { PlannedConversion } from "../plan.ts";
import type { ConversionLimit, SkippedConversion } from "../plan-conversions.ts";
import type { Tally } from "../tally.ts";
import type { LedgerSnapshot, ListedConversion } from "./ledger-snapshot.ts";
import { debitsFrom, type HoldingStep, stepsOf } from "./read-holding.ts";
import { boundaryAfter, boundaryBefore, createOrder, type GrowingOrder, type TracedOrder } from "./traced-order.ts";

/** Which of a snapshot's conversions act in a question, and the order traced that follows from them. As `planConversions` decides it. */
export interface SnapshotConversions {
  /** By id bytewise; places are those of the snapshot. */
  readonly acting: readonly ActingConversion[];
  readonly skipped: readonly SkippedListing[];
  readonly order: TracedOrder;
  /** Of a place of the snapshot: twice the number of the conversion that it is a leg of, and 1 more where it is an in leg. */
  readonly legs: ReadonlyMap<number, number>;
}

interface ActingConversion extends ReachConversion {
  /** Its number among the conversions of the snapshot. */
  readonly listed: number;
}

interface SkippedListing {
  readonly listed: number;
  readonly limit: ConversionLimit;
  /** Places in the order traced of the out legs that are in the ledger. */
  readonly outPlaces: readonly number[];
}

/** What decides beside the ledger. */
export interface ConversionModes {
  readonly until: UtcMicros | null;
  readonly includeInferred: boolean;
  /** Places from here on are after `until`. */
  readonly placeEnd: number;
}

interface Draft {
  readonly snapshot: LedgerSnapshot;
  readonly modes: ConversionModes;
  readonly order: GrowingOrder;
  readonly legs: Map<number, number>;
}

/** Decides which conversions act, by id bytewise. A movement is a leg of one conversion that acts, at most. Costs time by their number. */
export function planSnapshotConversions(snapshot: LedgerSnapshot, modes: ConversionModes): SnapshotConversions {
  const draft: Draft = { snapshot, modes, order: createOrder(), legs: new Map() };
  const acting: ActingConversion[] = [];
  const refused: { readonly listed: number; readonly limit: ConversionLimit; readonly out: readonly number[] }[] = [];
  for (const [listed, conversion] of snapshot.conversions().entries()) {
    const isCut = (place: number): boolean => place >= modes.placeEnd;
    const out = conversion.outPlaces.filter((place) => !isCut(place));
    const limit = findLimit(conversion, draft);
    if (limit !== undefined) {
      refused.push({ listed, limit, out });
      continue;
    }
    for (const place of conversion.outPlaces) draft.legs.set(place, 2 * acting.length);
    for (const place of conversion.inPlaces) draft.legs.set(place, 2 * acting.length + 1);
    const inPlaces = [...conversion.inPlaces].sort((a, b) => a - b);
    acting.push({ listed, account: conversion.account ?? 0, outPlaces: out.sort((a, b) => a - b), inPlaces });
  }
  const { order, legs } = draft;
  const skipped = refused.map(({ out, ...row }) => ({ ...row, outPlaces: out.map(order.tracedOf) }));
  return { acting, skipped, order, legs };
}

function findLimit(conversion: ListedConversion, draft: Draft): ConversionLimit | undefined {
  const { includeInferred } = draft.modes;
  if (conversion.basis === "inferred" && !includeInferred) return "conversion_inferred";
  if (!isComplete(conversion, draft)) return "conversion_incomplete";
  const { order } = draft;
  const last = Math.max(...conversion.outPlaces.map(order.tracedOf));
  const into = conversion.inPlaces.map(order.tracedOf);
  const early = new Set(into.filter((at) => at < last));
  if (early.size === 0) return undefined;
  if (conversion.basis !== "same-transaction" || !conversion.isOneAct) return "conversion_order";
  if (conversion.inPlaces.some((place) => paysBefore(draft, place, last))) return "conversion_order";
  order.takeLater(early, last);
  return undefined;
}

function isComplete(conversion: ListedConversion, { snapshot, modes, legs }: Draft): boolean {
  const { account, outPlaces, inPlaces, idleUntil, isWhole } = conversion;
  const { until, placeEnd } = modes;
  if (!isWhole || outPlaces.length === 0 || inPlaces.length === 0) return false;
  if (until !== null && idleUntil !== null && idleUntil > until) return false;
  const places = [...outPlaces, ...inPlaces];
  if (places.some((place) => place >= placeEnd || legs.has(place)) || new Set(places).size !== places.length) return false;
  // All of one holding: of the conversion's account, in one asset.
  const [first = 0, ...others] = outPlaces.map((place) => holdingAt(snapshot, snapshot.columns.payer, place));
  return others.every((holding) => holding === first) && ownerOf(snapshot, first) === account;
}

/** Does the receiver of an in leg pay of its asset after it, up to where the last out leg stands? */
function paysBefore({ snapshot, order }: Draft, place: number, last: number): boolean {
  const receiver = holdingAt(snapshot, snapshot.columns.payee, place);
  for (let at = order.tracedOf(place) + 1; at <= last; at += 1) {
    if (holdingAt(snapshot, snapshot.columns.payer, order.placeOf(at)) === receiver) return true;
  }
  return false;
}

function holdingAt({ memory }: LedgerSnapshot, column: number, place: number): number {
  return memory.u32(column + 4 * place, 1)[0] ?? 0;
}

function ownerOf({ memory, columns }: LedgerSnapshot, holding: number): number {
  return memory.u32(columns.holdingAccount + 4 * holding, 1)[0] ?? 0;
}

export interface OwnSteps {
  /** In the order traced. */
  readonly placeEnd: number;
  readonly conversions: Pick<SnapshotConversions, "legs" | "order">;
}

/** A holding's movements before a place, in the snapshot's order, without those of which it is the other side of a conversion that acts. */
export function ownStepsOf(
  snapshot: LedgerSnapshot,
  holding: number,
  { placeEnd, conversions }: OwnSteps,
): Iterable<HoldingStep> {
  if (conversions.legs.size === 0) return stepsOf(snapshot, holding, placeEnd);
  return dropOthers(stepsOf(snapshot, holding, boundaryAfter(conversions.order, placeEnd)), { placeEnd, conversions });
}

interface DebitsQuestion {
  /** In the order traced. */
  readonly from: number;
  readonly placeEnd: number;
  readonly most: number;
  readonly conversions: SnapshotConversions;
}

/** Places of the snapshot at which a holding pays, from a place of the order traced on: how many, and the first of them. */
export function ownDebitsFrom(
  snapshot: LedgerSnapshot,
  holding: number,
  { from, placeEnd: end, most, conversions: { order, legs } }: DebitsQuestion,
): ReturnType<typeof debitsFrom> {
  if (legs.size === 0) return debitsFrom(snapshot, holding, { from, end, most });
  const { places } = debitsFrom(snapshot, holding, { from: boundaryBefore(order, from), end, most: Number.POSITIVE_INFINITY });
  const own = places.filter((place) => order.tracedOf(place) >= from && ((legs.get(place) ?? 0) & 1) === 0);
  return { count: own.length, places: own.slice(0, most) };
}

function* dropOthers(steps: Iterable<HoldingStep>, { placeEnd, conversions: { legs, order } }: OwnSteps): Generator<HoldingStep> {
  for (const step of steps) {
    if (order.tracedOf(step.place) >= placeEnd) continue;
    const leg = legs.get(step.place);
    if (leg === undefined || step.isDebit === ((leg & 1) === 0)) yield step;
  }
}

/** Conversions that act as results name them, by their numbers among these. What a row does not say is not read. */
export function listConverted(
  snapshot: LedgerSnapshot,
  { acting, order }: SnapshotConversions,
  numbers: readonly number[],
): PlannedConversion[] {
  return numbers.flatMap((number) => {
    const conversion = acting[number];
    return conversion === undefined ? [] : [nameConversion({ snapshot, order }, conversion)];
  });
}

function nameConversion(
  { snapshot, order }: Pick<Draft, "snapshot"> & Pick<SnapshotConversions, "order">,
  { listed, account, outPlaces, inPlaces }: ActingConversion,
): PlannedConversion {
  const { memory, columns } = snapshot;
  return {
    account,
    get id() {
      return snapshot.conversionAt(listed).id;
    },
    get basis() {
      return snapshot.conversions()[listed]?.basis ?? "";
    },
    get assetOut() {
      const holding = holdingAt(snapshot, columns.payer, outPlaces[0] ?? 0);
      return snapshot.assetName(memory.u32(columns.holdingAsset + 4 * holding, 1)[0] ?? 0);
    },
    get atomsOut() {
      return outPlaces.reduce((sum, place) => sum + indexAmountAt(memory, columns, place), 0n);
    },
    get lastIn() {
      return Math.max(...inPlaces.map(order.tracedOf));
    },
  };
}

/** Those that did not act although one of the books has traced value at an out leg: the others change no row, and their names are not read. */
export function listSkipped(
  snapshot: LedgerSnapshot,
  { skipped }: SnapshotConversions,
  tallies: readonly Pick<Tally, "flows">[],
): SkippedConversion[] {
  const touched = skipped.filter(({ outPlaces }) => outPlaces.some((place) => tallies.some(({ flows }) => flows.has(place))));
  return touched.map(({ listed, ...row }) => ({ ...row, conversion: snapshot.conversionAt(listed) }));
}

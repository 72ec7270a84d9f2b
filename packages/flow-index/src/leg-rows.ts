import { type ConversionBasis, conversionBases, type SourceName, type UtcMicros } from "@tributary/domain";
import type { ConversionsRow } from "@tributary/queries";

/** A conversion of the ledger, and what decides whether it acts. Places are those of the legs that move something, as often and in the order in which they are named. */
export interface IndexedConversion {
  /** Undefined where nothing that moves names it. */
  readonly account: number | undefined;
  readonly basis: ConversionBasis;
  readonly outPlaces: readonly number[];
  readonly inPlaces: readonly number[];
  /** Is every leg a transfer of the ledger? */
  readonly isWhole: boolean;
  /** The latest time of its legs that move nothing; null where there are none. */
  readonly idleUntil: UtcMicros | null;
  /** Have all legs that move something one source, one time and one reference? */
  readonly isOneAct: boolean;
}

/** What a leg's name stands for. */
export interface Leg {
  /** Undefined where it moves nothing. */
  readonly place: number | undefined;
  readonly occurredAt: UtcMicros;
  readonly source: SourceName;
  readonly reference: string | null;
}

/** A conversion's legs, by what is known of their names. */
export function placeLegs(
  { basis, outTransfers, inTransfers }: ConversionsRow,
  account: number | undefined,
  legOf: (name: string) => Leg | undefined,
): IndexedConversion {
  const find = (names: readonly string[]): readonly Leg[] => names.flatMap((name) => legOf(name) ?? []);
  const [out, into] = [find(outTransfers), find(inTransfers)];
  const legs = [...out, ...into];
  const placesOf = (side: readonly Leg[]): number[] => side.flatMap(({ place }) => place ?? []);
  const idle = legs.filter(({ place }) => place === undefined).map(({ occurredAt }) => occurredAt);
  return {
    account,
    basis,
    outPlaces: placesOf(out),
    inPlaces: placesOf(into),
    isWhole: legs.length === outTransfers.length + inTransfers.length,
    idleUntil: idle.reduce<UtcMicros | null>((last, time) => (last === null || time > last ? time : last), null),
    isOneAct: areOneAct(legs.filter(({ place }) => place !== undefined)),
  };
}

function areOneAct([first, ...others]: readonly Leg[]): boolean {
  if (first === undefined || first.reference === null) return false;
  const { source, occurredAt, reference } = first;
  return others.every((leg) => leg.source === source && leg.occurredAt === occurredAt && leg.reference === reference);
}

/** As one text: read for every conversion of the ledger by each question, so that it is short and has nothing to convert. */
export function encodeLegs({ account, basis, idleUntil, isWhole, isOneAct, outPlaces, inPlaces }: IndexedConversion): string {
  const flags = (isWhole ? 1 : 0) + (isOneAct ? 2 : 0);
  return JSON.stringify([account ?? -1, conversionBases.indexOf(basis), flags, idleUntil?.toString() ?? "", outPlaces, inPlaces]);
}

/** What `encodeLegs` wrote. The caller trusts it as far as it trusts the file's digest. */
export function decodeLegs(text: string): IndexedConversion {
  const [account, basis, flags, idle, outPlaces, inPlaces] = JSON.parse(text) as EncodedLegs;
  return {
    account: account < 0 ? undefined : account,
    basis: conversionBases[basis] ?? "inferred",
    outPlaces,
    inPlaces,
    isWhole: (flags & 1) !== 0,
    idleUntil: idle === "" ? null : (BigInt(idle) as UtcMicros),
    isOneAct: (flags & 2) !== 0,
  };
}

type EncodedLegs = readonly [number, number, number, string, readonly number[], readonly number[]];

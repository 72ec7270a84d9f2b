import { type AssetId, type Conversion, compareBytewise } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";

type ConversionLimit = "conversion_inferred" | "conversion_incomplete" | "conversion_order";

interface AppliedConversion {
  readonly conversion: Conversion;
  readonly assetOut: AssetId;
  readonly atomsOut: bigint;
}

/** A conversion whose legs act as plain transfers, and why. */
export interface SkippedConversion {
  readonly conversion: Conversion;
  readonly limit: ConversionLimit;
  /** Places of the out legs that are in the ledger. */
  readonly outPlaces: readonly number[];
}

export interface ConversionLeg {
  readonly kind: "out" | "in";
  /** Index among the applied. */
  readonly conversion: number;
}

export interface ConversionPlan {
  readonly applied: readonly AppliedConversion[];
  readonly skipped: readonly SkippedConversion[];
  readonly legByPlace: ReadonlyMap<number, ConversionLeg>;
}

export interface ConversionQuestion {
  /** Movements in the order traced. */
  readonly transfers: readonly NamedTransfer[];
  readonly placeByName: ReadonlyMap<string, number>;
  /** Transfers of the ledger that move nothing: they are no legs, and are not missed. */
  readonly idleNames: ReadonlySet<string>;
  readonly includeInferred: boolean;
}

/** Decides which conversions act, by id bytewise. A transfer is a leg of one conversion that acts, at most. */
export function planConversions(conversions: readonly Conversion[], question: ConversionQuestion): ConversionPlan {
  const applied: AppliedConversion[] = [];
  const skipped: SkippedConversion[] = [];
  const legByPlace = new Map<number, ConversionLeg>();
  const used = new Set<string>();
  for (const conversion of [...conversions].sort((a, b) => compareBytewise(a.id, b.id))) {
    const places = findLegs(conversion, question);
    const limit = findLimit(conversion, places, { question, used });
    if (limit !== undefined) {
      skipped.push({ conversion, limit, outPlaces: places.out });
      continue;
    }
    const outLegs = places.out.flatMap((place) => question.transfers[place] ?? []);
    const assetOut = outLegs[0]?.asset;
    if (assetOut === undefined) continue;
    for (const name of listLegs(conversion, question)) used.add(name);
    for (const place of places.out) legByPlace.set(place, { kind: "out", conversion: applied.length });
    for (const place of places.in) legByPlace.set(place, { kind: "in", conversion: applied.length });
    applied.push({ conversion, assetOut, atomsOut: outLegs.reduce((sum, leg) => sum + leg.atoms, 0n) });
  }
  return { applied, skipped, legByPlace };
}

interface LegPlaces {
  readonly out: readonly number[];
  readonly in: readonly number[];
}

function findLegs(conversion: Conversion, { placeByName }: ConversionQuestion): LegPlaces {
  const find = (names: readonly string[]): number[] => names.flatMap((name) => placeByName.get(name) ?? []);
  return { out: find(conversion.outTransfers), in: find(conversion.inTransfers) };
}

function listLegs(conversion: Conversion, { idleNames }: ConversionQuestion): string[] {
  return [...conversion.outTransfers, ...conversion.inTransfers].filter((name) => !idleNames.has(name));
}

function findLimit(
  conversion: Conversion,
  places: LegPlaces,
  { question, used }: { readonly question: ConversionQuestion; readonly used: ReadonlySet<string> },
): ConversionLimit | undefined {
  if (conversion.basis === "inferred" && !question.includeInferred) return "conversion_inferred";
  const legs = listLegs(conversion, question);
  const areAllThere = places.out.length > 0 && places.in.length > 0 && legs.every((name) => question.placeByName.has(name));
  const areFree = new Set(legs).size === legs.length && !legs.some((name) => used.has(name));
  const outLegs = places.out.flatMap((place) => question.transfers[place] ?? []);
  const areOfOne = outLegs.every((leg) => leg.from === conversion.account && leg.asset === outLegs[0]?.asset);
  if (!areAllThere || !areFree || !areOfOne) return "conversion_incomplete";
  return lastOf(places.out) < firstOf(places.in) ? undefined : "conversion_order";
}

function lastOf(places: readonly number[]): number {
  return places.reduce((last, place) => Math.max(last, place), -1);
}

function firstOf(places: readonly number[]): number {
  return places.reduce((first, place) => Math.min(first, place), Number.POSITIVE_INFINITY);
}

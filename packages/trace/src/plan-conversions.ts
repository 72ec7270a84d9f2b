import { type AssetId, type Conversion, compareBytewise } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";

export type ConversionLimit = "conversion_inferred" | "conversion_incomplete" | "conversion_order";

interface AppliedConversion {
  readonly conversion: Conversion;
  readonly assetOut: AssetId;
  readonly atomsOut: bigint;
}

/** A conversion whose legs act as plain transfers, and why. */
export interface SkippedConversion {
  readonly conversion: Pick<Conversion, "account">;
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
  /** The movements in the order traced, in legs of one transaction taken after its out legs. */
  readonly transfers: readonly NamedTransfer[];
  readonly placeByName: ReadonlyMap<string, number>;
  readonly applied: readonly AppliedConversion[];
  readonly skipped: readonly SkippedConversion[];
  readonly legByPlace: ReadonlyMap<number, ConversionLeg>;
}

export interface ConversionQuestion {
  /** Movements in ledger order, those of equal time in the order asked for. */
  readonly transfers: readonly NamedTransfer[];
  /** Transfers of the ledger that move nothing: they are no legs, and are not missed. */
  readonly idleNames: ReadonlySet<string>;
  readonly includeInferred: boolean;
}

/** What is decided so far: the order can still change within a transaction. */
interface Draft {
  readonly transfers: NamedTransfer[];
  readonly placeByName: Map<string, number>;
  readonly used: Set<string>;
}

/** Decides which conversions act, by id bytewise. A transfer is a leg of one conversion that acts, at most. */
export function planConversions(conversions: readonly Conversion[], question: ConversionQuestion): ConversionPlan {
  const transfers = [...question.transfers];
  const placeByName = new Map(transfers.map((transfer, place) => [transfer.name, place]));
  const draft: Draft = { transfers, placeByName, used: new Set() };
  const applied: AppliedConversion[] = [];
  const refused: { readonly conversion: Conversion; readonly limit: ConversionLimit }[] = [];
  for (const conversion of [...conversions].sort((a, b) => compareBytewise(a.id, b.id))) {
    const limit = findLimit(conversion, question, draft);
    if (limit !== undefined) {
      refused.push({ conversion, limit });
      continue;
    }
    const outLegs = findLegs(conversion, draft).out.flatMap((place) => transfers[place] ?? []);
    const assetOut = outLegs[0]?.asset;
    if (assetOut === undefined) continue;
    for (const name of listLegs(conversion, question)) draft.used.add(name);
    applied.push({ conversion, assetOut, atomsOut: outLegs.reduce((sum, leg) => sum + leg.atoms, 0n) });
  }
  const skipped = refused.map((row): SkippedConversion => ({ ...row, outPlaces: findLegs(row.conversion, draft).out }));
  return { transfers, placeByName, applied, skipped, legByPlace: placeLegs(applied, draft) };
}

function placeLegs(applied: readonly AppliedConversion[], draft: Draft): Map<number, ConversionLeg> {
  const legByPlace = new Map<number, ConversionLeg>();
  for (const [index, { conversion }] of applied.entries()) {
    const places = findLegs(conversion, draft);
    for (const place of places.out) legByPlace.set(place, { kind: "out", conversion: index });
    for (const place of places.in) legByPlace.set(place, { kind: "in", conversion: index });
  }
  return legByPlace;
}

/** Place in the order traced of a conversion's last in leg. */
export function lastInOf({ placeByName }: Pick<ConversionPlan, "placeByName">, { inTransfers }: Conversion): number {
  return lastOf(inTransfers.flatMap((name) => placeByName.get(name) ?? []));
}

interface LegPlaces {
  readonly out: readonly number[];
  readonly in: readonly number[];
}

function findLegs(conversion: Conversion, { placeByName }: Draft): LegPlaces {
  const find = (names: readonly string[]): number[] => names.flatMap((name) => placeByName.get(name) ?? []);
  return { out: find(conversion.outTransfers), in: find(conversion.inTransfers) };
}

function listLegs(conversion: Conversion, { idleNames }: ConversionQuestion): string[] {
  return [...conversion.outTransfers, ...conversion.inTransfers].filter((name) => !idleNames.has(name));
}

function findLimit(conversion: Conversion, question: ConversionQuestion, draft: Draft): ConversionLimit | undefined {
  if (conversion.basis === "inferred" && !question.includeInferred) return "conversion_inferred";
  const places = findLegs(conversion, draft);
  const legs = listLegs(conversion, question);
  const areAllThere = places.out.length > 0 && places.in.length > 0 && legs.every((name) => draft.placeByName.has(name));
  const areFree = new Set(legs).size === legs.length && !legs.some((name) => draft.used.has(name));
  const outLegs = places.out.flatMap((place) => draft.transfers[place] ?? []);
  const areOfOne = outLegs.every((leg) => leg.from === conversion.account && leg.asset === outLegs[0]?.asset);
  if (!areAllThere || !areFree || !areOfOne) return "conversion_incomplete";
  if (lastOf(places.out) < firstOf(places.in)) return undefined;
  if (conversion.basis !== "same-transaction" || !canTakeInLegsLater(places, draft)) return "conversion_order";
  takeInLegsLater(places, draft);
  return undefined;
}

/** All legs are of one transaction, and nobody pays of what an in leg brought before the last out leg. */
function canTakeInLegsLater(places: LegPlaces, { transfers }: Draft): boolean {
  const last = lastOf(places.out);
  const [first, ...others] = [...places.out, ...places.in].flatMap((place) => transfers[place] ?? []);
  const isOneAct = others.every(
    (leg) => leg.source === first?.source && leg.reference === first.reference && leg.occurredAt === first.occurredAt,
  );
  if (!isOneAct || first === undefined || first.reference === null) return false;
  return places.in.every((place) => {
    const leg = transfers[place];
    const between = transfers.slice(place + 1, last + 1);
    return !between.some(({ from, asset }) => from === leg?.to && asset === leg.asset);
  });
}

/** The in legs that stand before the last out leg follow it, in the order in which they stood. */
function takeInLegsLater(places: LegPlaces, { transfers, placeByName }: Draft): void {
  const last = lastOf(places.out);
  const early = new Set(places.in.filter((place) => place < last));
  const first = firstOf([...early]);
  const stretch = transfers.slice(first, last + 1);
  const isEarly = (index: number): boolean => early.has(first + index);
  const ordered = [...stretch.filter((_, index) => !isEarly(index)), ...stretch.filter((_, index) => isEarly(index))];
  for (const [index, transfer] of ordered.entries()) {
    transfers[first + index] = transfer;
    placeByName.set(transfer.name, first + index);
  }
}

function lastOf(places: readonly number[]): number {
  return places.reduce((last, place) => Math.max(last, place), -1);
}

function firstOf(places: readonly number[]): number {
  return places.reduce((first, place) => Math.min(first, place), Number.POSITIVE_INFINITY);
}

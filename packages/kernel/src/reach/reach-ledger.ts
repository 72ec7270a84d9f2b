import { assert } from "@tributary/domain";
import type { AdjacencySegment, TransferColumns } from "../columns.ts";
import type { Heap } from "../memory.ts";

/**
 * A conversion that acts: its out legs come from `account`. An in leg that stands before one of them is taken after it (README of trace, 8): its receiver pays
 * nothing of its asset in between. Then the order traced is not the columns' own: a reach and a part hold all that matters, and who runs rules over them puts it into that order.
 */
export interface ReachConversion {
  readonly account: number;
  /** In order. */
  readonly outPlaces: readonly number[];
  /** In order. */
  readonly inPlaces: readonly number[];
}

/** A ledger in flat memory, as a reach goes over it. Addresses are bytes in the heap's memory; 0 is none. */
export interface ReachLedger {
  /** Where the state of a reach is kept, and each question's own. */
  readonly heap: Heap;
  readonly columns: TransferColumns;
  /** In the order of places. */
  readonly segments: readonly AdjacencySegment[];
  /** u8 per account: not 0 where it is special and never holds. */
  readonly accountFlags: number;
  /** u32 per account: its first holding; 0xffffffff where it has none. Needed for walks by account and for parts. */
  readonly firstHolding: number;
  /** u32 per holding: the next one of the same account; 0xffffffff ends a chain. */
  readonly nextHolding: number;
  /**
   * 2 u64 per holding, a special account's too: what it has after the last place where its opening is the least that keeps it from going negative, legs
   * of conversions taken as all other transfers; the highest bit is set where that is not known. 0 or left out: of none.
   */
  readonly ends?: number;
  /** Those that act, until others are named. A place is a leg of one at most. */
  readonly conversions: readonly ReachConversion[];
}

/** Addresses of the conversions' columns; assembly/reach-fields.ts says what they hold. */
export interface ConversionColumns {
  readonly legPlaces: number;
  readonly legKeys: number;
  readonly legCount: number;
  readonly legBits: number;
  readonly conversionOffsets: number;
  readonly conversionLegs: number;
  readonly conversionAccounts: number;
  readonly conversionStamps: number;
}

/** Writes segments as the module reads them: 5 u32 each. */
export function writeSegments(heap: Heap, segments: readonly AdjacencySegment[]): number {
  const address = heap.allocate(20 * Math.max(segments.length, 1));
  const rows = segments.flatMap((one) => [one.holdingCount, one.outOffsets, one.outPlaces, one.inOffsets, one.inPlaces]);
  heap.memory.u32(address, rows.length).set(rows);
  return address;
}

/** Writes conversions as columns, sorted by place. */
export function writeConversions(heap: Heap, conversions: readonly ReachConversion[], eventCount: number): ConversionColumns {
  const legs = conversions.flatMap(({ outPlaces, inPlaces }, number) => [
    ...outPlaces.map((place) => ({ place, key: 2 * number })),
    ...inPlaces.map((place) => ({ place, key: 2 * number + 1 })),
  ]);
  const byPlace = [...legs].sort((a, b) => a.place - b.place);
  const isLegOfOne = byPlace.every(({ place }, index) => place !== byPlace[index + 1]?.place);
  assert(isLegOfOne, "a place is a leg of one conversion at most");
  const offsets = [0];
  for (const { outPlaces, inPlaces } of conversions) {
    offsets.push((offsets.at(-1) ?? 0) + outPlaces.length + inPlaces.length);
  }
  const legBits = conversions.length === 0 ? 0 : heap.allocateZeroed(Math.ceil(eventCount / 64) * 8);
  const bits = heap.memory.u8(legBits, conversions.length === 0 ? 0 : Math.ceil(eventCount / 64) * 8);
  for (const { place } of legs) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  return {
    legPlaces: writeU32(
      heap,
      byPlace.map((leg) => leg.place),
    ),
    legKeys: writeU32(
      heap,
      byPlace.map((leg) => leg.key),
    ),
    legCount: legs.length,
    legBits,
    conversionOffsets: writeU32(heap, offsets),
    conversionLegs: writeU32(
      heap,
      legs.map((leg) => leg.place),
    ),
    conversionAccounts: writeU32(
      heap,
      conversions.map((one) => one.account),
    ),
    conversionStamps: heap.allocateZeroed(4 * conversions.length + 4),
  };
}

/** Writes numbers as u32 and tells where. */
export function writeU32(heap: Heap, values: ArrayLike<number>): number {
  const address = heap.allocate(4 * Math.max(values.length, 1));
  heap.memory.u32(address, values.length).set(values);
  return address;
}

import { type AdjacencySegment, countBelow, type FlatMemory } from "@tributary/kernel";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";

/** One movement of a holding. */
export interface HoldingStep {
  readonly place: number;
  readonly isDebit: boolean;
}

/** A holding's movements before a place, in ledger order. */
export function* stepsOf(snapshot: LedgerSnapshot, holding: number, placeEnd: number): Generator<HoldingStep> {
  for (const segment of snapshot.segments) {
    if (holding >= segment.holdingCount) continue;
    const out = placesIn(snapshot.memory, segment.outOffsets, { holding, places: segment.outPlaces });
    const into = placesIn(snapshot.memory, segment.inOffsets, { holding, places: segment.inPlaces });
    let paid = 0;
    let received = 0;
    while (paid < out.length || received < into.length) {
      const nextOut = out[paid] ?? Number.POSITIVE_INFINITY;
      const nextIn = into[received] ?? Number.POSITIVE_INFINITY;
      const place = Math.min(nextOut, nextIn);
      if (place >= placeEnd) return;
      const isDebit = nextOut < nextIn;
      if (isDebit) paid += 1;
      else received += 1;
      yield { place, isDebit };
    }
  }
}

/** The first and the last place of a holding before a place; undefined where it has none. */
export function endsOf(
  snapshot: LedgerSnapshot,
  holding: number,
  placeEnd: number,
): { readonly first: number; readonly last: number } | undefined {
  let first: number | undefined;
  let last: number | undefined;
  for (const segment of snapshot.segments) {
    for (const places of sidesOf(snapshot.memory, segment, holding)) {
      const count = countBelow(places, placeEnd);
      const [from, to] = [places[0], places[count - 1]];
      if (count === 0 || from === undefined || to === undefined) continue;
      first = Math.min(first ?? from, from);
      last = Math.max(last ?? to, to);
    }
  }
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Places from one on at which a holding pays: how many, and the first of them. */
export function debitsFrom(
  snapshot: LedgerSnapshot,
  holding: number,
  { from, end, most }: { readonly from: number; readonly end: number; readonly most: number },
): { readonly count: number; readonly places: readonly number[] } {
  const places: number[] = [];
  let count = 0;
  for (const segment of snapshot.segments) {
    if (holding >= segment.holdingCount) continue;
    const out = placesIn(snapshot.memory, segment.outOffsets, { holding, places: segment.outPlaces });
    const low = countBelow(out, from);
    const high = countBelow(out, end);
    count += high - low;
    for (const place of out.subarray(low, Math.min(high, low + most - places.length))) places.push(place);
  }
  return { count, places };
}

function sidesOf(memory: FlatMemory, segment: AdjacencySegment, holding: number): Uint32Array[] {
  if (holding >= segment.holdingCount) return [];
  return [
    placesIn(memory, segment.outOffsets, { holding, places: segment.outPlaces }),
    placesIn(memory, segment.inOffsets, { holding, places: segment.inPlaces }),
  ];
}

function placesIn(
  memory: FlatMemory,
  offsets: number,
  { holding, places }: { readonly holding: number; readonly places: number },
): Uint32Array {
  const [from = 0, to = 0] = memory.u32(offsets + 4 * holding, 2);
  return memory.u32(places + 4 * from, to - from);
}

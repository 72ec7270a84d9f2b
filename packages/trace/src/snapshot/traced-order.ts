/** The order in which a snapshot's movements are traced: its own, but for in legs that are taken after the out legs of their transaction. */
export interface TracedOrder {
  /** Where the movement of a place of the snapshot stands in the order traced. */
  readonly tracedOf: (place: number) => number;
  /** The place of the snapshot whose movement stands there. */
  readonly placeOf: (traced: number) => number;
  /** Stretches in which the two differ, the same in both: rising, no two overlapping. None outside of an instant. */
  readonly stretches: () => readonly Stretch[];
}

/** Places from `first` to `last`, both included. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

export interface GrowingOrder extends TracedOrder {
  /** Those of a stretch's movements that are named, by where they stand, follow its last one, in the order in which they stood. */
  readonly takeLater: (early: ReadonlySet<number>, last: number) => void;
}

export function createOrder(): GrowingOrder {
  const traced = new Map<number, number>();
  const places = new Map<number, number>();
  const changed: Stretch[] = [];
  let joined: readonly Stretch[] | undefined;
  const placeOf = (at: number): number => places.get(at) ?? at;
  return {
    tracedOf: (place) => traced.get(place) ?? place,
    placeOf,
    stretches: () => {
      joined ??= joinStretches(changed);
      return joined;
    },
    takeLater: (early, last) => {
      const first = Math.min(...early);
      const before: number[] = [];
      const after: number[] = [];
      for (let at = first; at <= last; at += 1) (early.has(at) ? after : before).push(placeOf(at));
      let at = first;
      for (const part of [before, after])
        for (const place of part) {
          traced.set(place, at);
          places.set(at, place);
          at += 1;
        }
      changed.push({ first, last });
      joined = undefined;
    },
  };
}

function joinStretches(changed: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of [...changed].sort((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before === undefined || before.last < stretch.first) joined.push(stretch);
    else joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, stretch.last) };
  }
  return joined;
}

/** The last place up to it before which the two orders hold the same movements. */
export function boundaryBefore(order: TracedOrder, place: number): number {
  return stretchAcross(order, place)?.first ?? place;
}

/** The first place from it on before which the two orders hold the same movements. */
export function boundaryAfter(order: TracedOrder, place: number): number {
  const stretch = stretchAcross(order, place);
  return stretch === undefined ? place : stretch.last + 1;
}

/** Looked for by halving: a ledger can have one for each of its swaps, and each holding of an answer asks. */
function stretchAcross(order: TracedOrder, place: number): Stretch | undefined {
  const stretches = order.stretches();
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.first ?? place) < place) low = middle + 1;
    else high = middle;
  }
  const stretch = stretches[low - 1];
  return stretch !== undefined && place <= stretch.last ? stretch : undefined;
}

/** The places of each holding in order: those of holding h are `places[offsets[h]]` to `places[offsets[h + 1] - 1]`. */
export interface SortedPlaces {
  readonly offsets: Uint32Array;
  readonly places: Uint32Array;
}

/** Sorts places by the holding that stands there. `holdings`: u32 per place; the first is that of place `firstPlace`. */
export function sortPlaces(
  holdings: Uint32Array,
  { firstPlace, holdingCount }: { firstPlace: number; holdingCount: number },
): SortedPlaces {
  const offsets = new Uint32Array(holdingCount + 1);
  const count = holdings.length;
  for (let index = 0; index < count; index += 1) {
    const holding = holdings[index] ?? 0;
    offsets[holding] = (offsets[holding] ?? 0) + 1;
  }
  let sum = 0;
  for (let holding = 0; holding < holdingCount; holding += 1) {
    sum += offsets[holding] ?? 0;
    offsets[holding] = sum;
  }
  offsets[holdingCount] = sum;
  // From the last place to the first, each holding's end moves down to its beginning.
  const places = new Uint32Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    const holding = holdings[index] ?? 0;
    const slot = (offsets[holding] ?? 0) - 1;
    offsets[holding] = slot;
    places[slot] = firstPlace + index;
  }
  return { offsets, places };
}

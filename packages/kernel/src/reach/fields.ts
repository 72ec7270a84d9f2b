/** The fields of a reach's record, in the order of assembly/reach-fields.ts: u32 each, but `placeSum`, which is u64. */
const names = [
  "payer",
  "payee",
  "atoms",
  "atomsLimbs",
  "wide",
  "holdingCount",
  "holdingAccount",
  "holdingAsset",
  "firstHolding",
  "nextHolding",
  "segments",
  "segmentCount",
  "legPlaces",
  "legKeys",
  "legCount",
  "legBits",
  "conversionOffsets",
  "conversionLegs",
  "conversionAccounts",
  "conversionStamps",
  "bits",
  "bitWords",
  "bitBlocks",
  "states",
  "firsts",
  "touched",
  "touchedCount",
  "nears",
  "nearTouched",
  "nearCount",
  "epoch",
  "placeEnd",
  "nearFloor",
  "stops",
  "stopCount",
  "accountMarks",
  "degreeMax",
  "starts",
  "startCount",
  "seeds",
  "seedCount",
  "placesMax",
  "reachedMax",
  "position",
  "startCursor",
  "seedCursor",
  "legCursor",
  "nextSpecial",
  "visited",
  "reached",
  "pending",
  "isScan",
  "placeSumLow",
  "placeSumHigh",
  "byAccount",
  "scanShare",
  "partHoldings",
  "partFirsts",
  "partTracked",
  "openingMode",
  "partOpenings",
  "partBalances",
  "partLates",
  "scratch",
  "partMax",
  "partEvents",
  "partPayer",
  "partPayee",
  "partAtoms",
  "partPlaces",
  "partCursor",
  "partAccount",
  "partAsset",
  "partHoldingCount",
  "partAccounts",
  "partAccountCount",
  "partBooks",
  "partLegs",
  "partLegCount",
  "localHoldings",
  "localAccounts",
  "partFirstHolding",
  "partNextHolding",
  "seenBits",
  "hopsMax",
  "partEnd",
  "ends",
  "partBits",
  "scanFrom",
  "partNoted",
] as const;

export type ReachField = (typeof names)[number];

/** Bytes of the record. */
export const recordBytes: number = 4 * 96;

const indexes: ReadonlyMap<ReachField, number> = new Map(names.map((name, index) => [name, index]));

/** A reach's record at an address. Views are made anew, since memory grows. */
export interface ReachRecord {
  readonly address: number;
  readonly get: (field: ReachField) => number;
  readonly set: (values: Partial<Record<ReachField, number>>) => void;
}

export function openRecord(view: () => Uint32Array, address: number): ReachRecord {
  return {
    address,
    get: (field) => view()[indexes.get(field) ?? 0] ?? 0,
    set: (values) => {
      const words = view();
      for (const [field, value] of Object.entries(values)) words[indexes.get(field as ReachField) ?? 0] = value;
    },
  };
}

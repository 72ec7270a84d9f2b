/**
 * Transfers as columns in flat memory, in the order traced: the whole of an index, or the part of it that a question can touch. A place is an index into
 * the columns. Accounts, assets and holdings are numbers from 0; a holding is one account's of one asset.
 */
export interface TransferColumns {
  readonly eventCount: number;
  /** u32 per place: the holding that pays, of a special account too. */
  readonly payer: number;
  /** u32 per place: the holding that receives, of a special account too. */
  readonly payee: number;
  /** `atomsLimbs` u64 per place, little-endian limbs. */
  readonly atoms: number;
  /**
   * 1 or 2: amounts as an index keeps them. Where the highest bit of the last limb is set, the first limb (without that bit where it is the only one) is a row of
   * `wide`. 5: plain.
   */
  readonly atomsLimbs: 1 | 2 | 5;
  /** 4 u64 per row: the amounts that need them. 0 where there are none. */
  readonly wide: number;
  readonly wideCount: number;
  readonly holdingCount: number;
  /** u32 per holding. */
  readonly holdingAccount: number;
  /** u32 per holding. */
  readonly holdingAsset: number;
  readonly accountCount: number;
  readonly assetCount: number;
}

/**
 * The places of each holding, in order. An index is built in segments: each covers a stretch of places, the later ones later. A holding that a segment does not
 * know (its number is not below `holdingCount`) has no place in it.
 */
export interface AdjacencySegment {
  readonly holdingCount: number;
  /** u32 per holding and one more: where the holding's places begin in `outPlaces`. */
  readonly outOffsets: number;
  /** u32 each: places at which the holding pays. */
  readonly outPlaces: number;
  readonly inOffsets: number;
  /** u32 each: places at which the holding receives. */
  readonly inPlaces: number;
}

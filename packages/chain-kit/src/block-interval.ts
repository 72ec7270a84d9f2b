/** Blocks in a row, both ends included. */
export interface BlockInterval {
  readonly from: bigint;
  readonly to: bigint;
}

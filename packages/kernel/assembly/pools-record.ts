// The record of a pool: unattributed atoms, the sum of all claims' atoms, u32 how many claims, and u32: the label where there is one claim, the block of
// them (pools-blocks.ts) where there are more. All zero is an empty pool.
import { ATOMS_BYTES } from "./atoms";

export const POOL_BYTES: usize = 2 * ATOMS_BYTES + 8;
export const CLAIMED_AT: usize = ATOMS_BYTES;
export const COUNT_AT: usize = 2 * ATOMS_BYTES;
export const BLOCK_AT: usize = 2 * ATOMS_BYTES + 4;

/** In the place of a count: the claims are in a full block. They are not counted. */
export const FULL: u32 = 0xffff_ffff;

// @inline
export function countOf(pool: usize): u32 {
  return load<u32>(pool, COUNT_AT);
}

// @inline
export function blockOf(pool: usize): usize {
  return load<u32>(pool, BLOCK_AT);
}

// @inline
export function setClaims(pool: usize, count: u32, block: usize): void {
  store<u32>(pool, count, COUNT_AT);
  store<u32>(pool, <u32>block, BLOCK_AT);
}

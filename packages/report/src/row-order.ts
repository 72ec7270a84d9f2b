import { mostOf, type RuleSums } from "@tributary/casefile";
import { compareBytewise } from "@tributary/domain";

interface Summed {
  readonly asset: string;
  readonly sums: RuleSums;
}

interface Counted {
  readonly asset: string;
  /** Decimal text. */
  readonly atoms: string;
}

/** By asset, and the most first within one: atoms of two assets cannot be compared. */
export function byAssetAndMost(a: Summed, b: Summed): number {
  return compareBytewise(a.asset, b.asset) || largestFirst(mostOf(a.sums), mostOf(b.sums));
}

/** By asset, and the largest amount first within one. */
export function byAssetAndAtoms(a: Counted, b: Counted): number {
  return compareBytewise(a.asset, b.asset) || largestFirst(BigInt(a.atoms), BigInt(b.atoms));
}

function largestFirst(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

import type { TransferColumns } from "./columns.ts";
import type { FlatMemory } from "./memory.ts";

const wideBit = 1n << 63n;
const limbBits = 64n;

/** The amount at a place of columns as an index keeps them: `TransferColumns.atoms` says how. */
export function indexAmountAt(memory: FlatMemory, columns: TransferColumns, place: number): bigint {
  const { atomsLimbs } = columns;
  const limbs = memory.u64(columns.atoms + place * 8 * atomsLimbs, atomsLimbs);
  const last = limbs[atomsLimbs - 1] ?? 0n;
  if (atomsLimbs === 5 || last < wideBit) return joinLimbs(limbs);
  const row = Number((limbs[0] ?? 0n) & ~wideBit);
  return joinLimbs(memory.u64(columns.wide + row * 32, 4));
}

function joinLimbs(limbs: BigUint64Array): bigint {
  return limbs.reduceRight((sum, limb) => (sum << limbBits) | limb, 0n);
}

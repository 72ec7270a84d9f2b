import { type AtomsLimbs, type Heap, writeAtoms } from "@tributary/kernel";

const atomsBound: Readonly<Record<AtomsLimbs, bigint>> = { 2: (1n << 127n) - 1n, 5: (1n << 319n) - 1n };

/** Writes the least amounts by asset, and says where; 0 where there are none. No sum reaches the bound: a limit above it is as good as the bound. */
export function putDust(heap: Heap, limbs: AtomsLimbs, dust: readonly bigint[]): number {
  if (dust.every((atoms) => atoms === 0n)) return 0;
  const at = heap.allocate(dust.length * limbs * 8);
  const column = heap.memory.u64(at, dust.length * limbs);
  const bound = atomsBound[limbs];
  for (const [asset, atoms] of dust.entries()) {
    writeAtoms(column, asset * limbs, { atoms: atoms > bound ? bound : atoms, limbs });
  }
  return at;
}

// Exact integers in memory: LIMBS little-endian limbs of 64 bits, named by address. LIMBS is a constant that the compiler is given.

export const ATOMS_BYTES: usize = (<usize>LIMBS) << 3;

// @ts-expect-error: a decorator of AssemblyScript
@inline
export function isZero(at: usize): bool {
  if (LIMBS == 2) return (load<u64>(at) | load<u64>(at, 8)) == 0;
  return (load<u64>(at) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24) | load<u64>(at, 32)) == 0;
}

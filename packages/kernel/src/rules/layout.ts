/** Limbs of 64 bits of an amount: 2 where every amount and every sum of them stays below 2^126, else 5. */
export type AtomsLimbs = 2 | 5;

/** Where fields stand in the records of assembly/layout.ts and assembly/log.ts, in bytes. */
export interface RecordLayout {
  readonly atomsBytes: number;
  readonly lotBytes: number;
  readonly logBytes: number;
}

export function layoutOf(limbs: AtomsLimbs): RecordLayout {
  const atomsBytes = limbs * 8;
  return { atomsBytes, lotBytes: limbs === 2 ? 32 : 48, logBytes: 24 + atomsBytes };
}

/** Words of an account's state: hop + 1, then its first event as a holder (0 none, 1 labelled, else place + 2). */
export const accountWords = 4;
export const hopWord = 0;
export const holderWord = 1;

/** Before the body of a holding's record: the address of its account's state, and flags. */
export const recordHeadBytes = 8;
export const everTracedFlag = 2;
/** No place, no holding, no limit. */
export const none = 0xffff_ffff;

const limbBits = 64n;

/** An amount of `limbs` limbs, the first of which is `at` of a column. */
export function readAtoms(column: BigUint64Array, at: number, limbs: AtomsLimbs): bigint {
  let atoms = 0n;
  for (let limb = limbs - 1; limb >= 0; limb -= 1) {
    const part = column[at + limb] ?? 0n;
    if (atoms !== 0n || part !== 0n) atoms = (atoms << limbBits) | part;
  }
  return atoms;
}

/** Writes an amount of `limbs` limbs from `at` of a column on. */
export function writeAtoms(
  column: BigUint64Array,
  at: number,
  { atoms, limbs }: { readonly atoms: bigint; readonly limbs: AtomsLimbs },
): void {
  let rest = atoms;
  // A column keeps the lowest 64 bits of what is written.
  for (let limb = 0; limb < limbs; limb += 1) {
    column[at + limb] = rest;
    rest >>= limbBits;
  }
}

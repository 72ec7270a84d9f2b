// What one debit is made of: a label (a claim's number, or -1) and atoms for each part, in the order consumed. One buffer for the whole module.
// Labels and atoms lie in two runs, so that a pool is copied and merged in blocks.
import { ATOMS_BYTES } from "./atoms";

export let partLabels: usize = 0;
export let partAtoms: usize = 0;

/** Room for `capacity` parts from an address that is a multiple of 16. A pool pays at most one part for each claim and one that is unattributed. */
export function placeParts(at: usize, capacity: u32): void {
  partLabels = at;
  partAtoms = at + ((<usize>capacity * 4 + 15) & ~15);
}

export function partsBytes(capacity: u32): usize {
  return ((<usize>capacity * 4 + 15) & ~15) + <usize>capacity * ATOMS_BYTES;
}

// @inline
export function partLabel(part: u32): i32 {
  return load<i32>(partLabels + (<usize>part << 2));
}

// @inline
export function setPartLabel(part: u32, label: i32): void {
  store<i32>(partLabels + (<usize>part << 2), label);
}

/** The address of a part's atoms. */
// @inline
export function partAtomsAt(part: u32): usize {
  return partAtoms + <usize>part * ATOMS_BYTES;
}

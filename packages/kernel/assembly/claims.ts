// The claims' sums over the parts of one debit, in claim order.
import { ATOMS_BYTES, addAtoms, copyAtoms } from "./atoms";

/** u32 for each label from -1 on: where something is noted of it; all zero between two uses. */
let slots: usize = 0;
let sums: usize = 0;
let touched: usize = 0;
let count: u32 = 0;

export function claimsBytes(claimCount: u32): usize {
  return (<usize>claimCount + 2) * (8 + ATOMS_BYTES) + 16;
}

/** `at` is a multiple of 16; its bytes are zero. */
export function placeClaims(at: usize, claimCount: u32): void {
  const labels = <usize>claimCount + 2;
  sums = at;
  slots = at + labels * ATOMS_BYTES;
  touched = slots + (labels << 2);
  count = 0;
}

/** What was noted of a label. */
// @inline
export function slotOf(label: i32): usize {
  return slots + (<usize>(label + 1) << 2);
}

export function addClaim(label: i32, atoms: usize): void {
  const slot = slotOf(label);
  const sum = sums + <usize>label * ATOMS_BYTES;
  if (load<u32>(slot) != 0) {
    addAtoms(sum, sum, atoms);
    return;
  }
  store<u32>(slot, 1);
  copyAtoms(sum, atoms);
  store<i32>(touched + (<usize>count << 2), label);
  count++;
}

/** How many claims have a sum, now in claim order. `forgetClaims` ends the use. */
export function sortClaims(): u32 {
  if (!isSorted()) sort();
  return count;
}

// @inline
export function claimAt(index: u32): i32 {
  return load<i32>(touched + (<usize>index << 2));
}

// @inline
export function claimSum(claim: i32): usize {
  return sums + <usize>claim * ATOMS_BYTES;
}

export function forgetClaims(): void {
  for (let index: u32 = 0; index < count; index++) store<u32>(slotOf(claimAt(index)), 0);
  count = 0;
}

function isSorted(): bool {
  for (let index: u32 = 1; index < count; index++) if (claimAt(index - 1) > claimAt(index)) return false;
  return true;
}

/** Shell's sort: short lists are the rule, and long ones stay well below quadratic cost. */
function sort(): void {
  for (let gap = gapFor(count); gap > 0; gap = (gap - 1) / 3) {
    for (let index = gap; index < count; index++) {
      const claim = claimAt(index);
      let at = index;
      while (at >= gap && claimAt(at - gap) > claim) {
        store<i32>(touched + (<usize>at << 2), claimAt(at - gap));
        at -= gap;
      }
      store<i32>(touched + (<usize>at << 2), claim);
    }
  }
}

function gapFor(length: u32): u32 {
  let gap: u32 = 1;
  while (gap * 3 + 1 < length) gap = gap * 3 + 1;
  return gap;
}

// Holdings under `pro-rata`, `libr` and `strict`: one amount for each label, since arrivals are not told apart (spec, section 4).
//
// For rules.ts: placePools once for each run; a pool is POOL_BYTES at a multiple of 8, and all zero is an empty one; hasRoom before each event: where it
// holds, no receipt or relabelling of that event can lack memory. Parts are read from and written to the buffer of pools-parts.ts.
import { addAtoms, ATOMS_BYTES, clearAtoms, copyAtoms, isEqual, isLess, isZero, subtractAtoms } from "./atoms";
import { blocksBytesMin, placeBlocks } from "./pools-blocks";
import { partAtoms, partAtomsAt, partLabels, setPartLabel } from "./pools-parts";
import { placeReceipts, receiveClaim, receiveRun } from "./pools-receive";
import { BLOCK_AT, CLAIMED_AT, COUNT_AT, countOf } from "./pools-record";
import { copyClaims, dropClaims, takeOfAll, takeOfClaims } from "./pools-take";
import { placeShares, sharesBytes, shareTwo } from "./shares";

export { hasRoom } from "./pools-blocks";
export { POOL_BYTES } from "./pools-record";

export const PRO_RATA: u32 = 0;
export const LIBR: u32 = 1;
export const STRICT: u32 = 2;

let rule: u32 = 0;
/** Atoms for the time of one call. */
let unpaid: usize = 0;
let total: usize = 0;

/** `from` is a multiple of 16; up to `limit` there are poolsBytesMin or more. */
export function placePools(kind: u32, claimCount: u32, from: usize, limit: usize): void {
  rule = kind;
  unpaid = from;
  total = from + ATOMS_BYTES;
  placeShares(from + 2 * ATOMS_BYTES, claimCount + 1);
  placeBlocks((from + 2 * ATOMS_BYTES + sharesBytes(claimCount + 1) + 15) & ~15, limit, claimCount);
  placeReceipts(claimCount);
}

/** The memory that a run needs for its first event. What lies beyond it is for blocks of claims. */
export function poolsBytesMin(claimCount: u32): usize {
  return 2 * ATOMS_BYTES + sharesBytes(claimCount + 1) + 16 + blocksBytesMin(claimCount);
}

// @inline
export function unattributedAt(pool: usize): usize {
  return pool;
}

/** Where the sum of all claims' atoms is. */
// @inline
export function claimedAt(pool: usize): usize {
  return pool + CLAIMED_AT;
}

// @inline
export function totalOf(pool: usize, sum: usize): void {
  addAtoms(sum, pool, pool + CLAIMED_AT);
}

/** Adds a lot; label -1 is unattributed value. */
export function receive(pool: usize, label: i32, atoms: usize): void {
  if (isZero(atoms)) return;
  if (label < 0) addAtoms(pool, pool, atoms);
  else receiveClaim(pool, label, atoms);
  if (rule == STRICT) mixStrictly(pool);
}

/** Adds parts from the buffer: whole runs at once where their labels ascend. */
export function receiveParts(pool: usize, first: u32, count: u32): void {
  const end = first + count;
  for (let part = first; part < end; ) {
    const label = load<i32>(partLabels + (<usize>part << 2));
    let after = part + 1;
    if (label == load<i32>(pool, BLOCK_AT) && load<u32>(pool, COUNT_AT) == 1) {
      addAtoms(pool + CLAIMED_AT, pool + CLAIMED_AT, partAtomsAt(part));
      part = after;
      continue;
    }
    if (label < 0) addAtoms(pool, pool, partAtomsAt(part));
    else {
      let last = label;
      for (; after < end; after++) {
        const next = load<i32>(partLabels + (<usize>after << 2));
        if (next <= last) break;
        last = next;
      }
      receiveRun(pool, part, after - part);
    }
    part = after;
  }
  if (rule == STRICT) mixStrictly(pool);
}

/** Pays `atoms`, which the pool covers, and writes the parts; returns how many. */
export function spend(pool: usize, atoms: usize): u32 {
  if (isZero(atoms)) return 0;
  if (countOf(pool) == 0 || (rule != PRO_RATA && !isLess(pool, atoms))) {
    subtractAtoms(pool, pool, atoms);
    return writePart(0, -1, atoms);
  }
  if (rule == PRO_RATA) return spendShares(pool, atoms);
  return spendOwnFirst(pool, atoms);
}

/** Gives all unattributed value a claim's label, and writes how much that was. */
export function relabel(pool: usize, label: i32, relabelled: usize): void {
  copyAtoms(relabelled, pool);
  if (isZero(relabelled)) return;
  clearAtoms(pool);
  receiveClaim(pool, label, relabelled);
}

/** Writes all that is held as parts: the claims in order, then what is unattributed; returns how many. */
export function hold(pool: usize): u32 {
  const count = copyClaims(pool, 0);
  return isZero(pool) ? count : count + writePart(count, -1, pool);
}

function writePart(part: u32, label: i32, atoms: usize): u32 {
  setPartLabel(part, label);
  copyAtoms(partAtomsAt(part), atoms);
  return 1;
}

/** Unattributed value first, of which there is less than is asked; then the claims, each by the same share. */
function spendOwnFirst(pool: usize, atoms: usize): u32 {
  subtractAtoms(unpaid, atoms, pool);
  let part: u32 = 0;
  if (!isZero(pool)) {
    part = writePart(0, -1, pool);
    clearAtoms(pool);
  }
  return part + spendClaims(pool, part);
}

/** `unpaid` of the claims alone, written from `part` on. */
function spendClaims(pool: usize, part: u32): u32 {
  const claimed = pool + CLAIMED_AT;
  if (isEqual(unpaid, claimed)) return spendAllClaims(pool, part);
  if (countOf(pool) > 1) return takeOfClaims(pool, unpaid, part);
  subtractAtoms(claimed, claimed, unpaid);
  return writePart(part, load<i32>(pool, BLOCK_AT), unpaid);
}

function spendAllClaims(pool: usize, part: u32): u32 {
  const count = copyClaims(pool, part);
  dropClaims(pool);
  return count;
}

/** The same share of every label held, unattributed last. There are claims. */
function spendShares(pool: usize, atoms: usize): u32 {
  if (isZero(pool)) {
    copyAtoms(unpaid, atoms);
    return spendClaims(pool, 0);
  }
  addAtoms(total, pool, pool + CLAIMED_AT);
  if (isEqual(total, atoms)) {
    const count = spendAllClaims(pool, 0);
    writePart(count, -1, pool);
    clearAtoms(pool);
    return count + 1;
  }
  return countOf(pool) == 1 ? spendTwo(pool, atoms) : takeOfAll(pool, atoms, total);
}

/** One claim, and what is unattributed. */
function spendTwo(pool: usize, atoms: usize): u32 {
  const claimed = pool + CLAIMED_AT;
  const own = partAtoms + ATOMS_BYTES;
  shareTwo(partAtoms, own, claimed, atoms, total);
  const label = load<i32>(pool, BLOCK_AT);
  subtractAtoms(pool, pool, own);
  subtractAtoms(claimed, claimed, partAtoms);
  if (isZero(claimed)) store<u32>(pool, 0, COUNT_AT);
  if (isZero(partAtoms)) {
    copyAtoms(partAtoms, own);
    setPartLabel(0, -1);
    return 1;
  }
  setPartLabel(0, label);
  setPartLabel(1, -1);
  return isZero(own) ? 1 : 2;
}

/** Where claims' value and unattributed value meet, all becomes unattributed. */
function mixStrictly(pool: usize): void {
  if (countOf(pool) == 0 || isZero(pool)) return;
  addAtoms(pool, pool, pool + CLAIMED_AT);
  dropClaims(pool);
}

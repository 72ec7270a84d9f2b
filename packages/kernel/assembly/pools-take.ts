// How several claims' atoms leave a pool: all at once, or each by its share. Empty shares are no parts, and empty claims are dropped.
import { ATOMS_BYTES, addAtoms, clearAtoms, copyAtoms, isZero, subtractAtoms } from "./atoms";
import { atomsOf, fullAtomsOf, fullCount, giveBlock, labelsOf, takeBlock } from "./pools-blocks";
import { partAtomsAt, partLabels, setPartLabel } from "./pools-parts";
import { blockOf, CLAIMED_AT, COUNT_AT, countOf, FULL, setClaims } from "./pools-record";
import { fullFrom } from "./pools-receive";
import { shareNearly } from "./shares";
import { isChosen } from "./shares-ratio";

/** Writes all claims as parts from `part` on; returns how many. */
export function copyClaims(pool: usize, part: u32): u32 {
  const count = countOf(pool);
  if (count == 0) return 0;
  if (count == 1) {
    setPartLabel(part, <i32>blockOf(pool));
    copyAtoms(partAtomsAt(part), pool + CLAIMED_AT);
    return 1;
  }
  if (count == FULL) return copyFull(fullAtomsOf(blockOf(pool)), part);
  memory.copy(partLabels + (<usize>part << 2), labelsOf(blockOf(pool)), <usize>count << 2);
  memory.copy(partAtomsAt(part), atomsOf(blockOf(pool)), <usize>count * ATOMS_BYTES);
  return count;
}

function copyFull(amounts: usize, part: u32): u32 {
  let written = part;
  for (let label: u32 = 0; label < fullCount; label++) {
    const atoms = amounts + <usize>label * ATOMS_BYTES;
    copyAtoms(partAtomsAt(written), atoms);
    setPartLabel(written, label);
    written += u32(!isZero(atoms));
  }
  return written - part;
}

/** Forgets all claims. */
export function dropClaims(pool: usize): void {
  if (countOf(pool) > 1) giveBlock(blockOf(pool));
  clearAtoms(pool + CLAIMED_AT);
  store<u32>(pool, 0, COUNT_AT);
}

/** Pays `atoms` of the claims, who have more and are several; writes the parts from `part` on and returns how many. */
export function takeOfClaims(pool: usize, atoms: usize, part: u32): u32 {
  const claimed = pool + CLAIMED_AT;
  const count = countOf(pool);
  const weights = count == FULL ? fullAtomsOf(blockOf(pool)) : atomsOf(blockOf(pool));
  shareNearly(partAtomsAt(part), weights, count == FULL ? fullCount : count, atoms, claimed);
  subtractAtoms(claimed, claimed, atoms);
  return takeParts(pool, part);
}

/** Pays `atoms` of `whole`: of several claims, and of what is unattributed, which is the last part. */
export function takeOfAll(pool: usize, atoms: usize, whole: usize): u32 {
  const claimed = pool + CLAIMED_AT;
  const isFull = countOf(pool) == FULL;
  const count = isFull ? fullCount : countOf(pool);
  const weights = isFull ? fullAtomsOf(blockOf(pool)) : atomsOf(blockOf(pool));
  // A block has room for one amount more than it has claims.
  copyAtoms(weights + <usize>count * ATOMS_BYTES, pool);
  shareNearly(partAtomsAt(0), weights, count + 1, atoms, whole);
  const own = partAtomsAt(count);
  if (isChosen(count)) increment(own);
  subtractAtoms(pool, pool, own);
  addAtoms(claimed, claimed, own);
  subtractAtoms(claimed, claimed, atoms);
  const taken = takeParts(pool, 0);
  setPartLabel(taken, -1);
  copyAtoms(partAtomsAt(taken), own);
  return isZero(own) ? taken : taken + 1;
}

// @inline
function increment(at: usize): void {
  for (let byte: usize = 0; byte < ATOMS_BYTES; byte += 8) {
    const sum = load<u64>(at + byte) + 1;
    store<u64>(at + byte, sum);
    if (sum != 0) return;
  }
}

// @inline
function takeParts(pool: usize, part: u32): u32 {
  return countOf(pool) == FULL ? takeFull(pool, part) : takeListed(pool, part);
}

/** Takes the shares from a full block's claims. */
function takeFull(pool: usize, part: u32): u32 {
  const amounts = fullAtomsOf(blockOf(pool));
  let taken = part;
  let kept: u32 = 0;
  for (let label: u32 = 0; label < fullCount; label++) {
    const share = partAtomsAt(part + label);
    const held = amounts + <usize>label * ATOMS_BYTES;
    kept += takeShare(held, held, share, partAtomsAt(taken), isChosen(label));
    setPartLabel(taken, label);
    taken += u32(!isZero(partAtomsAt(taken)));
  }
  if (kept < fullFrom >> 1) list(pool, kept);
  return taken - part;
}

/** Takes the shares from a block's claims, which are in order. */
function takeListed(pool: usize, part: u32): u32 {
  const count = countOf(pool);
  const block = blockOf(pool);
  const labels = labelsOf(block);
  const atoms = atomsOf(block);
  let kept: u32 = 0;
  let taken = part;
  for (let i: u32 = 0; i < count; i++) {
    const label = load<i32>(labels + (<usize>i << 2));
    const rest = atoms + <usize>kept * ATOMS_BYTES;
    store<i32>(labels + (<usize>kept << 2), label);
    kept += takeShare(rest, atoms + <usize>i * ATOMS_BYTES, partAtomsAt(part + i), partAtomsAt(taken), isChosen(i));
    setPartLabel(taken, label);
    taken += u32(!isZero(partAtomsAt(taken)));
  }
  store<u32>(pool, kept, COUNT_AT);
  if (kept <= 1) {
    setClaims(pool, kept, load<u32>(labels));
    giveBlock(block);
  }
  return taken - part;
}

/** Writes share + more to `taken`, and held less that to `rest`, which may be `held`; returns 1 where there is a rest. */
// @inline
function takeShare(rest: usize, held: usize, share: usize, taken: usize, more: u64): u32 {
  if (LIMBS == 2) {
    const share0 = load<u64>(share) + more;
    const share1 = load<u64>(share, 8) + u64(share0 < more);
    const held0 = load<u64>(held);
    const rest0 = held0 - share0;
    const rest1 = load<u64>(held, 8) - share1 - u64(held0 < share0);
    store<u64>(taken, share0);
    store<u64>(taken, share1, 8);
    store<u64>(rest, rest0);
    store<u64>(rest, rest1, 8);
    return u32((rest0 | rest1) != 0);
  }
  if (more != 0) increment(share);
  subtractAtoms(rest, held, share);
  copyAtoms(taken, share);
  return u32(!isZero(rest));
}

/** Moves the few claims that are left in a full block to a block of their own, or into the record. */
function list(pool: usize, count: u32): void {
  const full = blockOf(pool);
  const amounts = fullAtomsOf(full);
  const block: usize = count > 1 ? takeBlock(count + 1) : 0;
  let written: usize = 0;
  let only: u32 = 0;
  for (let label: u32 = 0; label < fullCount; label++) {
    const atoms = amounts + <usize>label * ATOMS_BYTES;
    if (isZero(atoms)) continue;
    only = label;
    if (count == 1) break;
    store<u32>(labelsOf(block) + (written << 2), label);
    copyAtoms(atomsOf(block) + written * ATOMS_BYTES, atoms);
    written += 1;
  }
  giveBlock(full);
  setClaims(pool, count, count > 1 ? block : only);
}

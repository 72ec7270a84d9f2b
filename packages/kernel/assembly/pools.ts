// Holdings under `pro-rata`, `libr` and `strict`: one amount for each label, since arrivals are not told apart (spec, section 4).
//
// For rules.ts: placePools once for each run; a pool is POOL_BYTES at a multiple of 8, and all zero is an empty one; hasRoom before each event: where it
// holds, no receipt or relabelling of that event can lack memory. Parts are read from and written to the buffer of pools-parts.ts.
import { addAtoms, ATOMS_BYTES, clearAtoms, copyAtoms, isEqual, isLess, isZero, subtractAtoms } from "./atoms";
import { atomsOf, blocksBytesMin, capacityOf, giveBlock, labelsOf, placeBlocks, takeBlock } from "./pools-blocks";
import { partAtoms, partAtomsAt, partLabels, setPartLabel } from "./pools-parts";
import { placeShares, sharesBytes, shareOut, shareTwo } from "./shares";

export { hasRoom } from "./pools-blocks";

/** Unattributed atoms, the sum of all claims' atoms, u32 how many claims, and u32: the label where there is one claim, the block where there are more. */
export const POOL_BYTES: usize = 2 * ATOMS_BYTES + 8;

export const PRO_RATA: u32 = 0;
export const LIBR: u32 = 1;
export const STRICT: u32 = 2;

const claimedAtoms: usize = ATOMS_BYTES;
const countAt: usize = 2 * ATOMS_BYTES;
const blockAt: usize = 2 * ATOMS_BYTES + 4;

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
  placeBlocks((from + 2 * ATOMS_BYTES + sharesBytes(claimCount + 1) + 15) & ~15, limit, claimCount + 1);
}

/** The memory that a run needs for its first event. What lies beyond it is for blocks of claims. */
export function poolsBytesMin(claimCount: u32): usize {
  return 2 * ATOMS_BYTES + sharesBytes(claimCount + 1) + 16 + blocksBytesMin(claimCount + 1);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
export function unattributedAt(pool: usize): usize {
  return pool;
}

/** Where the sum of all claims' atoms is. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function claimedAt(pool: usize): usize {
  return pool + claimedAtoms;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
export function totalOf(pool: usize, sum: usize): void {
  addAtoms(sum, pool, pool + claimedAtoms);
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
    if (label == load<i32>(pool, blockAt) && load<u32>(pool, countAt) == 1) {
      addAtoms(pool + claimedAtoms, pool + claimedAtoms, partAtomsAt(part));
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
  const count = load<u32>(pool, countAt);
  if (count == 0 || (rule != PRO_RATA && !isLess(pool, atoms))) {
    subtractAtoms(pool, pool, atoms);
    return writePart(0, -1, atoms);
  }
  if (rule == PRO_RATA) return spendShares(pool, count, atoms);
  return spendOwnFirst(pool, count, atoms);
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
  const count = load<u32>(pool, countAt);
  copyClaims(pool, count, 0);
  return isZero(pool) ? count : count + writePart(count, -1, pool);
}

function writePart(part: u32, label: i32, atoms: usize): u32 {
  setPartLabel(part, label);
  copyAtoms(partAtomsAt(part), atoms);
  return 1;
}

function copyClaims(pool: usize, count: u32, part: u32): void {
  if (count == 1) writePart(part, load<i32>(pool, blockAt), pool + claimedAtoms);
  else if (count > 1) {
    const block = <usize>load<u32>(pool, blockAt);
    memory.copy(partLabels + (<usize>part << 2), labelsOf(block), <usize>count << 2);
    memory.copy(partAtomsAt(part), atomsOf(block), <usize>count * ATOMS_BYTES);
  }
}

/** Unattributed value first, of which there is less than is asked; then the claims, each by the same share. */
function spendOwnFirst(pool: usize, count: u32, atoms: usize): u32 {
  subtractAtoms(unpaid, atoms, pool);
  let part: u32 = 0;
  if (!isZero(pool)) {
    part = writePart(0, -1, pool);
    clearAtoms(pool);
  }
  return part + spendClaims(pool, count, part);
}

/** `unpaid` of the claims alone, written from `part` on. */
function spendClaims(pool: usize, count: u32, part: u32): u32 {
  const claimed = pool + claimedAtoms;
  if (isEqual(unpaid, claimed)) return spendAllClaims(pool, count, part);
  if (count == 1) {
    subtractAtoms(claimed, claimed, unpaid);
    return writePart(part, load<i32>(pool, blockAt), unpaid);
  }
  const block = <usize>load<u32>(pool, blockAt);
  shareOut(partAtomsAt(part), atomsOf(block), count, unpaid, claimed);
  subtractAtoms(claimed, claimed, unpaid);
  return takeParts(pool, count, part);
}

function spendAllClaims(pool: usize, count: u32, part: u32): u32 {
  copyClaims(pool, count, part);
  clearAtoms(pool + claimedAtoms);
  if (count > 1) giveBlock(load<u32>(pool, blockAt));
  store<u32>(pool, 0, countAt);
  return count;
}

/** The same share of every label held, unattributed last. There are claims. */
function spendShares(pool: usize, count: u32, atoms: usize): u32 {
  const claimed = pool + claimedAtoms;
  if (isZero(pool)) {
    copyAtoms(unpaid, atoms);
    return spendClaims(pool, count, 0);
  }
  addAtoms(total, pool, claimed);
  if (isEqual(total, atoms)) {
    spendAllClaims(pool, count, 0);
    count += writePart(count, -1, pool);
    clearAtoms(pool);
    return count;
  }
  return count == 1 ? spendTwo(pool, atoms) : spendMany(pool, count, atoms);
}

function spendTwo(pool: usize, atoms: usize): u32 {
  const claimed = pool + claimedAtoms;
  shareTwo(partAtoms, partAtoms + ATOMS_BYTES, claimed, atoms, total);
  const label = load<i32>(pool, blockAt);
  subtractAtoms(pool, pool, partAtoms + ATOMS_BYTES);
  subtractAtoms(claimed, claimed, partAtoms);
  if (isZero(claimed)) store<u32>(pool, 0, countAt);
  if (isZero(partAtoms)) {
    copyAtoms(partAtoms, partAtoms + ATOMS_BYTES);
    setPartLabel(0, -1);
    return 1;
  }
  setPartLabel(0, label);
  setPartLabel(1, -1);
  return isZero(partAtoms + ATOMS_BYTES) ? 1 : 2;
}

function spendMany(pool: usize, count: u32, atoms: usize): u32 {
  const claimed = pool + claimedAtoms;
  const weights = atomsOf(load<u32>(pool, blockAt));
  // A block has room for one amount more than it has claims.
  copyAtoms(weights + <usize>count * ATOMS_BYTES, pool);
  shareOut(partAtoms, weights, count + 1, atoms, total);
  const own = partAtomsAt(count);
  subtractAtoms(pool, pool, own);
  subtractAtoms(unpaid, atoms, own);
  subtractAtoms(claimed, claimed, unpaid);
  const taken = takeParts(pool, count, 0);
  return isZero(own) ? taken : taken + writePart(taken, -1, own);
}

/** Takes the shares from the claims of a block; empty shares and empty claims are dropped. */
function takeParts(pool: usize, count: u32, part: u32): u32 {
  const block = <usize>load<u32>(pool, blockAt);
  const labels = labelsOf(block);
  const atoms = atomsOf(block);
  let kept: u32 = 0;
  let taken = part;
  for (let i: u32 = 0; i < count; i++) {
    const share = partAtomsAt(part + i);
    const held = atoms + <usize>i * ATOMS_BYTES;
    const label = load<i32>(labels + (<usize>i << 2));
    const rest = atoms + <usize>kept * ATOMS_BYTES;
    subtractAtoms(rest, held, share);
    if (!isZero(rest)) {
      store<i32>(labels + (<usize>kept << 2), label);
      kept += 1;
    }
    if (!isZero(share)) {
      writePart(taken, label, share);
      taken += 1;
    }
  }
  shrink(pool, block, kept);
  return taken - part;
}

function shrink(pool: usize, block: usize, count: u32): void {
  store<u32>(pool, count, countAt);
  if (count > 1) return;
  store<i32>(pool, load<i32>(labelsOf(block)), blockAt);
  giveBlock(block);
}

/** Where claims' value and unattributed value meet, all becomes unattributed. */
function mixStrictly(pool: usize): void {
  const count = load<u32>(pool, countAt);
  if (count == 0 || isZero(pool)) return;
  const claimed = pool + claimedAtoms;
  addAtoms(pool, pool, claimed);
  clearAtoms(claimed);
  if (count > 1) giveBlock(load<u32>(pool, blockAt));
  store<u32>(pool, 0, countAt);
}

function receiveClaim(pool: usize, label: i32, atoms: usize): void {
  const count = load<u32>(pool, countAt);
  const claimed = pool + claimedAtoms;
  if (count > 1) receiveIntoBlock(pool, count, label, atoms);
  else if (count == 0) {
    store<u32>(pool, 1, countAt);
    store<i32>(pool, label, blockAt);
  } else if (load<i32>(pool, blockAt) != label) spread(pool, label, atoms);
  addAtoms(claimed, claimed, atoms);
}

/** The second claim: both go to a block. */
function spread(pool: usize, label: i32, atoms: usize): void {
  const known = load<i32>(pool, blockAt);
  const block = takeBlock(3);
  const labels = labelsOf(block);
  const isFirst = label < known;
  store<i32>(labels, isFirst ? label : known);
  store<i32>(labels, isFirst ? known : label, 4);
  copyAtoms(atomsOf(block), isFirst ? atoms : pool + claimedAtoms);
  copyAtoms(atomsOf(block) + ATOMS_BYTES, isFirst ? pool + claimedAtoms : atoms);
  store<u32>(pool, <u32>block, blockAt);
  store<u32>(pool, 2, countAt);
}

function receiveIntoBlock(pool: usize, count: u32, label: i32, atoms: usize): void {
  let block = <usize>load<u32>(pool, blockAt);
  const place = findPlace(labelsOf(block), count, label);
  if (place < count && load<i32>(labelsOf(block) + (<usize>place << 2)) == label) {
    const held = atomsOf(block) + <usize>place * ATOMS_BYTES;
    addAtoms(held, held, atoms);
    return;
  }
  block = makeRoom(pool, block, count, 1);
  const labels = labelsOf(block) + (<usize>place << 2);
  const held = atomsOf(block) + <usize>place * ATOMS_BYTES;
  memory.copy(labels + 4, labels, <usize>(count - place) << 2);
  memory.copy(held + ATOMS_BYTES, held, <usize>(count - place) * ATOMS_BYTES);
  store<i32>(labels, label);
  copyAtoms(held, atoms);
  store<u32>(pool, count + 1, countAt);
}

/** A block with room for so many claims more, and for one amount besides; it is the pool's. */
function makeRoom(pool: usize, block: usize, count: u32, more: u32): usize {
  if (count + more < capacityOf(block)) return block;
  const larger = takeBlock(count + more + 1);
  memory.copy(labelsOf(larger), labelsOf(block), <usize>count << 2);
  memory.copy(atomsOf(larger), atomsOf(block), <usize>count * ATOMS_BYTES);
  giveBlock(block);
  store<u32>(pool, <u32>larger, blockAt);
  return larger;
}

/** Where the label stands, or would stand. */
function findPlace(labels: usize, count: u32, label: i32): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(labels + (<usize>middle << 2)) < label) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Parts whose labels ascend. */
function receiveRun(pool: usize, first: u32, length: u32): void {
  const count = load<u32>(pool, countAt);
  if (length == 1 || count <= 1) {
    if (count == 0 && length > 1) takeRun(pool, first, length);
    else for (let part = first; part < first + length; part++) receiveClaim(pool, load<i32>(partLabels + (<usize>part << 2)), partAtomsAt(part));
    return;
  }
  mergeRun(pool, count, first, length);
}

function takeRun(pool: usize, first: u32, length: u32): void {
  const block = takeBlock(length + 1);
  memory.copy(labelsOf(block), partLabels + (<usize>first << 2), <usize>length << 2);
  memory.copy(atomsOf(block), partAtomsAt(first), <usize>length * ATOMS_BYTES);
  store<u32>(pool, length, countAt);
  store<u32>(pool, <u32>block, blockAt);
  addRunSum(pool, first, length);
}

function addRunSum(pool: usize, first: u32, length: u32): void {
  const claimed = pool + claimedAtoms;
  for (let part = first; part < first + length; part++) addAtoms(claimed, claimed, partAtomsAt(part));
}

/** From the last to the first, in place: what is held moves up by the number of labels that are new before it. */
function mergeRun(pool: usize, count: u32, first: u32, length: u32): void {
  let block = <usize>load<u32>(pool, blockAt);
  const fresh = countFresh(labelsOf(block), count, first, length);
  block = makeRoom(pool, block, count, fresh);
  const labels = labelsOf(block);
  const atoms = atomsOf(block);
  let held = <i32>count - 1;
  let write = <i32>(count + fresh) - 1;
  for (let part = <i32>length - 1; part >= 0; part--) {
    const label = load<i32>(partLabels + (<usize>(<i32>first + part) << 2));
    const from = partAtomsAt(first + <u32>part);
    while (held >= 0 && load<i32>(labels + (<usize>held << 2)) > label) {
      if (write != held) moveClaim(labels, atoms, write, held);
      held -= 1;
      write -= 1;
    }
    const to = atoms + <usize>write * ATOMS_BYTES;
    if (held >= 0 && load<i32>(labels + (<usize>held << 2)) == label) {
      addAtoms(to, atoms + <usize>held * ATOMS_BYTES, from);
      held -= 1;
    } else copyAtoms(to, from);
    store<i32>(labels + (<usize>write << 2), label);
    write -= 1;
  }
  store<u32>(pool, count + fresh, countAt);
  addRunSum(pool, first, length);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function moveClaim(labels: usize, atoms: usize, to: i32, from: i32): void {
  store<i32>(labels + (<usize>to << 2), load<i32>(labels + (<usize>from << 2)));
  copyAtoms(atoms + <usize>to * ATOMS_BYTES, atoms + <usize>from * ATOMS_BYTES);
}

/** How many of the parts' labels are not held yet. */
function countFresh(labels: usize, count: u32, first: u32, length: u32): u32 {
  let fresh = length;
  let held: u32 = 0;
  for (let part = first; part < first + length; part++) {
    const label = load<i32>(partLabels + (<usize>part << 2));
    while (held < count && load<i32>(labels + (<usize>held << 2)) < label) held += 1;
    if (held == count) break;
    fresh -= u32(load<i32>(labels + (<usize>held << 2)) == label);
  }
  return fresh;
}

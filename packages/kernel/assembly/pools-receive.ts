// How claims' atoms come into a pool. Claims are in ascending order; from half of the request's claims on, each has a place of its own in a full block.
import { ATOMS_BYTES, addAtoms, copyAtoms } from "./atoms";
import { atomsOf, capacityOf, fullAtomsOf, giveBlock, labelsOf, takeBlock, takeFullBlock } from "./pools-blocks";
import { partAtomsAt, partLabel, partLabels } from "./pools-parts";
import { BLOCK_AT, blockOf, CLAIMED_AT, COUNT_AT, countOf, FULL, setClaims } from "./pools-record";

const fullMin: u32 = 8;

/** From so many claims on, a pool has a full block. */
export let fullFrom: u32 = 0;

export function placeReceipts(claimCount: u32): void {
  fullFrom = max(fullMin, (claimCount >> 1) + 1);
}

export function receiveClaim(pool: usize, label: i32, atoms: usize): void {
  const count = countOf(pool);
  if (count == FULL) addTo(fullAtomsOf(blockOf(pool)), label, atoms);
  else if (count > 1) receiveIntoBlock(pool, count, label, atoms);
  else if (count == 0) setClaims(pool, 1, label);
  else if (load<i32>(pool, BLOCK_AT) != label) spread(pool, label, atoms);
  addAtoms(pool + CLAIMED_AT, pool + CLAIMED_AT, atoms);
}

/** Parts whose labels ascend. */
export function receiveRun(pool: usize, first: u32, length: u32): void {
  const count = countOf(pool);
  if (count != FULL && (length == 1 || count == 1)) {
    for (let part = first; part < first + length; part++) receiveClaim(pool, partLabel(part), partAtomsAt(part));
    return;
  }
  if (count == FULL) receiveFull(pool, first, length);
  else if (count == 0) takeRun(pool, first, length);
  else mergeRun(pool, count, first, length);
}

// @inline
function addTo(amounts: usize, label: i32, atoms: usize): void {
  const held = amounts + <usize>label * ATOMS_BYTES;
  addAtoms(held, held, atoms);
}

function receiveFull(pool: usize, first: u32, length: u32): void {
  const amounts = fullAtomsOf(blockOf(pool));
  if (LIMBS != 2) {
    for (let part = first; part < first + length; part++) {
      addTo(amounts, partLabel(part), partAtomsAt(part));
      addAtoms(pool + CLAIMED_AT, pool + CLAIMED_AT, partAtomsAt(part));
    }
    return;
  }
  let labels = partLabels + (<usize>first << 2);
  let from = partAtomsAt(first);
  let sum0 = load<u64>(pool, CLAIMED_AT);
  let sum1 = load<u64>(pool, CLAIMED_AT + 8);
  for (const end = labels + (<usize>length << 2); labels < end; labels += 4) {
    const held = amounts + (<usize>load<u32>(labels) << 4);
    const low = load<u64>(from);
    const high = load<u64>(from, 8);
    const held0 = load<u64>(held) + low;
    store<u64>(held, held0);
    store<u64>(held, load<u64>(held, 8) + high + u64(held0 < low), 8);
    sum0 += low;
    sum1 += high + u64(sum0 < low);
    from += 16;
  }
  store<u64>(pool, sum0, CLAIMED_AT);
  store<u64>(pool, sum1, CLAIMED_AT + 8);
}

/** The second claim: both go to a block. */
function spread(pool: usize, label: i32, atoms: usize): void {
  const known = load<i32>(pool, BLOCK_AT);
  const block = takeBlock(3);
  const labels = labelsOf(block);
  const isFirst = label < known;
  store<i32>(labels, isFirst ? label : known);
  store<i32>(labels, isFirst ? known : label, 4);
  copyAtoms(atomsOf(block), isFirst ? atoms : pool + CLAIMED_AT);
  copyAtoms(atomsOf(block) + ATOMS_BYTES, isFirst ? pool + CLAIMED_AT : atoms);
  setClaims(pool, 2, block);
}

function receiveIntoBlock(pool: usize, count: u32, label: i32, atoms: usize): void {
  let block = blockOf(pool);
  const place = findPlace(labelsOf(block), count, label);
  if (place < count && load<i32>(labelsOf(block) + (<usize>place << 2)) == label) {
    addTo(atomsOf(block), place, atoms);
    return;
  }
  if (count + 1 >= fullFrom) {
    fill(pool, count);
    addTo(fullAtomsOf(blockOf(pool)), label, atoms);
    return;
  }
  block = makeRoom(pool, block, count, 1);
  const labels = labelsOf(block) + (<usize>place << 2);
  const held = atomsOf(block) + <usize>place * ATOMS_BYTES;
  memory.copy(labels + 4, labels, <usize>(count - place) << 2);
  memory.copy(held + ATOMS_BYTES, held, <usize>(count - place) * ATOMS_BYTES);
  store<i32>(labels, label);
  copyAtoms(held, atoms);
  store<u32>(pool, count + 1, COUNT_AT);
}

/** A block with room for so many claims more, and for one amount besides; it is the pool's. */
function makeRoom(pool: usize, block: usize, count: u32, more: u32): usize {
  if (count + more < capacityOf(block)) return block;
  const larger = takeBlock(count + more + 1);
  memory.copy(labelsOf(larger), labelsOf(block), <usize>count << 2);
  memory.copy(atomsOf(larger), atomsOf(block), <usize>count * ATOMS_BYTES);
  giveBlock(block);
  setClaims(pool, count, larger);
  return larger;
}

/** Moves a block's claims to a full block. */
function fill(pool: usize, count: u32): void {
  const block = blockOf(pool);
  const full = takeFullBlock();
  for (let i: u32 = 0; i < count; i++) {
    const label = load<u32>(labelsOf(block) + (<usize>i << 2));
    copyAtoms(fullAtomsOf(full) + <usize>label * ATOMS_BYTES, atomsOf(block) + <usize>i * ATOMS_BYTES);
  }
  giveBlock(block);
  setClaims(pool, FULL, full);
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

/** Into a pool that has no claims. */
function takeRun(pool: usize, first: u32, length: u32): void {
  if (length >= fullFrom) {
    setClaims(pool, FULL, takeFullBlock());
    receiveFull(pool, first, length);
    return;
  }
  const block = takeBlock(length + 1);
  memory.copy(labelsOf(block), partLabels + (<usize>first << 2), <usize>length << 2);
  memory.copy(atomsOf(block), partAtomsAt(first), <usize>length * ATOMS_BYTES);
  setClaims(pool, length, block);
  addRunSum(pool, first, length);
}

function addRunSum(pool: usize, first: u32, length: u32): void {
  const claimed = pool + CLAIMED_AT;
  for (let part = first; part < first + length; part++) addAtoms(claimed, claimed, partAtomsAt(part));
}

/** From the last to the first, in place: what is held moves up by the number of labels that are new before it. */
function mergeRun(pool: usize, count: u32, first: u32, length: u32): void {
  const fresh = countFresh(labelsOf(blockOf(pool)), count, first, length);
  if (count + fresh >= fullFrom) {
    fill(pool, count);
    receiveFull(pool, first, length);
    return;
  }
  const block = makeRoom(pool, blockOf(pool), count, fresh);
  const labels = labelsOf(block);
  const atoms = atomsOf(block);
  let held = <i32>count - 1;
  let write = <i32>(count + fresh) - 1;
  for (let part = <i32>length - 1; part >= 0; part--) {
    const label = partLabel(first + <u32>part);
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
  store<u32>(pool, count + fresh, COUNT_AT);
  addRunSum(pool, first, length);
}

// @inline
function moveClaim(labels: usize, atoms: usize, to: i32, from: i32): void {
  store<i32>(labels + (<usize>to << 2), load<i32>(labels + (<usize>from << 2)));
  copyAtoms(atoms + <usize>to * ATOMS_BYTES, atoms + <usize>from * ATOMS_BYTES);
}

/** How many of the parts' labels are not held yet. */
function countFresh(labels: usize, count: u32, first: u32, length: u32): u32 {
  let fresh = length;
  let held: u32 = 0;
  for (let part = first; part < first + length; part++) {
    const label = partLabel(part);
    while (held < count && load<i32>(labels + (<usize>held << 2)) < label) held += 1;
    if (held == count) break;
    fresh -= u32(load<i32>(labels + (<usize>held << 2)) == label);
  }
  return fresh;
}

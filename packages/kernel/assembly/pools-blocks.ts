// Memory of pools that hold several claims: blocks of 4, 8, 16 ... claims, and full blocks, which have a place for every claim of the request. Each size has
// its own list of free blocks.
// A block: u32 capacity, u32 address of the next free block, 8 bytes unused, i32 labels in ascending order, then the atoms of each, and room for one more.
// A full block: capacity 0; the same head, no labels, the atoms of each claim by its number, and room for one more.
import { ATOMS_BYTES } from "./atoms";

const headBytes: usize = 16;
const sizesMax: usize = 32;
/** The most blocks that one event can take: a debit's holding and a credit's, each of which may grow twice. */
const growthsMax: usize = 4;

let freeLists: usize = 0;
let next: usize = 0;
let end: usize = 0;
let largest: u32 = 0;
let fullBytes: usize = 0;
/** How many claims a full block has places for: all of the request. */
export let fullCount: u32 = 0;
let reserve: usize = 0;

/** Blocks lie between two addresses, of which the first is a multiple of 16. */
export function placeBlocks(from: usize, limit: usize, claimCount: u32): void {
  freeLists = from;
  for (let size: usize = 0; size < sizesMax; size++) store<u32>(from + (size << 2), 0);
  next = from + (sizesMax << 2);
  end = limit;
  largest = largestFor(claimCount);
  fullBytes = fullBytesFor(claimCount);
  fullCount = claimCount;
  reserve = growthsMax * largerFor(claimCount);
}

/** The memory that blocks need before the first event can be asked for. */
export function blocksBytesMin(claimCount: u32): usize {
  return (sizesMax << 2) + growthsMax * largerFor(claimCount);
}

function largestFor(claimCount: u32): u32 {
  return max<u32>(4, (claimCount + 4) & ~3);
}

function fullBytesFor(claimCount: u32): usize {
  return (headBytes + (<usize>claimCount + 1) * ATOMS_BYTES + 15) & ~15;
}

function largerFor(claimCount: u32): usize {
  return max(blockBytes(largestFor(claimCount)), fullBytesFor(claimCount));
}

// @inline
export function hasRoom(): bool {
  return next + reserve <= end;
}

/** A block for at least `count` claims. There is room: hasRoom was asked. */
export function takeBlock(count: u32): usize {
  const size = sizeOf(count);
  const list = freeLists + (<usize>size << 2);
  const free = <usize>load<u32>(list);
  if (free != 0) {
    store<u32>(list, load<u32>(free, 4));
    return free;
  }
  const block = next;
  const capacity = min<u32>(1 << size, largest);
  next += blockBytes(capacity);
  store<u32>(block, capacity);
  return block;
}

/** A full block whose atoms are all zero. */
export function takeFullBlock(): usize {
  let block = <usize>load<u32>(freeLists);
  if (block != 0) store<u32>(freeLists, load<u32>(block, 4));
  else {
    block = next;
    next += fullBytes;
    store<u32>(block, 0);
  }
  memory.fill(block + headBytes, 0, fullBytes - headBytes);
  return block;
}

export function giveBlock(block: usize): void {
  const capacity = load<u32>(block);
  const list = capacity == 0 ? freeLists : freeLists + (<usize>sizeOf(capacity) << 2);
  store<u32>(block, load<u32>(list), 4);
  store<u32>(list, <u32>block);
}

// @inline
export function capacityOf(block: usize): u32 {
  return load<u32>(block);
}

// @inline
export function labelsOf(block: usize): usize {
  return block + headBytes;
}

// @inline
export function atomsOf(block: usize): usize {
  return block + headBytes + (<usize>load<u32>(block) << 2);
}

// @inline
export function fullAtomsOf(block: usize): usize {
  return block + headBytes;
}

function blockBytes(capacity: u32): usize {
  return headBytes + <usize>capacity * (4 + ATOMS_BYTES);
}

function sizeOf(count: u32): u32 {
  return count <= 4 ? 2 : 32 - <u32>clz(count - 1);
}

/** Another stretch for blocks, from a multiple of 16 on; what was left of the one before is not used. */
export function extendBlocks(from: usize, limit: usize): void {
  next = from;
  end = limit;
}

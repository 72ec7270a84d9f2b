// Holdings under `fifo`, `lifo` and `pifo`: lots in a list, in the order in which they leave: oldest first, under `lifo` newest first.
// A body: atoms of all, u32 head, u32 tail. No two neighbours have one label: together they are one lot, which no rule can tell apart.
// Without a list all of a holding is unattributed, so that a transfer between two such holdings touches no lot.
// Under `pifo` the list has the claims' lots alone, and what is not in it is unattributed: only where an account seed is still to start, which labels
// lots in their places, do unattributed lots stand in the list as well (`standsWhole`).
import { ATOMS_BYTES, addAtoms, compareAtoms, copyAtoms, subtractAtoms } from "./atoms";
import { flagsOf, LOT_BYTES, LOT_LABEL, LOT_NEXT, SEED_PENDING, UNATTRIBUTED } from "./layout";

export const HEAD_AT: usize = ATOMS_BYTES;
export const TAIL_AT: usize = ATOMS_BYTES + 4;

const LIFO: u32 = 1;
const PIFO: u32 = 4;

let rule: u32 = 0;
/** Where a body names the lot after which another comes. */
let lastAt: usize = 0;
let work: usize = 0;
let freeLots: usize = 0;
let next: usize = 0;
let end: usize = 0;

/** The first of the lots that a debit took, in the order consumed; 0 where it took `takenLabel` alone. */
export let takenHead: usize = 0;
let takenTail: usize = 0;
export let takenLabel: i32 = 0;

/** Lots of one debit that cannot be relinked, and a late lot. */
const lotsMax: usize = 12;

export const LOTS_SCRATCH_BYTES: usize = ATOMS_BYTES;

export function placeLots(rule_: u32, scratch: usize): void {
  rule = rule_;
  lastAt = rule == LIFO ? HEAD_AT : TAIL_AT;
  work = scratch;
  freeLots = 0;
  next = 0;
  end = 0;
}

/** Another stretch for lots. */
export function extendLots(from: usize, limit: usize): void {
  next = from;
  end = limit;
}

// @inline
export function hasLots(bytesMore: usize): bool {
  return next + lotsMax * LOT_BYTES + bytesMore <= end;
}

// @inline
export function takeLot(): usize {
  const free = freeLots;
  if (free != 0) {
    freeLots = load<u32>(free, LOT_NEXT);
    return free;
  }
  const lot = next;
  next += LOT_BYTES;
  return lot;
}

/** Bytes that are never given back; `hasLots` was asked for so much more. */
export function takeBytes(bytes: usize): usize {
  const at = next;
  next += bytes;
  return at;
}

// @inline
export function giveLot(lot: usize): void {
  store<u32>(lot, <u32>freeLots, LOT_NEXT);
  freeLots = lot;
}

// @inline
export function headOf(holding: usize): usize {
  return load<u32>(holding, HEAD_AT);
}

// @inline
export function standsWhole(holding: usize): bool {
  return rule != PIFO || (flagsOf(holding) & SEED_PENDING) != 0;
}

/** Unattributed value need not stand in a list. */
export function keepsOwnApart(): bool {
  return rule == PIFO;
}

/** Puts atoms of one label into a holding. */
export function receiveLot(holding: usize, label: i32, atoms: usize): void {
  const head = load<u32>(holding, HEAD_AT);
  if (label == UNATTRIBUTED && (head == 0 || !standsWhole(holding))) {
    addAtoms(holding, holding, atoms);
    return;
  }
  if (head == 0) layOwnLot(holding);
  addAtoms(holding, holding, atoms);
  pushAtoms(holding, label, atoms);
}

/** Writes down what was all of a holding as the first lot of its list. */
function layOwnLot(holding: usize): void {
  if (isEmpty(holding) || !standsWhole(holding)) return;
  pushAtoms(holding, UNATTRIBUTED, holding);
}

// @inline
function isEmpty(holding: usize): bool {
  if (LIMBS == 2) return (load<u64>(holding) | load<u64>(holding, 8)) == 0;
  return (load<u64>(holding) | load<u64>(holding, 8) | load<u64>(holding, 16) | load<u64>(holding, 24) | load<u64>(holding, 32)) == 0;
}

// @inline
function pushAtoms(holding: usize, label: i32, atoms: usize): void {
  const last = <usize>load<u32>(holding + lastAt);
  if (last != 0 && load<i32>(last, LOT_LABEL) == label) {
    addAtoms(last, last, atoms);
    return;
  }
  const lot = takeLot();
  copyAtoms(lot, atoms);
  store<i32>(lot, label, LOT_LABEL);
  linkLot(holding, last, lot);
}

// @inline
function linkLot(holding: usize, last: usize, lot: usize): void {
  if (rule == LIFO) {
    store<u32>(lot, <u32>last, LOT_NEXT);
    store<u32>(holding, <u32>lot, HEAD_AT);
    return;
  }
  store<u32>(lot, 0, LOT_NEXT);
  if (last == 0) store<u32>(holding, <u32>lot, HEAD_AT);
  else store<u32>(last, <u32>lot, LOT_NEXT);
  store<u32>(holding, <u32>lot, TAIL_AT);
}

/** Puts the lots taken into another holding, in the order consumed; `atoms` is their sum. */
export function receiveTaken(holding: usize, atoms: usize): void {
  if (takenHead == 0) {
    receiveLot(holding, takenLabel, atoms);
    return;
  }
  if (load<u32>(holding, HEAD_AT) == 0) layOwnLot(holding);
  addAtoms(holding, holding, atoms);
  const whole = standsWhole(holding);
  let lot = takenHead;
  while (lot != 0) {
    const after = <usize>load<u32>(lot, LOT_NEXT);
    const label = load<i32>(lot, LOT_LABEL);
    const last = <usize>load<u32>(holding + lastAt);
    if (label == UNATTRIBUTED && !whole) giveLot(lot);
    else if (last != 0 && load<i32>(last, LOT_LABEL) == label) {
      addAtoms(last, last, lot);
      giveLot(lot);
    } else linkLot(holding, last, lot);
    lot = after;
  }
  takenHead = 0;
}

/** Gives the lots taken back to the store. */
export function dropTaken(): void {
  let lot = takenHead;
  while (lot != 0) {
    const after = <usize>load<u32>(lot, LOT_NEXT);
    giveLot(lot);
    lot = after;
  }
  takenHead = 0;
}

/** Pays atoms, which the holding covers, out of its lots into what is taken. */
export function spendLots(holding: usize, atoms: usize): void {
  takenHead = 0;
  takenLabel = UNATTRIBUTED;
  const head = <usize>load<u32>(holding, HEAD_AT);
  subtractAtoms(holding, holding, atoms);
  if (head == 0) return;
  if (rule == PIFO) spendProceeds(holding, atoms);
  else spendList(holding, head, atoms);
}

function spendList(holding: usize, head: usize, atoms: usize): void {
  const order = compareAtoms(head, atoms);
  if (order > 0) {
    subtractAtoms(head, head, atoms);
    takenLabel = load<i32>(head, LOT_LABEL);
    return;
  }
  if (order == 0) {
    takenLabel = load<i32>(head, LOT_LABEL);
    setHead(holding, load<u32>(head, LOT_NEXT));
    giveLot(head);
    return;
  }
  subtractAtoms(work, atoms, head);
  let last = head;
  let lot = <usize>load<u32>(head, LOT_NEXT);
  for (;;) {
    const compared = compareAtoms(lot, work);
    if (compared > 0) {
      subtractAtoms(lot, lot, work);
      last = appendPart(last, load<i32>(lot, LOT_LABEL), work);
      break;
    }
    if (compared < 0) subtractAtoms(work, work, lot);
    last = lot;
    lot = <usize>load<u32>(lot, LOT_NEXT);
    if (compared == 0) break;
  }
  store<u32>(last, 0, LOT_NEXT);
  setHead(holding, <u32>lot);
  takenHead = head;
  takenTail = last;
}

// @inline
function setHead(holding: usize, head: u32): void {
  store<u32>(holding, head, HEAD_AT);
  if (head == 0) store<u32>(holding, 0, TAIL_AT);
}

/** A new lot after the last one taken. */
function appendPart(last: usize, label: i32, atoms: usize): usize {
  const part = takeLot();
  copyAtoms(part, atoms);
  store<i32>(part, label, LOT_LABEL);
  store<u32>(part, 0, LOT_NEXT);
  if (last == 0) takenHead = part;
  else store<u32>(last, <u32>part, LOT_NEXT);
  return part;
}

/** Claims' lots first, oldest first; then what is unattributed. */
function spendProceeds(holding: usize, atoms: usize): void {
  copyAtoms(work, atoms);
  let before: usize = 0;
  let lot = <usize>load<u32>(holding, HEAD_AT);
  let last: usize = 0;
  let unpaid = true;
  while (lot != 0 && unpaid) {
    const label = load<i32>(lot, LOT_LABEL);
    if (label == UNATTRIBUTED) {
      before = lot;
      lot = <usize>load<u32>(lot, LOT_NEXT);
      continue;
    }
    const compared = compareAtoms(lot, work);
    if (compared > 0) {
      subtractAtoms(lot, lot, work);
      last = appendTaken(last, label, work);
      unpaid = false;
      break;
    }
    if (compared < 0) subtractAtoms(work, work, lot);
    const after = <usize>load<u32>(lot, LOT_NEXT);
    unlink(holding, before, after);
    last = relinkTaken(last, lot);
    lot = before == 0 || after == 0 ? after : joinOwn(holding, before, after);
    if (compared == 0) unpaid = false;
  }
  if (unpaid) {
    if (standsWhole(holding) && load<u32>(holding, HEAD_AT) != 0) payOwnLot(holding);
    last = appendTaken(last, UNATTRIBUTED, work);
  }
  takenTail = last;
  collapseTaken();
}

// @inline
function appendTaken(last: usize, label: i32, atoms: usize): usize {
  if (last != 0 && load<i32>(last, LOT_LABEL) == label) {
    addAtoms(last, last, atoms);
    return last;
  }
  return appendPart(last, label, atoms);
}

// @inline
function relinkTaken(last: usize, lot: usize): usize {
  if (last != 0 && load<i32>(last, LOT_LABEL) == load<i32>(lot, LOT_LABEL)) {
    addAtoms(last, last, lot);
    giveLot(lot);
    return last;
  }
  store<u32>(lot, 0, LOT_NEXT);
  if (last == 0) takenHead = lot;
  else store<u32>(last, <u32>lot, LOT_NEXT);
  return lot;
}

function unlink(holding: usize, before: usize, after: usize): void {
  if (before == 0) store<u32>(holding, <u32>after, HEAD_AT);
  else store<u32>(before, <u32>after, LOT_NEXT);
  if (after == 0) store<u32>(holding, <u32>before, TAIL_AT);
}

/** Two unattributed lots that have become neighbours are one. Returns the lot after. */
function joinOwn(holding: usize, before: usize, after: usize): usize {
  if (load<i32>(after, LOT_LABEL) != UNATTRIBUTED) return after;
  addAtoms(before, before, after);
  const next = <usize>load<u32>(after, LOT_NEXT);
  unlink(holding, before, next);
  giveLot(after);
  return next;
}

/** The claims' lots are gone: what is left, less `work`, is one unattributed lot. The total says how much. */
function payOwnLot(holding: usize): void {
  const own = <usize>load<u32>(holding, HEAD_AT);
  giveLot(own);
  setHead(holding, 0);
}

/** One part needs no lot. */
export function collapseTaken(): void {
  const head = takenHead;
  if (head == 0 || load<u32>(head, LOT_NEXT) != 0) return;
  takenLabel = load<i32>(head, LOT_LABEL);
  giveLot(head);
  takenHead = 0;
}

/** Gives all unattributed value of a holding a label, each lot in its place. */
export function relabelLots(holding: usize, label: i32): void {
  if (load<u32>(holding, HEAD_AT) == 0) {
    if (!isEmpty(holding)) pushAtoms(holding, label, holding);
    return;
  }
  let lot = <usize>load<u32>(holding, HEAD_AT);
  let last: usize = 0;
  while (lot != 0) {
    const after = <usize>load<u32>(lot, LOT_NEXT);
    if (load<i32>(lot, LOT_LABEL) == UNATTRIBUTED) store<i32>(lot, label, LOT_LABEL);
    if (last != 0 && load<i32>(last, LOT_LABEL) == load<i32>(lot, LOT_LABEL)) {
      addAtoms(last, last, lot);
      store<u32>(last, <u32>after, LOT_NEXT);
      giveLot(lot);
    } else last = lot;
    lot = after;
  }
  if (rule != LIFO) store<u32>(holding, <u32>last, TAIL_AT);
}

/** The debit is one part of this label. */
// @inline
export function takeOne(label: i32): void {
  takenHead = 0;
  takenLabel = label;
}

/** Adds a part at the end of what is taken, which holds lots already or is started with `takeOne`. */
export function takePart(label: i32, atoms: usize): void {
  takenTail = appendTaken(takenHead == 0 ? 0 : takenTail, label, atoms);
}

/** Gives the unattributed parts of what is taken a label. */
export function relabelTaken(label: i32): void {
  if (takenHead == 0) {
    if (takenLabel == UNATTRIBUTED) takenLabel = label;
    return;
  }
  let lot = takenHead;
  let last: usize = 0;
  while (lot != 0) {
    const after = <usize>load<u32>(lot, LOT_NEXT);
    if (load<i32>(lot, LOT_LABEL) == UNATTRIBUTED) store<i32>(lot, label, LOT_LABEL);
    if (last == 0) last = lot;
    else last = relinkTaken(last, lot);
    lot = after;
  }
  store<u32>(last, 0, LOT_NEXT);
  takenTail = last;
  collapseTaken();
}

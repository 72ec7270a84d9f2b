// Holdings under whichever rule is asked for: lots in a list (lots.ts) or one amount for each label (pools.ts). What a debit took stands in one place
// until the next: one label, a list of lots, or a pool's parts.
import { ATOMS_BYTES, addAtoms, clearAtoms, copyAtoms, isZero } from "./atoms";
import { addClaim } from "./claims";
import { HELD, LOT_LABEL, LOT_NEXT, NO_PLACE, UNATTRIBUTED } from "./layout";
import { enter, HOLD } from "./log";
import {
  collapseTaken,
  dropTaken,
  headOf,
  receiveLot,
  receiveTaken,
  relabelLots,
  relabelTaken,
  spendLots,
  standsWhole,
  takenHead,
  takenLabel,
  takeOne,
  takePart,
} from "./lots";
import { forgetOwnLots, sumOwn } from "./lots-own";
import * as pools from "./pools";
import { partAtoms, partAtomsAt, partLabel, setPartLabel } from "./pools-parts";
import { shareOut } from "./shares";

let isPooled: bool = false;
/** Parts in the pools' buffer; 0 where what was taken is one label or a list. */
let partCount: u32 = 0;
let work: usize = 0;
let weights: usize = 0;

export function holdingsBytes(claimCount: u32): usize {
  return (<usize>claimCount + 3) * ATOMS_BYTES;
}

export function placeHoldings(pooled: bool, scratch: usize): void {
  isPooled = pooled;
  partCount = 0;
  work = scratch;
  weights = scratch + ATOMS_BYTES;
  takeOne(UNATTRIBUTED);
}

/** Address of what a holding has in all, good until the next call. */
// @inline
export function totalOf(holding: usize): usize {
  if (!isPooled) return holding;
  pools.totalOf(holding, work);
  return work;
}

// @inline
export function receive(holding: usize, label: i32, atoms: usize): void {
  if (isPooled) pools.receive(holding, label, atoms);
  else receiveLot(holding, label, atoms);
}

/** Puts what was taken, `atoms` in all, into a holding. */
// @inline
export function receiveAll(holding: usize, atoms: usize): void {
  if (!isPooled) receiveTaken(holding, atoms);
  else if (partCount == 0) pools.receive(holding, takenLabel, atoms);
  else pools.receiveParts(holding, 0, partCount);
}

// @inline
export function spend(holding: usize, atoms: usize): void {
  if (!isPooled) spendLots(holding, atoms);
  else keepParts(pools.spend(holding, atoms));
}

/** One part needs no buffer. */
// @inline
function keepParts(count: u32): void {
  takeOne(count == 0 ? UNATTRIBUTED : partLabel(0));
  partCount = count > 1 ? count : 0;
}

export function relabel(holding: usize, label: i32): void {
  if (isPooled) pools.relabel(holding, label, work);
  else relabelLots(holding, label);
}

/** No account seed is to start in this holding any more. */
export function endPending(holding: usize): void {
  if (!isPooled) forgetOwnLots(holding);
}

export function sumUnattributed(sum: usize, holding: usize): void {
  if (isPooled) copyAtoms(sum, pools.unattributedAt(holding));
  else sumOwn(sum, holding);
}

/** What was taken is one unattributed part. */
// @inline
export function takeNothing(): void {
  takeOne(UNATTRIBUTED);
  partCount = 0;
}

/** Forgets what was taken. */
export function drop(): void {
  dropTaken();
  takeNothing();
}

// @inline
export function isOnePart(): bool {
  return takenHead == 0 && partCount == 0;
}

/** Two parts have two labels: one is a claim's. */
// @inline
export function isTraced(): bool {
  return takenLabel != UNATTRIBUTED || !isOnePart();
}

/** Gives the unattributed parts of what was taken a label. */
export function relabelParts(label: i32): void {
  if (partCount == 0) relabelTaken(label);
  for (let part: u32 = 0; part < partCount; part++) if (partLabel(part) == UNATTRIBUTED) setPartLabel(part, label);
}

/** Walks what was taken: `firstPart`, then `nextPart` until 0. One part alone is not among them: `isOnePart`, `onlyLabel`. */
export function firstPart(): usize {
  return isPooled ? <usize>(partCount != 0) : takenHead;
}

export function nextPart(part: usize): usize {
  if (!isPooled) return load<u32>(part, LOT_NEXT);
  return <u32>part < partCount ? part + 1 : 0;
}

export function labelOf(part: usize): i32 {
  return isPooled ? partLabel(<u32>part - 1) : load<i32>(part, LOT_LABEL);
}

/** Address of a part's atoms. */
export function atomsOf(part: usize): usize {
  return isPooled ? partAtomsAt(<u32>part - 1) : part;
}

export function onlyLabel(): i32 {
  return takenLabel;
}

/** Sums the claims' parts of what was taken, `whole` in all (claims.ts). */
export function addClaims(whole: usize): void {
  if (isOnePart()) {
    if (takenLabel != UNATTRIBUTED) addClaim(takenLabel, whole);
    return;
  }
  for (let part = firstPart(); part != 0; part = nextPart(part)) {
    if (labelOf(part) != UNATTRIBUTED) addClaim(labelOf(part), atomsOf(part));
  }
}

/** Writes what was taken of the claims, or of unattributed value, out of `whole`. */
export function sumParts(sum: usize, claimed: bool, whole: usize): void {
  clearAtoms(sum);
  if (isOnePart()) {
    if ((takenLabel != UNATTRIBUTED) == claimed) copyAtoms(sum, whole);
    return;
  }
  for (let part = firstPart(); part != 0; part = nextPart(part)) {
    if ((labelOf(part) != UNATTRIBUTED) == claimed) addAtoms(sum, sum, atomsOf(part));
  }
}

/** Takes `amount` by the shares of a list of lots, in its order; shares of nothing are left out. */
export function takeShares(first: usize, amount: usize): void {
  let count: u32 = 0;
  clearAtoms(work);
  for (let lot = first; lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    setPartLabel(count, load<i32>(lot, LOT_LABEL));
    copyAtoms(weights + <usize>count * ATOMS_BYTES, lot);
    addAtoms(work, work, lot);
    count++;
  }
  shareOut(partAtoms, weights, count, amount, work);
  let kept: u32 = 0;
  for (let part: u32 = 0; part < count; part++) {
    const atoms = partAtomsAt(part);
    if (isZero(atoms)) continue;
    setPartLabel(kept, partLabel(part));
    if (kept != part) copyAtoms(partAtomsAt(kept), atoms);
    kept++;
  }
  if (isPooled) keepParts(kept);
  else takeLots(kept);
}

function takeLots(count: u32): void {
  takeOne(UNATTRIBUTED);
  for (let part: u32 = 0; part < count; part++) takePart(partLabel(part), partAtomsAt(part));
  collapseTaken();
}

/** Sums what the claims have of a holding (claims.ts). */
export function addHeldClaims(holding: usize): void {
  if (isPooled) {
    const count = pools.hold(holding);
    for (let part: u32 = 0; part < count; part++) {
      if (partLabel(part) != UNATTRIBUTED) addClaim(partLabel(part), partAtomsAt(part));
    }
    return;
  }
  for (let lot = headOf(holding); lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    const label = load<i32>(lot, LOT_LABEL);
    if (label != UNATTRIBUTED) addClaim(label, lot);
  }
}

/** Enters all that a holding has, in the order kept. */
export function listHeld(holding: usize, number: u32): void {
  if (isPooled) {
    const count = pools.hold(holding);
    for (let part: u32 = 0; part < count; part++) enter(HOLD, partLabel(part), NO_PLACE, number, HELD, partAtomsAt(part));
    return;
  }
  for (let lot = headOf(holding); lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    enter(HOLD, load<i32>(lot, LOT_LABEL), NO_PLACE, number, HELD, lot);
  }
  if (headOf(holding) != 0 && standsWhole(holding)) return;
  sumOwn(work, holding);
  if (!isZero(work)) enter(HOLD, UNATTRIBUTED, NO_PLACE, number, HELD, work);
}

// Splits an amount over weights by largest remainder (spec, section 4, rounding): floor of each share, the left-over atoms one each to the largest
// remainders, ties in the order given. The remainders are selected by their digits, from the highest: no cost grows faster than the number of weights.
import { ATOMS_BYTES, copyAtoms, isLess, isZero, subtractAtoms } from "./atoms";
import { chooseLargest, chooseNone, chosenSurely, floorShares, isChosen, placeRatio, ratioBytes } from "./shares-ratio";
import { DIVIDE_BYTES, mulDivRem, placeDivision, quotient0, quotient1, roundShort } from "./atoms-divide";

const digitBits: u32 = 8;
const digits: u32 = 1 << digitBits;
const countersBytes: usize = <usize>digits << 2;

/** Up to so many are compared one with another. */
const fewCandidates: u32 = 8;

let counters: usize = 0;
let remainders: usize = 0;
let candidates: usize = 0;

export function sharesBytes(weightsMax: u32): usize {
  return DIVIDE_BYTES + 16 + countersBytes + <usize>weightsMax * (ATOMS_BYTES + 4) + ratioBytes(weightsMax);
}

/** Gives the shares their memory, sharesBytes at a multiple of 8. Needed once, before anything is divided. */
export function placeShares(at: usize, weightsMax: u32): void {
  placeDivision(at);
  counters = at + ((DIVIDE_BYTES + 7) & ~7);
  remainders = counters + countersBytes;
  candidates = remainders + <usize>weightsMax * ATOMS_BYTES;
  placeRatio((candidates + (<usize>weightsMax << 2) + 7) & ~7, weightsMax, candidates, remainders);
}

/**
 * Writes the share of each of `count` weights to `parts`, which lie elsewhere. `whole` is the sum of the weights and above 0; where `part` is not above it,
 * no share exceeds its weight.
 */
export function shareOut(parts: usize, weights: usize, count: u32, part: usize, whole: usize): void {
  if (count == 1) copyAtoms(parts, part);
  else if (count == 2) shareTwo(parts, parts + ATOMS_BYTES, weights, part, whole);
  else shareMany(parts, weights, count, part, whole);
}

/** Two weights: their remainders sum to the whole, or both are 0. The first is at `weight`. */
export function shareTwo(first: usize, second: usize, weight: usize, part: usize, whole: usize): void {
  if (LIMBS == 2 && shareShort(first, second, weight, part, whole)) return;
  mulDivRem(first, remainders, weight, part, whole);
  if (!isZero(remainders)) {
    // The second's remainder is what the first's lacks to the whole.
    subtractAtoms(second, whole, remainders);
    if (!isLess(remainders, second)) increment(first);
  }
  subtractAtoms(second, part, first);
}

/** What is too large for an estimate is left to do. */
// @inline
function shareShort(first: usize, second: usize, weight: usize, part: usize, whole: usize): bool {
  const a0 = load<u64>(part);
  const a1 = load<u64>(part, 8);
  if (!roundShort(load<u64>(weight), load<u64>(weight, 8), a0, a1, load<u64>(whole), load<u64>(whole, 8))) return false;
  store<u64>(first, quotient0);
  store<u64>(first, quotient1, 8);
  store<u64>(second, a0 - quotient0);
  store<u64>(second, a1 - quotient1 - u64(a0 < quotient0), 8);
  return true;
}

function shareMany(parts: usize, weights: usize, count: u32, part: usize, whole: usize): void {
  if (!isLess(part, whole)) {
    shareExactly(parts, weights, count, part, whole);
    return;
  }
  shareNearly(parts, weights, count, part, whole);
  for (let i: u32 = 0; i < count; i++) if (isChosen(i)) increment(parts + <usize>i * ATOMS_BYTES);
}

/** The shares of a part that is below the whole, but for one atom each where isChosen says so. There are two weights or more. */
export function shareNearly(parts: usize, weights: usize, count: u32, part: usize, whole: usize): void {
  chooseNone();
  if (LIMBS != 2) {
    shareExactly(parts, weights, count, part, whole);
    return;
  }
  const leftOver = floorShares(parts, weights, count, part, whole);
  if (leftOver == 0) return;
  const listed = chooseLargest(parts, weights, leftOver, part, whole);
  giveLargest(parts, listed, leftOver - chosenSurely, topBit(whole));
}

function shareExactly(parts: usize, weights: usize, count: u32, part: usize, whole: usize): void {
  let leftOver = <u32>load<u64>(part);
  for (let i: u32 = 0; i < count; i++) {
    const at = <usize>i * ATOMS_BYTES;
    mulDivRem(parts + at, remainders + at, weights + at, part, whole);
    leftOver -= <u32>load<u64>(parts + at);
  }
  if (leftOver == 0) return;
  for (let i: u32 = 0; i < count; i++) store<u32>(candidates + (<usize>i << 2), i);
  giveLargest(parts, count, leftOver, topBit(whole));
}

/** One atom each to the `chosen` largest remainders. All remainders are below 2^bits. */
function giveLargest(parts: usize, count: u32, chosen: u32, bits: i32): void {
  if (count <= fewCandidates) {
    giveAmongFew(parts, count, chosen);
    return;
  }
  let from = bits;
  while (chosen < count && from > 0) {
    from -= digitBits;
    for (let i: u32 = 0; i < digits; i++) store<u32>(counters + (<usize>i << 2), 0);
    for (let i: u32 = 0; i < count; i++) {
      const counter = counters + (<usize>digitAt(candidateAt(i), from) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
    }
    let edge = digits - 1;
    let above: u32 = 0;
    while (above + load<u32>(counters + (<usize>edge << 2)) < chosen) {
      above += load<u32>(counters + (<usize>edge << 2));
      edge -= 1;
    }
    let left: u32 = 0;
    for (let i: u32 = 0; i < count; i++) {
      const candidate = candidateAt(i);
      const digit = digitAt(candidate, from);
      if (digit > edge) increment(parts + <usize>candidate * ATOMS_BYTES);
      else if (digit == edge) {
        store<u32>(candidates + (<usize>left << 2), candidate);
        left += 1;
      }
    }
    count = left;
    chosen -= above;
  }
  for (let i: u32 = 0; i < chosen; i++) increment(parts + <usize>candidateAt(i) * ATOMS_BYTES);
}

function giveAmongFew(parts: usize, count: u32, chosen: u32): void {
  while (chosen > 0) {
    let best: u32 = 0;
    for (let i: u32 = 1; i < count; i++) {
      if (isLess(remainders + <usize>candidateAt(best) * ATOMS_BYTES, remainders + <usize>candidateAt(i) * ATOMS_BYTES)) best = i;
    }
    increment(parts + <usize>candidateAt(best) * ATOMS_BYTES);
    count -= 1;
    for (let i = best; i < count; i++) store<u32>(candidates + (<usize>i << 2), candidateAt(i + 1));
    chosen -= 1;
  }
}

// @inline
function candidateAt(i: u32): u32 {
  return load<u32>(candidates + (<usize>i << 2));
}

/** The digit of a remainder whose lowest bit is bit `from`; bits below 0 are 0. */
function digitAt(candidate: u32, from: i32): u32 {
  const at = remainders + <usize>candidate * ATOMS_BYTES;
  if (from < 0) return <u32>(load<u64>(at) << <u64>-from) & (digits - 1);
  const limb = at + (<usize>(from >> 6) << 3);
  const bit = <u64>(from & 63);
  let value = load<u64>(limb) >> bit;
  if (bit > 64 - digitBits && from >> 6 < LIMBS - 1) value |= load<u64>(limb, 8) << (64 - bit);
  return <u32>value & (digits - 1);
}

/** How many bits the number has. */
function topBit(at: usize): i32 {
  for (let limb = LIMBS - 1; limb >= 0; limb--) {
    const value = load<u64>(at + (<usize>limb << 3));
    if (value != 0) return (limb << 6) + 64 - <i32>clz(value);
  }
  return 0;
}

// @inline
function increment(at: usize): void {
  for (let byte: usize = 0; byte < ATOMS_BYTES; byte += 8) {
    const sum = load<u64>(at + byte) + 1;
    store<u64>(at + byte, sum);
    if (sum != 0) return;
  }
}

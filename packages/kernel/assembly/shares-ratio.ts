// Many shares of one debit: part / whole is divided once, to 128 bits after the point, and each weight is multiplied by it in words of 32 bits. That gives the
// floor of a share and the first 32 bits of its fraction, each up to a few units too low; where that leaves a doubt, the exact division decides.
import { inverseOf, mulDivRem, multiplyHigh, toFloat } from "./atoms-divide";

const word: u64 = 0xffff_ffff;
/** How much too low a fraction can be, in units of 2^-32: what is left out of the products, with room to spare. */
const doubt: u64 = 16;
/** Buckets of fractions: few where there are few weights. Each is a u32 one above the last weight in it, or 0, and a u32 how many there are. */
const bucketsMax: usize = 256;
const bucketBytes: usize = 8;

/** 2^32. */
const two32: f64 = 4294967296.0;

let buckets: usize = 0;
let fractions: usize = 0;
/** For each weight, one above the weight before it in its bucket, or 0. */
let before: usize = 0;
let candidates: usize = 0;
let remainders: usize = 0;
let shift: u32 = 0;
let ratio0: u64 = 0;
let ratio1: u64 = 0;
let ratio2: u64 = 0;
let ratio3: u64 = 0;

/** A weight whose fraction is from here on gets one of the left-over atoms; set by `chooseLargest`. */
export let chosenFrom: u64 = 0;

/** How many of the left-over atoms chosenFrom gives. */
export let chosenSurely: u32 = 0;

export function ratioBytes(weightsMax: u32): usize {
  return bucketsMax * bucketBytes + (<usize>weightsMax << 3);
}

/** ratioBytes at a multiple of 8, and where candidates and their remainders go: a u32, and a number, for each weight. */
export function placeRatio(at: usize, weightsMax: u32, listAt: usize, remaindersAt: usize): void {
  buckets = at;
  fractions = at + bucketsMax * bucketBytes;
  before = fractions + (<usize>weightsMax << 2);
  candidates = listAt;
  remainders = remaindersAt;
}

/** Nothing is left to give: no fraction is large enough. */
export function chooseNone(): void {
  chosenFrom = u64.MAX_VALUE;
}

// @inline
export function isChosen(weight: u32): u64 {
  return u64(<u64>load<u32>(fractions + (<usize>weight << 2)) >= chosenFrom);
}

/** Writes the floor of each share; returns how many atoms are left over. part < whole < 2^126. */
export function floorShares(parts: usize, weights: usize, count: u32, part: usize, whole: usize): u32 {
  setRatio(load<u64>(part), load<u64>(part, 8), load<u64>(whole), load<u64>(whole, 8));
  shift = count < 32 ? 27 : count < 128 ? 26 : 24;
  for (let byte: usize = 0; byte < bucketBytes << (32 - shift); byte += 8) store<u64>(buckets + byte, 0);
  const top = ratio3;
  const second = ratio2;
  const third = ratio1;
  const last = ratio0;
  let leftOver = <u32>load<u64>(part);
  for (let i: u32 = 0; i < count; i++) {
    const at = <usize>i << 4;
    const low = load<u64>(weights + at);
    const high = load<u64>(weights + at, 8);
    const x0 = low & word;
    const x1 = low >> 32;
    let fraction: u64;
    let share0: u64;
    let share1: u64 = 0;
    if (high == 0) {
      const p = x0 * top;
      const s = x1 * second;
      const sum = (p & word) + (s & word) + ((x0 * second) >> 32) + ((x1 * third) >> 32);
      share0 = x1 * top + (p >> 32) + (s >> 32) + (sum >> 32);
      fraction = sum & word;
    } else {
      // A word more; what is above that is left to the exact division.
      const p = x0 * top;
      const s = x1 * second;
      const t = high * third;
      const sum = (p & word) + (s & word) + (t & word) + ((x0 * second) >> 32) + ((x1 * third) >> 32) + ((high * last) >> 32);
      const middle = x1 * top;
      const other = high * second;
      const upper = high * top;
      share0 = (p >> 32) + (s >> 32) + (t >> 32) + (sum >> 32) + middle;
      share1 = u64(share0 < middle);
      share0 += other;
      share1 += u64(share0 < other) + (upper >> 32);
      share0 += upper << 32;
      share1 += u64(share0 < upper << 32);
      fraction = high > word ? word : sum & word;
    }
    store<u64>(parts + at, share0);
    store<u64>(parts + at, share1, 8);
    if (fraction > word - doubt) {
      fraction = divideExactly(parts + at, weights + at, part, whole);
      share0 = load<u64>(parts + at);
    }
    leftOver -= <u32>share0;
    store<u32>(fractions + (<usize>i << 2), <u32>fraction);
    const bucket = buckets + (<usize>(fraction >> shift) << 3);
    const known = load<u64>(bucket);
    store<u32>(before + (<usize>i << 2), <u32>known);
    store<u64>(bucket, (known & ~word) + (word + 1) + <u64>(i + 1));
  }
  return leftOver;
}

/** Divides one weight's share exactly; returns its fraction. */
function divideExactly(share: usize, weight: usize, part: usize, whole: usize): u64 {
  mulDivRem(share, remainders, weight, part, whole);
  const inverse = inverseOf(load<u64>(whole), load<u64>(whole, 8));
  return min<u64>(word, <u64>(<i64>(toFloat(load<u64>(remainders), load<u64>(remainders, 8)) * inverse * two32)));
}

/**
 * Chooses the fractions that get one of the left-over atoms, of which there are some: sets chosenFrom and chosenSurely. The weights between which exact
 * remainders must decide are listed; returns how many.
 */
export function chooseLargest(parts: usize, weights: usize, leftOver: u32, part: usize, whole: usize): u32 {
  const last = (1 << (32 - shift)) - 1;
  let edge: u32 = last;
  let above: u32 = 0;
  for (;;) {
    const held = load<u32>(bucketAt(edge), 4);
    if (above + held >= leftOver) break;
    above += held;
    edge -= 1;
  }
  const from = <u64>edge << shift;
  chosenFrom = (<u64>(edge + 1) << shift) + doubt;
  // The edge's bucket, and of its neighbours what is within the doubt: three lists with the last weight first.
  let upper = edge == last ? 0 : load<u32>(bucketAt(edge + 1));
  let middle = load<u32>(bucketAt(edge));
  let lower = edge == 0 ? 0 : load<u32>(bucketAt(edge - 1));
  let listed: u32 = 0;
  while ((upper | middle | lower) != 0) {
    const weight = max(upper, max(middle, lower)) - 1;
    const next = load<u32>(before + (<usize>weight << 2));
    const fraction = <u64>load<u32>(fractions + (<usize>weight << 2));
    if (weight + 1 == middle) middle = next;
    else if (weight + 1 == upper) {
      upper = next;
      if (fraction >= chosenFrom) continue;
      above -= 1;
    } else {
      lower = next;
      if (fraction + doubt < from) continue;
    }
    store<u32>(fractions + (<usize>weight << 2), 0);
    store<u32>(candidates + (<usize>listed << 2), weight);
    listed += 1;
    remain(<usize>weight << 4, parts, weights, part, whole);
  }
  reverse(listed);
  chosenSurely = above;
  return listed;
}

// @inline
function bucketAt(bucket: u32): usize {
  return buckets + (<usize>bucket << 3);
}

function reverse(listed: u32): void {
  for (let i: u32 = 0; i < listed >> 1; i++) {
    const first = candidates + (<usize>i << 2);
    const last = candidates + (<usize>(listed - 1 - i) << 2);
    const weight = load<u32>(first);
    store<u32>(first, load<u32>(last));
    store<u32>(last, weight);
  }
}

/** The remainder of a share, which is below 2^126: weight * part - share * whole, modulo 2^128. */
function remain(at: usize, parts: usize, weights: usize, part: usize, whole: usize): void {
  const x = load<u64>(weights + at);
  const a = load<u64>(part);
  const q = load<u64>(parts + at);
  const b = load<u64>(whole);
  const product = x * a;
  const less = q * b;
  const high = multiplyHigh(x, a) + x * load<u64>(part, 8) + load<u64>(weights + at, 8) * a;
  const highLess = multiplyHigh(q, b) + q * load<u64>(whole, 8) + load<u64>(parts + at, 8) * b;
  store<u64>(remainders + at, product - less);
  store<u64>(remainders + at, high - highLess - u64(product < less), 8);
}

/** a / b to 128 bits after the point, in words of 32 bits: one word after another, as by hand. */
function setRatio(a0: u64, a1: u64, b0: u64, b1: u64): void {
  const inverse = inverseOf(b0, b1) * two32;
  for (let words = 0; words < 4; words++) {
    let digit = <u64>(<i64>(toFloat(a0, a1) * inverse));
    const less = digit * b0;
    a1 = ((a1 << 32) | (a0 >> 32)) - (multiplyHigh(digit, b0) + digit * b1) - u64(a0 << 32 < less);
    a0 = (a0 << 32) - less;
    while (a1 > b1 || (a1 == b1 && a0 >= b0)) {
      a1 -= b1 + u64(a0 < b0);
      a0 -= b0;
      digit += 1;
    }
    ratio3 = ratio2;
    ratio2 = ratio1;
    ratio1 = ratio0;
    ratio0 = digit;
  }
}

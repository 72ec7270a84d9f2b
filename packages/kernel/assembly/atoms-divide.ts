// floor(held * part / whole) and what remains, exactly, for held <= whole. The product has up to 2 * LIMBS limbs.
// A quotient is estimated in floating point, always a little too low, and corrected by exact integers: nothing rests on rounding.
import { ATOMS_BYTES, clearAtoms, compareAtoms } from "./atoms";

const wideLimbs: i32 = LIMBS << 1;
const wideBytes: usize = ATOMS_BYTES << 1;
const step: usize = wideBytes + 64;

/** Memory that a division works in. */
export const DIVIDE_BYTES: usize = wideBytes + step;

/** 2^64. */
const two64: f64 = 18446744073709551616.0;
/** 1 - 2^-48: more than what the roundings of one estimate can add to it. */
const low: f64 = 0.999999999999996447286321199499070644378662109375;
/** An estimate within these leaves an error below 2^47 units of quotient, and a rest below 2^126. */
const productMax: f64 = 9.5e51;
const quotientMax: f64 = 7.0e28;

/** With one limb each: the rest after an estimate is below 2^63. */
const smallProductMax: f64 = 1.0e33;
const smallWholeMax: u64 = 1 << 62;
/** An estimate from 2^63 on is no signed integer. A quotient is as large only where `a` is above `b`: an in leg of a conversion may be. */
const smallQuotientMax: f64 = 9223372036854775808.0;
/** Up to here a float's fraction is right to 2^-17. */
const fractionMax: f64 = 1073741824.0;

let scratch: usize = 0;
export let quotient0: u64 = 0;
export let quotient1: u64 = 0;
export let remainder0: u64 = 0;
export let remainder1: u64 = 0;

/** Gives divisions their DIVIDE_BYTES of memory, at a multiple of 8. */
export function placeDivision(at: usize): void {
  scratch = at;
}

/** Writes floor(held * part / whole) and the remainder. held <= whole, whole > 0; neither result may overlap an operand. */
export function mulDivRem(quotient: usize, remainder: usize, held: usize, part: usize, whole: usize): void {
  if (isShort(held) && isShort(part) && isShort(whole)) {
    if (divideShort(load<u64>(held), load<u64>(held, 8), load<u64>(part), load<u64>(part, 8), load<u64>(whole), load<u64>(whole, 8))) {
      clearAtoms(quotient);
      clearAtoms(remainder);
      store<u64>(quotient, quotient0);
      store<u64>(quotient, quotient1, 8);
      store<u64>(remainder, remainder0);
      store<u64>(remainder, remainder1, 8);
      return;
    }
  }
  multiplyLong(scratch, held, part);
  divideLong(quotient, remainder, whole);
}

/** Below 2^126, so that the high limb of twice as much is a signed number too. */
// @inline
function isShort(at: usize): bool {
  if (LIMBS == 2) return true;
  return (load<u64>(at, 16) | load<u64>(at, 24) | load<u64>(at, 32)) == 0 && load<u64>(at, 8) < 0x4000_0000_0000_0000;
}

/** The nearest float or a neighbour of it. `high` is below 2^63. */
// @inline
export function toFloat(low: u64, high: u64): f64 {
  // Conversion of signed numbers is one instruction; what the sign of the low limb takes away, the high limb gives.
  return f64(<i64>low) + f64(<i64>(high + (low >> 63))) * two64;
}

/** 1 / b, always a little too low. */
// @inline
export function inverseOf(b0: u64, b1: u64): f64 {
  return low / toFloat(b0, b1);
}

// @inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffff_ffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffff_ffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + ((aLow * bHigh + (middle & 0xffff_ffff)) >> 32);
}

/**
 * Two limbs each, all below 2^126: x * a / b, rounded down, or up where the remainder is at least half of b. Leaves it in the module's variables; false, and
 * nothing left, where an estimate would be too coarse. For x <= b.
 */
export function roundShort(x0: u64, x1: u64, a0: u64, a1: u64, b0: u64, b1: u64): bool {
  const product = toFloat(x0, x1) * toFloat(a0, a1);
  const inverse = inverseOf(b0, b1);
  const estimate = product * inverse;
  if ((x1 | a1 | b1) == 0 && product < smallProductMax && b0 < smallWholeMax && estimate < smallQuotientMax) {
    quotient0 = roundSmall(x0 * a0, b0, estimate, inverse);
    quotient1 = 0;
    return true;
  }
  if (product > productMax || estimate > quotientMax) return false;
  takeEstimate(x0, x1, a0, a1, b0, b1, estimate);
  const more = toFloat(remainder0, remainder1) * inverse;
  const whole = <u64>(<i64>more);
  const fraction = more - f64(<i64>whole);
  let up: u64 = u64(fraction > 0.5);
  // Where the fraction is too near to a boundary for a float, the remainder decides.
  if (more > fractionMax || abs(fraction - 0.5) < 0.0001 || abs(fraction - 0.5) > 0.4999) {
    finish(b0, b1, whole);
    const half0 = b0 - remainder0;
    const half1 = b1 - remainder1 - u64(b0 < remainder0);
    up = u64(remainder1 > half1 || (remainder1 == half1 && remainder0 >= half0));
    quotient0 += up;
    quotient1 += u64(quotient0 < up);
    return true;
  }
  const add = whole + up;
  quotient0 += add;
  quotient1 += u64(quotient0 < add);
  return true;
}

/** The same for one limb each, from the product's low limb: the estimate, and the rest after it, are below 2^63. */
// @inline
export function roundSmall(product: u64, b: u64, estimate: f64, inverse: f64): u64 {
  let q = <u64>(<i64>estimate);
  let r = product - q * b;
  const more = <u64>(<i64>(f64(<i64>r) * inverse));
  q += more;
  r -= more * b;
  if (r >= b) {
    q += 1;
    r -= b;
  }
  return q + u64(r >= b - r);
}

/** Two limbs each, all below 2^126: leaves the results in the module's variables; false, and nothing left, where the estimate would be too coarse. */
export function divideShort(x0: u64, x1: u64, a0: u64, a1: u64, b0: u64, b1: u64): bool {
  const product = toFloat(x0, x1) * toFloat(a0, a1);
  const inverse = inverseOf(b0, b1);
  const estimate = product * inverse;
  if (product > productMax || estimate > quotientMax) return false;
  takeEstimate(x0, x1, a0, a1, b0, b1, estimate);
  finish(b0, b1, <u64>(<i64>(toFloat(remainder0, remainder1) * inverse)));
  return true;
}

/** Leaves the estimate, as an integer, and x * a less b times it, modulo 2^128: that is not negative and below 2^127. */
// @inline
function takeEstimate(x0: u64, x1: u64, a0: u64, a1: u64, b0: u64, b1: u64, estimate: f64): void {
  let r0 = x0 * a0;
  let r1 = multiplyHigh(x0, a0) + x0 * a1 + x1 * a0;
  if (estimate < 9007199254740992.0) {
    const q = <u64>(<i64>estimate);
    const p0 = q * b0;
    r1 -= multiplyHigh(q, b0) + q * b1 + u64(r0 < p0);
    r0 -= p0;
    quotient0 = q;
    quotient1 = 0;
  } else {
    const bits = reinterpret<u64>(estimate);
    // from 1 to 43
    const shift = (bits >> 52) - 1075;
    const mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;
    const back = 64 - shift;
    const p0 = mantissa * b0;
    const p1 = multiplyHigh(mantissa, b0) + mantissa * b1;
    const s0 = p0 << shift;
    r1 -= ((p1 << shift) | (p0 >> back)) + u64(r0 < s0);
    r0 -= s0;
    quotient0 = mantissa << shift;
    quotient1 = mantissa >> back;
  }
  remainder0 = r0;
  remainder1 = r1;
}

/** Takes `more` times b from the remainder, and what is left to take, which is once at most but for the bound of the estimates. */
// @inline
function finish(b0: u64, b1: u64, more: u64): void {
  const p0 = more * b0;
  let r0 = remainder0;
  let r1 = remainder1 - (multiplyHigh(more, b0) + more * b1 + u64(r0 < p0));
  r0 -= p0;
  let q0 = quotient0 + more;
  let q1 = quotient1 + u64(q0 < more);
  while (r1 > b1 || (r1 == b1 && r0 >= b0)) {
    r1 -= b1 + u64(r0 < b0);
    r0 -= b0;
    q0 += 1;
    q1 += u64(q0 == 0);
  }
  quotient0 = q0;
  quotient1 = q1;
  remainder0 = r0;
  remainder1 = r1;
}

/** Writes the product's 2 * LIMBS limbs. */
function multiplyLong(to: usize, left: usize, right: usize): void {
  for (let i = 0; i < wideLimbs; i++) store<u64>(to + (<usize>i << 3), 0);
  for (let i = 0; i < LIMBS; i++) {
    const factor = load<u64>(left + (<usize>i << 3));
    if (factor != 0) store<u64>(to + (<usize>(i + LIMBS) << 3), multiplyAdd(to + (<usize>i << 3), right, factor));
  }
}

/** Adds right * factor to the LIMBS limbs at `to`; returns the limb that is carried out. */
function multiplyAdd(to: usize, right: usize, factor: u64): u64 {
  let carry: u64 = 0;
  for (let at: usize = 0; at < ATOMS_BYTES; at += 8) {
    const b = load<u64>(right + at);
    const product = b * factor;
    const partial = load<u64>(to + at) + product;
    const sum = partial + carry;
    carry = multiplyHigh(b, factor) + u64(partial < product) + u64(sum < partial);
    store<u64>(to + at, sum);
  }
  return carry;
}

/** Divides the product in `scratch` by `whole`. */
function divideLong(quotient: usize, remainder: usize, whole: usize): void {
  clearAtoms(quotient);
  const inverse = low / floatOf(whole, LIMBS);
  while (!isBelow(whole)) {
    const estimate = floatOf(scratch, wideLimbs) * inverse;
    const bits = reinterpret<u64>(estimate < 1 ? 1 : estimate);
    const exponent = <i32>(bits >> 52) - 1075;
    const mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;
    takeMultiple(quotient, whole, exponent < 0 ? mantissa >> <u64>-exponent : mantissa, exponent < 0 ? 0 : exponent);
  }
  for (let at: usize = 0; at < ATOMS_BYTES; at += 8) store<u64>(remainder + at, load<u64>(scratch + at));
}

/** Takes whole * factor * 2^shift from the product and adds factor * 2^shift to the quotient. */
function takeMultiple(quotient: usize, whole: usize, factor: u64, shift: i32): void {
  const shifted = scratch + wideBytes;
  const at = <usize>(shift >> 6) << 3;
  const bits = <u64>(shift & 63);
  const lowPart = factor << bits;
  const highPart = bits == 0 ? 0 : factor >> (64 - bits);
  for (let i: usize = 0; i < step; i += 8) store<u64>(shifted + i, 0);
  store<u64>(shifted + at + ATOMS_BYTES, multiplyAdd(shifted + at, whole, lowPart));
  const carry = multiplyAdd(shifted + at + 8, whole, highPart);
  store<u64>(shifted + at + 8 + ATOMS_BYTES, carry);
  let borrow: u64 = 0;
  for (let i: usize = 0; i < wideBytes; i += 8) {
    const a = load<u64>(scratch + i);
    const b = load<u64>(shifted + i);
    store<u64>(scratch + i, a - b - borrow);
    borrow = u64(a < b || (borrow != 0 && a == b));
  }
  let carried: u64 = 0;
  for (let i = at; i < ATOMS_BYTES; i += 8) {
    const add = i == at ? lowPart : i == at + 8 ? highPart : 0;
    const sum = load<u64>(quotient + i) + add;
    const total = sum + carried;
    carried = u64(sum < add) | u64(total < sum);
    store<u64>(quotient + i, total);
  }
}

/** Whether the product's rest is below `whole`. */
function isBelow(whole: usize): bool {
  for (let at = ATOMS_BYTES; at < wideBytes; at += 8) if (load<u64>(scratch + at) != 0) return false;
  return compareAtoms(scratch, whole) < 0;
}

/** The value, or a little less, from its first two limbs. */
function floatOf(at: usize, limbs: i32): f64 {
  let top = limbs - 1;
  while (top > 0 && load<u64>(at + (<usize>top << 3)) == 0) top -= 1;
  const high = load<u64>(at + (<usize>top << 3));
  if (top == 0) return f64(high);
  const below = load<u64>(at + (<usize>(top - 1) << 3));
  const scale = reinterpret<f64>(<u64>(1023 + ((top - 1) << 6)) << 52);
  return (f64(high) * two64 + f64(below)) * scale;
}

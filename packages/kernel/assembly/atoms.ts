// Exact integers in memory: LIMBS little-endian limbs of 64 bits, named by address. LIMBS is a constant that the compiler is given.
// The host chooses 2 where every amount and every sum stays below 2^126, else 5. No function checks for overflow: the host has.

export const ATOMS_BYTES: usize = (<usize>LIMBS) << 3;

// @inline
export function isZero(at: usize): bool {
  if (LIMBS == 2) return (load<u64>(at) | load<u64>(at, 8)) == 0;
  return (load<u64>(at) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24) | load<u64>(at, 32)) == 0;
}

// @inline
export function clearAtoms(at: usize): void {
  store<u64>(at, 0);
  store<u64>(at, 0, 8);
  if (LIMBS == 2) return;
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 32);
}

// @inline
export function copyAtoms(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  if (LIMBS == 2) return;
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
  store<u64>(to, load<u64>(from, 32), 32);
}

/** Writes left + right to `sum`, which may be either. */
// @inline
export function addAtoms(sum: usize, left: usize, right: usize): void {
  if (LIMBS == 2) {
    const low = load<u64>(left) + load<u64>(right);
    const high = load<u64>(left, 8) + load<u64>(right, 8) + u64(low < load<u64>(right));
    store<u64>(sum, low);
    store<u64>(sum, high, 8);
  } else addLong(sum, left, right);
}

/** Writes left - right to `difference`, which may be either; left is not below right. */
// @inline
export function subtractAtoms(difference: usize, left: usize, right: usize): void {
  if (LIMBS == 2) {
    const low = load<u64>(left);
    const less = load<u64>(right);
    const high = load<u64>(left, 8) - load<u64>(right, 8) - u64(low < less);
    store<u64>(difference, low - less);
    store<u64>(difference, high, 8);
  } else subtractLong(difference, left, right);
}

// @inline
export function isLess(left: usize, right: usize): bool {
  if (LIMBS == 2) {
    const high = load<u64>(left, 8);
    const other = load<u64>(right, 8);
    return high < other || (high == other && load<u64>(left) < load<u64>(right));
  }
  return compareAtoms(left, right) < 0;
}

// @inline
export function isEqual(left: usize, right: usize): bool {
  if (LIMBS == 2) return ((load<u64>(left) ^ load<u64>(right)) | (load<u64>(left, 8) ^ load<u64>(right, 8))) == 0;
  return compareAtoms(left, right) == 0;
}

/** -1, 0 or 1. */
export function compareAtoms(left: usize, right: usize): i32 {
  for (let at = <i32>(ATOMS_BYTES - 8); at >= 0; at -= 8) {
    const a = load<u64>(left + <usize>at);
    const b = load<u64>(right + <usize>at);
    if (a != b) return a < b ? -1 : 1;
  }
  return 0;
}

/** The address of the smaller one; the first where they are equal. */
// @inline
export function smallerOf(left: usize, right: usize): usize {
  return isLess(right, left) ? right : left;
}

/** Reads the amount at a place of a column of transfers (src/columns.ts says how: `limbs` is its `atomsLimbs`) into `to`. */
export function loadIndexAmount(to: usize, column: usize, limbs: u32, wide: usize, place: u32): void {
  clearAtoms(to);
  const at = column + <usize>place * (<usize>limbs << 3);
  if (limbs == 5) {
    for (let byte: usize = 0; byte < ATOMS_BYTES; byte += 8) store<u64>(to + byte, load<u64>(at + byte));
    return;
  }
  const first = load<u64>(at);
  const last = limbs == 1 ? first : load<u64>(at, 8);
  if (<i64>last >= 0) {
    store<u64>(to, first);
    if (limbs == 2) store<u64>(to, last, 8);
    return;
  }
  const row = wide + (<usize>(first & 0x7fff_ffff_ffff_ffff) << 5);
  for (let byte: usize = 0; byte < min<usize>(ATOMS_BYTES, 32); byte += 8) store<u64>(to + byte, load<u64>(row + byte));
}

function addLong(sum: usize, left: usize, right: usize): void {
  let carry: u64 = 0;
  for (let at: usize = 0; at < ATOMS_BYTES; at += 8) {
    const a = load<u64>(left + at);
    const partial = a + load<u64>(right + at);
    const total = partial + carry;
    carry = u64(partial < a) | u64(total < partial);
    store<u64>(sum + at, total);
  }
}

function subtractLong(difference: usize, left: usize, right: usize): void {
  let borrow: u64 = 0;
  for (let at: usize = 0; at < ATOMS_BYTES; at += 8) {
    const a = load<u64>(left + at);
    const b = load<u64>(right + at);
    const partial = a - b;
    store<u64>(difference + at, partial - borrow);
    borrow = u64(a < b) | u64(partial < borrow);
  }
}

// What holdings had before, by the mode of openings. A holding's balance is kept from going negative by what is missing: under `inferred` the sum of what was
// missing is the opening, under `late` it came when it was missing, and under `unbounded` all debits together are the opening.
import { addAtoms, ATOMS_BYTES, clearAtoms, copyAtoms, isLess, loadIndexAmount, subtractAtoms } from "./atoms";
import { legFrom } from "./reach-forward";
import {
  ACCOUNT_MARKS,
  ATOMS,
  ATOMS_LIMBS,
  field,
  HOLDING_ACCOUNT,
  HOLDING_COUNT,
  LEG_BITS,
  LEG_COUNT,
  LEG_CURSOR,
  LEG_KEYS,
  LEG_PLACES,
  NONE,
  OPENING_MODE,
  PART_BALANCES,
  PART_OPENINGS,
  PAYEE,
  PAYER,
  PLACE_END,
  POSITION,
  SCRATCH,
  setField,
  u32At,
  WIDE,
} from "./reach-fields";
import { PAUSED, DONE } from "./reach-walk";

/** An amount, or a sum, that two limbs do not hold safely. */
export const TOO_WIDE: u32 = 3;

export const INFERRED: u32 = 0;
export const LATE: u32 = 1;
export const UNBOUNDED: u32 = 2;

/** The leg at a place, as its key; NONE where there is none. */
export function legAt(reach: usize, place: u32): u32 {
  const bits = <usize>field(reach, LEG_BITS);
  if (bits == 0 || (load<u8>(bits + <usize>(place >> 3)) & (<u8>1 << <u8>(place & 7))) == 0) return NONE;
  return u32At(field(reach, LEG_KEYS), legFrom(reach, 0, place));
}

/** Reads an amount. False where two limbs are too few for it and the sums that it may be a part of. */
export function readAmount(reach: usize, to: usize, place: u32): bool {
  loadIndexAmount(to, field(reach, ATOMS), field(reach, ATOMS_LIMBS), field(reach, WIDE), place);
  if (LIMBS != 2) return true;
  const limbs = field(reach, ATOMS_LIMBS);
  const at = <usize>field(reach, ATOMS) + <usize>place * ((<usize>limbs) << 3);
  if (limbs == 5) return (load<u64>(at, 16) | load<u64>(at, 24) | load<u64>(at, 32)) == 0 && isSafe(to);
  if (<i64>load<u64>(at + ((<usize>limbs - 1) << 3)) >= 0) return isSafe(to);
  const row = <usize>field(reach, WIDE) + (<usize>(load<u64>(at) & 0x7fff_ffff_ffff_ffff) << 5);
  return (load<u64>(row, 16) | load<u64>(row, 24)) == 0 && isSafe(to);
}

/** Below 2^126, where it matters. */
// @inline
export function isSafe(at: usize): bool {
  return LIMBS != 2 || load<u64>(at, 8) < 0x4000_0000_0000_0000;
}

/** Takes an amount, which is lost, from a balance; what is missing is added to `missing`. */
// @inline
export function debit(balance: usize, missing: usize, amount: usize): void {
  if (isLess(balance, amount)) {
    subtractAtoms(amount, amount, balance);
    addAtoms(missing, missing, amount);
    clearAtoms(balance);
  } else subtractAtoms(balance, balance, amount);
}

/**
 * The openings of all holdings in one pass over all places, about so many places on; under `late` only whether two limbs hold the amounts. PART_BALANCES has two amounts per holding, all 0 at
 * first: its balance, and what was missing so far (or its debits). SCRATCH: an amount, and the sum of all amounts.
 */
export function openAll(reach: usize, eventsMax: u32): u32 {
  const begin = field(reach, POSITION);
  const placeEnd = field(reach, PLACE_END);
  const end = placeEnd - begin > eventsMax ? begin + eventsMax : placeEnd;
  const amount = <usize>field(reach, SCRATCH);
  const total = amount + ATOMS_BYTES;
  const kept = amount + 2 * ATOMS_BYTES;
  const books = <usize>field(reach, PART_BALANCES);
  const isInferred = field(reach, OPENING_MODE) == INFERRED;
  const isLate = field(reach, OPENING_MODE) == LATE;
  for (let place = begin; place < end; place += 1) {
    if (!readAmount(reach, amount, place)) return TOO_WIDE;
    addAtoms(total, total, amount);
    if (!isSafe(total)) return TOO_WIDE;
    if (isLate) continue;
    const leg = legInOrder(reach, place);
    copyAtoms(kept, amount);
    if (leg == NONE || (leg & 1) == 0) {
      const payer = books + <usize>u32At(field(reach, PAYER), place) * (2 * ATOMS_BYTES);
      if (isInferred) debit(payer, payer + ATOMS_BYTES, amount);
      else addAtoms(payer + ATOMS_BYTES, payer + ATOMS_BYTES, amount);
    }
    if (isInferred && (leg == NONE || (leg & 1) != 0)) {
      const payee = books + <usize>u32At(field(reach, PAYEE), place) * (2 * ATOMS_BYTES);
      addAtoms(payee, payee, kept);
    }
  }
  setField(reach, POSITION, end);
  return end == placeEnd ? DONE : PAUSED;
}

/** Writes the openings out of the books of `openAll`: special accounts have none. False where openings and amounts together get too wide. */
export function closeBooks(reach: usize): bool {
  const books = <usize>field(reach, PART_BALANCES);
  const openings = <usize>field(reach, PART_OPENINGS);
  const total = <usize>field(reach, SCRATCH) + ATOMS_BYTES;
  const marks = <usize>field(reach, ACCOUNT_MARKS);
  for (let holding: u32 = 0; holding < field(reach, HOLDING_COUNT); holding += 1) {
    const to = openings + <usize>holding * ATOMS_BYTES;
    if ((load<u8>(marks + <usize>u32At(field(reach, HOLDING_ACCOUNT), holding)) & 1) != 0) clearAtoms(to);
    else copyAtoms(to, books + <usize>holding * (2 * ATOMS_BYTES) + ATOMS_BYTES);
    addAtoms(total, total, to);
    if (!isSafe(total)) return false;
  }
  return true;
}

function legInOrder(reach: usize, place: u32): u32 {
  let cursor = field(reach, LEG_CURSOR);
  const end = field(reach, LEG_COUNT);
  if (cursor >= end) return NONE;
  const legPlace = u32At(field(reach, LEG_PLACES), cursor);
  if (legPlace > place) return NONE;
  const key = u32At(field(reach, LEG_KEYS), cursor);
  setField(reach, LEG_CURSOR, cursor + 1);
  return key;
}

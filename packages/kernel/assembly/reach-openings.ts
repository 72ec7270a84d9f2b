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
  PART_FIRSTS,
  PART_HOLDINGS,
  PART_LATES,
  PART_OPENINGS,
  PAYEE,
  PAYER,
  PLACE_END,
  POSITION,
  SCRATCH,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  u32At,
  WIDE,
} from "./reach-fields";
import { PAUSED, DONE } from "./reach-walk";

/** An amount, or a sum, that two limbs do not hold safely. */
export const TOO_WIDE: u32 = 3;

const INFERRED: u32 = 0;
const LATE: u32 = 1;

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
  return <i64>load<u64>(at + ((<usize>limbs - 1) << 3)) >= 0 && isSafe(to);
}

/** Below 2^126, where it matters. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function isSafe(at: usize): bool {
  return LIMBS != 2 || load<u64>(at, 8) < 0x4000_0000_0000_0000;
}

/** Finds openings and balances of the tracked holdings from a number to another. */
export function scanHoldings(reach: usize, from: u32, to: u32): u32 {
  for (let index = from; index < to; index += 1) if (!scanHolding(reach, index)) return TOO_WIDE;
  return DONE;
}

/** SCRATCH: the balance, what was missing so far, all debits, an amount; then what was missing and the balance at the first place. */
function scanHolding(reach: usize, index: u32): bool {
  const scratch = <usize>field(reach, SCRATCH);
  const holding = u32At(field(reach, PART_HOLDINGS), index);
  const first = u32At(field(reach, PART_FIRSTS), index);
  const missingThen = scratch + 4 * ATOMS_BYTES;
  const balanceThen = scratch + 5 * ATOMS_BYTES;
  for (let at: usize = 0; at < 6; at += 1) clearAtoms(scratch + at * ATOMS_BYTES);
  const mode = field(reach, OPENING_MODE);
  let isPast = false;
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    const outs = <usize>load<u32>(segment, 8);
    const ins = <usize>load<u32>(segment, 16);
    let out = u32At(load<u32>(segment, 4), holding);
    let into = u32At(load<u32>(segment, 12), holding);
    const outEnd = u32At(load<u32>(segment, 4), holding + 1);
    const inEnd = u32At(load<u32>(segment, 12), holding + 1);
    while (out < outEnd || into < inEnd) {
      const outPlace = out < outEnd ? u32At(outs, out) : NONE;
      const inPlace = into < inEnd ? u32At(ins, into) : NONE;
      const place = min<u32>(outPlace, inPlace);
      if (place >= field(reach, PLACE_END)) break;
      if (!isPast && place >= first) {
        isPast = true;
        copyAtoms(balanceThen, scratch);
        copyAtoms(missingThen, scratch + ATOMS_BYTES);
        if (mode == LATE) break;
      }
      const isDebit = outPlace < inPlace;
      if (isDebit) out += 1;
      else into += 1;
      if (!changeBalance(reach, place, isDebit)) return false;
    }
    if (isPast && mode == LATE) break;
  }
  if (!isPast) {
    copyAtoms(balanceThen, scratch);
    copyAtoms(missingThen, scratch + ATOMS_BYTES);
  }
  return writeOpening(reach, index);
}

/** A debit that is an in leg, or a credit that is an out leg, is not the holding's. False where the sums get too wide. */
function changeBalance(reach: usize, place: u32, isDebit: bool): bool {
  const balance = <usize>field(reach, SCRATCH);
  const missing = balance + ATOMS_BYTES;
  const debits = balance + 2 * ATOMS_BYTES;
  const amount = balance + 3 * ATOMS_BYTES;
  const leg = legAt(reach, place);
  if (leg != NONE && ((leg & 1) != 0) == isDebit) return true;
  if (!readAmount(reach, amount, place)) return false;
  if (isDebit) {
    addAtoms(debits, debits, amount);
    debit(balance, missing, amount);
    return isSafe(debits) && isSafe(missing);
  }
  addAtoms(balance, balance, amount);
  return isSafe(balance);
}

/** Takes an amount, which is lost, from a balance; what is missing is added to `missing`. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function debit(balance: usize, missing: usize, amount: usize): void {
  if (isLess(balance, amount)) {
    subtractAtoms(amount, amount, balance);
    addAtoms(missing, missing, amount);
    clearAtoms(balance);
  } else subtractAtoms(balance, balance, amount);
}

function writeOpening(reach: usize, index: u32): bool {
  const scratch = <usize>field(reach, SCRATCH);
  const missingThen = scratch + 4 * ATOMS_BYTES;
  const balanceThen = scratch + 5 * ATOMS_BYTES;
  const opening = <usize>field(reach, PART_OPENINGS) + <usize>index * ATOMS_BYTES;
  const balance = <usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES;
  const late = <usize>field(reach, PART_LATES) + <usize>index * ATOMS_BYTES;
  const mode = field(reach, OPENING_MODE);
  if (mode == LATE) {
    clearAtoms(opening);
    copyAtoms(balance, balanceThen);
    copyAtoms(late, missingThen);
    return true;
  }
  clearAtoms(late);
  copyAtoms(opening, scratch + (mode == INFERRED ? ATOMS_BYTES : 2 * ATOMS_BYTES));
  subtractAtoms(balance, opening, missingThen);
  addAtoms(balance, balance, balanceThen);
  return isSafe(balance);
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

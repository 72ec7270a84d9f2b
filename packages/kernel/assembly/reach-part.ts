// The compact part: all events of the holdings that were reached, from the first place of each on, in place order, with numbers of their own.
import { addAtoms, ATOMS_BYTES, clearAtoms, copyAtoms, subtractAtoms } from "./atoms";
import { leaveWord, markPlace, nextWord } from "./reach-bits";
import {
  BITS,
  CONVERSION_LEGS,
  CONVERSION_OFFSETS,
  CONVERSION_STAMPS,
  EPOCH,
  field,
  FIRST_HOLDING,
  HOLDING_ACCOUNT,
  HOLDING_ASSET,
  LOCAL_ACCOUNTS,
  LOCAL_HOLDINGS,
  NEXT_HOLDING,
  NONE,
  OPENING_MODE,
  PART_ACCOUNT,
  PART_ACCOUNT_COUNT,
  PART_ACCOUNTS,
  PART_ASSET,
  PART_ATOMS,
  PART_BALANCES,
  PART_BOOKS,
  PART_CURSOR,
  PART_END,
  PART_EVENTS,
  PART_FIRST_HOLDING,
  PART_FIRSTS,
  PART_HOLDING_COUNT,
  PART_HOLDINGS,
  PART_LEG_COUNT,
  PART_LEGS,
  PART_LATES,
  PART_MAX,
  PART_NEXT_HOLDING,
  PART_OPENINGS,
  PART_PAYEE,
  PART_PAYER,
  PART_PLACES,
  PART_TRACKED,
  PAYEE,
  PAYER,
  PLACE_END,
  SCRATCH,
  SEED_COUNT,
  SEEDS,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  u32At,
} from "./reach-fields";
import { debit, isSafe, LATE, legAt, readAmount, TOO_WIDE, UNBOUNDED } from "./reach-openings";
import { nextSeed } from "./reach-seeds";
import { DONE, PAUSED } from "./reach-walk";

/** Marks the places of seeds, and of the tracked holdings from a number to another. False where there are more than PART_MAX. */
export function markPart(reach: usize, from: u32, to: u32): bool {
  if (from == 0) {
    for (let index: u32 = 0; index < field(reach, SEED_COUNT); index += 1) {
      const place = u32At(field(reach, SEEDS), index);
      if (place < field(reach, PLACE_END)) takeSeeded(reach, place);
    }
  }
  for (let index = from; index < to; index += 1) {
    markHolding(reach, u32At(field(reach, PART_HOLDINGS), index), u32At(field(reach, PART_FIRSTS), index));
    if (field(reach, PART_EVENTS) > field(reach, PART_MAX)) return false;
  }
  return true;
}

function takeSeeded(reach: usize, place: u32): void {
  take(reach, place);
  const leg = legAt(reach, place);
  if (leg != NONE) takeConversion(reach, leg >> 1);
}

function markHolding(reach: usize, holding: u32, first: u32): void {
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    markSide(reach, holding, first, segment, true);
    markSide(reach, holding, first, segment, false);
  }
}

/** An out leg that a holding pays when it is reached brings all legs of its conversion with it. */
function markSide(reach: usize, holding: u32, first: u32, segment: usize, isOut: bool): void {
  const offsets = <usize>(isOut ? load<u32>(segment, 4) : load<u32>(segment, 12));
  const places = <usize>(isOut ? load<u32>(segment, 8) : load<u32>(segment, 16));
  const end = field(reach, PLACE_END);
  const last = u32At(offsets, holding + 1);
  for (let index = u32At(offsets, holding); index < last; index += 1) {
    const place = u32At(places, index);
    if (place >= end) return;
    take(reach, place);
    if (!isOut || place < first) continue;
    const leg = legAt(reach, place);
    if (leg != NONE && (leg & 1) == 0) takeConversion(reach, leg >> 1);
  }
}

function takeConversion(reach: usize, conversion: u32): void {
  store<u32>(<usize>field(reach, CONVERSION_STAMPS) + ((<usize>conversion) << 2), field(reach, EPOCH) + 1);
  const offsets = <usize>field(reach, CONVERSION_OFFSETS);
  const end = u32At(offsets, conversion + 1);
  for (let index = u32At(offsets, conversion); index < end; index += 1) {
    const place = u32At(field(reach, CONVERSION_LEGS), index);
    if (place < field(reach, PLACE_END)) take(reach, place);
  }
}

// @inline
export function take(reach: usize, place: u32): void {
  const at = <usize>field(reach, BITS) + ((<usize>(place >> 6)) << 3);
  if ((load<u64>(at) & (<u64>1 << (place & 63))) != 0) return;
  markPlace(reach, place);
  setField(reach, PART_EVENTS, field(reach, PART_EVENTS) + 1);
}

// A tracked holding's book: its first place (0 once that has come), its twin, its balance and what was missing so far (under `unbounded`: all credits and all debits).
const TWIN: usize = 4;
const BALANCE: usize = 8;
const MISSING: usize = 8 + ATOMS_BYTES;
export const BOOK_BYTES: usize = 8 + 2 * ATOMS_BYTES;

/** Gives the tracked holdings their local numbers and empty books, and their accounts their numbers. SCRATCH: the sum of amounts, and two of them. */
export function beginPart(reach: usize): void {
  clearAtoms(field(reach, SCRATCH));
  setField(reach, PART_HOLDING_COUNT, 0);
  for (let index: u32 = 0; index < field(reach, PART_TRACKED); index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    const book = <usize>field(reach, PART_BOOKS) + <usize>index * BOOK_BYTES;
    store<u32>(book, u32At(field(reach, PART_FIRSTS), index));
    store<u32>(book, NONE, TWIN);
    clearAtoms(book + BALANCE);
    clearAtoms(book + MISSING);
    addHolding(reach, holding);
  }
}

/** Gives a holding of the whole its next local number. */
export function addHolding(reach: usize, holding: u32): u32 {
  const local = field(reach, PART_HOLDING_COUNT);
  const at = (<usize>local) << 2;
  store<u32>(<usize>field(reach, LOCAL_HOLDINGS) + ((<usize>holding) << 2), local + 1);
  store<u32>(<usize>field(reach, PART_HOLDINGS) + at, holding);
  store<u32>(<usize>field(reach, PART_ACCOUNT) + at, localAccount(reach, u32At(field(reach, HOLDING_ACCOUNT), holding)));
  store<u32>(<usize>field(reach, PART_ASSET) + at, u32At(field(reach, HOLDING_ASSET), holding));
  setField(reach, PART_HOLDING_COUNT, local + 1);
  return local;
}

function localAccount(reach: usize, account: u32): u32 {
  const at = <usize>field(reach, LOCAL_ACCOUNTS) + ((<usize>account) << 2);
  const count = field(reach, PART_ACCOUNT_COUNT);
  const known = load<u32>(at);
  if (known < count && u32At(field(reach, PART_ACCOUNTS), known) == account) return known;
  store<u32>(at, count);
  store<u32>(<usize>field(reach, PART_ACCOUNTS) + ((<usize>count) << 2), account);
  setField(reach, PART_ACCOUNT_COUNT, count + 1);
  return count;
}

/** Copies about so many events. */
export function copyPart(reach: usize, eventsMax: u32): u32 {
  let left = eventsMax;
  for (let index = nextWord(reach, 0); index != NONE; index = nextWord(reach, index)) {
    const at = <usize>field(reach, BITS) + ((<usize>index) << 3);
    let word = load<u64>(at);
    store<u64>(at, 0);
    leaveWord(reach, index);
    const events = <u32>popcnt(word);
    while (word != 0) {
      if (!copyEvent(reach, (index << 6) | <u32>ctz(word))) return TOO_WIDE;
      word &= word - 1;
    }
    if (events >= left) return PAUSED;
    left -= events;
  }
  return DONE;
}

/** Enters an event in the books of its tracked holdings, and copies it where one of them was reached by then. False where two limbs are too few. */
function copyEvent(reach: usize, place: u32): bool {
  const total = <usize>field(reach, SCRATCH);
  const amount = total + ATOMS_BYTES;
  if (!readAmount(reach, amount, place)) return false;
  addAtoms(total, total, amount);
  const leg = legAt(reach, place);
  const payer = u32At(field(reach, PAYER), place);
  const payee = u32At(field(reach, PAYEE), place);
  const hasPaid = enter(reach, payer, place, amount, true, leg == NONE || (leg & 1) == 0);
  const hasReceived = enter(reach, payee, place, amount, false, leg == NONE || (leg & 1) != 0);
  const isCopied = hasPaid || hasReceived || isBrought(reach, place, leg);
  if (isCopied && place < field(reach, PART_END)) writeEvent(reach, place, payer, payee, leg);
  return isSafe(total);
}

/** True where the holding is tracked, was reached by then, and the event is its own. */
// @inline
function enter(reach: usize, holding: u32, place: u32, amount: usize, isDebit: bool, isOwn: bool): bool {
  const index = u32At(field(reach, LOCAL_HOLDINGS), holding) - 1;
  if (index >= field(reach, PART_TRACKED)) return false;
  const book = <usize>field(reach, PART_BOOKS) + <usize>index * BOOK_BYTES;
  const first = load<u32>(book);
  const isPast = place >= first;
  if (isPast && first != 0) keepFirst(reach, index, book);
  const mode = field(reach, OPENING_MODE);
  if (!isOwn || (isPast && mode == LATE)) return isOwn && isPast;
  if (!isDebit) addAtoms(book + BALANCE, book + BALANCE, amount);
  else if (mode == UNBOUNDED) addAtoms(book + MISSING, book + MISSING, amount);
  else {
    const rest = amount + ATOMS_BYTES;
    copyAtoms(rest, amount);
    debit(book + BALANCE, book + MISSING, rest);
  }
  return isPast;
}

/** What the holding had, and lacked, when its first place came. */
function keepFirst(reach: usize, index: u32, book: usize): void {
  store<u32>(book, 0);
  copyAtoms(<usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES, book + BALANCE);
  copyAtoms(<usize>field(reach, PART_LATES) + <usize>index * ATOMS_BYTES, book + MISSING);
}

/** A seed's place, and a leg of a conversion that all comes along. */
function isBrought(reach: usize, place: u32, leg: u32): bool {
  if (leg != NONE && u32At(field(reach, CONVERSION_STAMPS), leg >> 1) == field(reach, EPOCH) + 1) return true;
  return nextSeed(reach, place) == place;
}

function writeEvent(reach: usize, place: u32, payer: u32, payee: u32, leg: u32): void {
  const local = field(reach, PART_CURSOR);
  const at = (<usize>local) << 2;
  store<u32>(<usize>field(reach, PART_PAYER) + at, localHolding(reach, payer, place));
  store<u32>(<usize>field(reach, PART_PAYEE) + at, localHolding(reach, payee, place));
  store<u32>(<usize>field(reach, PART_PLACES) + at, place);
  copyAtoms(<usize>field(reach, PART_ATOMS) + <usize>local * ATOMS_BYTES, <usize>field(reach, SCRATCH) + ATOMS_BYTES);
  setField(reach, PART_CURSOR, local + 1);
  if (leg != NONE) writeLeg(reach, local, leg);
}

function writeLeg(reach: usize, local: u32, leg: u32): void {
  const count = field(reach, PART_LEG_COUNT);
  const at = <usize>field(reach, PART_LEGS) + <usize>count * 12;
  store<u32>(at, local);
  store<u32>(at, (leg & 1) + 1, 4);
  store<u32>(at, leg >> 1, 8);
  setField(reach, PART_LEG_COUNT, count + 1);
}

/** A tracked holding has its own number from its first place on, and another before, under which nothing of it is kept. */
function localHolding(reach: usize, holding: u32, place: u32): u32 {
  const at = <usize>field(reach, LOCAL_HOLDINGS) + ((<usize>holding) << 2);
  const known = load<u32>(at);
  if (known == 0) return addHolding(reach, holding);
  const index = known - 1;
  if (index >= field(reach, PART_TRACKED)) return index;
  const book = <usize>field(reach, PART_BOOKS) + <usize>index * BOOK_BYTES;
  if (place >= load<u32>(book)) return index;
  if (load<u32>(book, TWIN) == NONE) store<u32>(book, addHolding(reach, holding), TWIN);
  store<u32>(at, known);
  return load<u32>(book, TWIN);
}

/** Closes the books: openings and balances of the tracked holdings. TOO_WIDE where two limbs do not hold them and all amounts together. */
export function closePart(reach: usize): u32 {
  const total = <usize>field(reach, SCRATCH);
  const mode = field(reach, OPENING_MODE);
  for (let index: u32 = 0; index < field(reach, PART_TRACKED); index += 1) {
    const book = <usize>field(reach, PART_BOOKS) + <usize>index * BOOK_BYTES;
    if (load<u32>(book) != 0) keepFirst(reach, index, book);
    const opening = <usize>field(reach, PART_OPENINGS) + <usize>index * ATOMS_BYTES;
    const balance = <usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES;
    const late = <usize>field(reach, PART_LATES) + <usize>index * ATOMS_BYTES;
    if (mode == LATE) clearAtoms(opening);
    else {
      copyAtoms(opening, book + MISSING);
      addAtoms(balance, balance, opening);
      subtractAtoms(balance, balance, late);
      clearAtoms(late);
    }
    addAtoms(total, total, balance);
    addAtoms(total, total, opening);
    if (!isSafe(total)) return TOO_WIDE;
  }
  return DONE;
}

/** Forgets the local numbers of holdings. */
export function leavePart(reach: usize): void {
  const locals = <usize>field(reach, LOCAL_HOLDINGS);
  for (let local: u32 = 0; local < field(reach, PART_HOLDING_COUNT); local += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), local);
    if (holding != NONE) store<u32>(locals + ((<usize>holding) << 2), 0);
  }
  setField(reach, PART_HOLDING_COUNT, 0);
}

/** Chains the tracked holdings of each account. */
export function chainPart(reach: usize): void {
  const firsts = <usize>field(reach, PART_FIRST_HOLDING);
  const nexts = <usize>field(reach, PART_NEXT_HOLDING);
  memory.fill(firsts, 0xff, (<usize>field(reach, PART_ACCOUNT_COUNT)) << 2);
  memory.fill(nexts, 0xff, (<usize>field(reach, PART_HOLDING_COUNT)) << 2);
  const tracked = field(reach, PART_TRACKED);
  for (let index: u32 = 0; index < tracked; index += 1) {
    if ((index & (TOGETHER - 1)) == 0) bringChains(reach, index, min<u32>(index + TOGETHER, tracked));
    const account = u32At(field(reach, PART_ACCOUNT), index);
    if (u32At(firsts, account) == NONE) chainAccount(reach, u32At(field(reach, PART_ACCOUNTS), account), firsts + ((<usize>account) << 2));
  }
}

/** How many holdings are read ahead. */
export const TOGETHER: u32 = 32;

/** Reads the heads of the accounts' chains, so that memory is waited for once for all of them. */
function bringChains(reach: usize, from: u32, to: u32): void {
  const heads = <usize>field(reach, FIRST_HOLDING);
  const nexts = <usize>field(reach, NEXT_HOLDING);
  const locals = <usize>field(reach, LOCAL_HOLDINGS);
  let read: u32 = 0;
  for (let index = from; index < to; index += 1) {
    const holding = u32At(heads, u32At(field(reach, PART_ACCOUNTS), u32At(field(reach, PART_ACCOUNT), index)));
    read |= u32At(nexts, holding) | u32At(locals, holding);
  }
  store<u32>(<usize>field(reach, SCRATCH) + 5 * ATOMS_BYTES, read);
}

/** In the order of the whole's chain, so that a seed starts at an account's holdings in the same order. */
function chainAccount(reach: usize, account: u32, head: usize): void {
  const nexts = <usize>field(reach, PART_NEXT_HOLDING);
  let end = head;
  for (let holding = u32At(field(reach, FIRST_HOLDING), account); holding != NONE; holding = u32At(field(reach, NEXT_HOLDING), holding)) {
    const local = u32At(field(reach, LOCAL_HOLDINGS), holding) - 1;
    if (local >= field(reach, PART_TRACKED)) continue;
    store<u32>(end, local);
    end = nexts + ((<usize>local) << 2);
  }
}

// The part where it is known what each holding has at the end of the ledger: what it had at its first place follows from its events since, and none before is read.
import { addAtoms, ATOMS_BYTES, clearAtoms, subtractAtoms } from "./atoms";
import { leaveWord, nextWord } from "./reach-bits";
import {
  BITS,
  ENDS,
  field,
  LOCAL_HOLDINGS,
  NONE,
  PART_ATOMS,
  PART_BALANCES,
  PART_BOOKS,
  PART_CURSOR,
  PART_EVENTS,
  PART_FIRSTS,
  PART_HOLDING_COUNT,
  PART_HOLDINGS,
  PART_MAX,
  PART_PAYEE,
  PART_PAYER,
  PART_PLACES,
  PART_TRACKED,
  PAYEE,
  PAYER,
  SCRATCH,
  SEED_COUNT,
  SEEDS,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  u32At,
} from "./reach-fields";
import { isSafe, readAmount, TOO_WIDE } from "./reach-openings";
import { addHolding, take } from "./reach-part";
import { DONE, PAUSED } from "./reach-walk";

/** Some end is not known. */
export const UNKNOWN_END: u32 = 4;

/** Marks the places of seeds, and of the tracked holdings from a number to another since the first place of each. False where there are more than PART_MAX. */
export function markSince(reach: usize, from: u32, to: u32): bool {
  if (from == 0) {
    for (let index: u32 = 0; index < field(reach, SEED_COUNT); index += 1) take(reach, u32At(field(reach, SEEDS), index));
  }
  for (let index = from; index < to; index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    const first = u32At(field(reach, PART_FIRSTS), index);
    let segment = <usize>field(reach, SEGMENTS);
    for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
      if (holding >= load<u32>(segment)) continue;
      markStretch(reach, holding, first, segment + 4);
      markStretch(reach, holding, first, segment + 12);
    }
    if (field(reach, PART_EVENTS) > field(reach, PART_MAX)) return false;
  }
  return true;
}

// @inline
function markStretch(reach: usize, holding: u32, first: u32, side: usize): void {
  const offsets = <usize>load<u32>(side);
  const places = <usize>load<u32>(side, 4);
  const begin = u32At(offsets, holding);
  for (let index = u32At(offsets, holding + 1); index > begin; index -= 1) {
    const place = u32At(places, index - 1);
    if (place < first) break;
    take(reach, place);
  }
}

// A tracked holding's book: its first place, and its twin's number, 0 where it has none. Its balance goes from that at the end to that at the first place.
const BOOK_SHIFT: usize = 3;

/** Gives the tracked holdings their local numbers, books and ends. SCRATCH: the sum of amounts. UNKNOWN_END, or DONE. */
export function beginEnds(reach: usize): u32 {
  clearAtoms(field(reach, SCRATCH));
  setField(reach, PART_HOLDING_COUNT, 0);
  const ends = <usize>field(reach, ENDS);
  for (let index: u32 = 0; index < field(reach, PART_TRACKED); index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    const book = <usize>field(reach, PART_BOOKS) + ((<usize>index) << BOOK_SHIFT);
    store<u32>(book, u32At(field(reach, PART_FIRSTS), index));
    store<u32>(book, 0, 4);
    const end = ends + ((<usize>holding) << 4);
    if (<i64>load<u64>(end, 8) < 0) return UNKNOWN_END;
    const balance = <usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES;
    clearAtoms(balance);
    store<u64>(balance, load<u64>(end));
    store<u64>(balance, load<u64>(end, 8), 8);
    addHolding(reach, holding);
  }
  return DONE;
}

/** Copies about so many events. */
export function copyEnds(reach: usize, eventsMax: u32): u32 {
  const bits = <usize>field(reach, BITS);
  let left = eventsMax;
  for (let index = nextWord(reach, 0); index != NONE; index = nextWord(reach, index)) {
    const at = bits + ((<usize>index) << 3);
    const word = load<u64>(at);
    store<u64>(at, 0);
    leaveWord(reach, index);
    if (!copyWord(reach, index << 6, word)) return TOO_WIDE;
    const events = <u32>popcnt(word);
    if (events >= left) return PAUSED;
    left -= events;
  }
  return DONE;
}

/** Copies the events of a word of places, all of which some tracked holding or a seed brought. */
function copyWord(reach: usize, first: u32, marked: u64): bool {
  const payers = <usize>field(reach, PAYER);
  const payees = <usize>field(reach, PAYEE);
  const balances = <usize>field(reach, PART_BALANCES);
  const tracked = field(reach, PART_TRACKED);
  const total = <usize>field(reach, SCRATCH);
  const begin = field(reach, PART_CURSOR);
  let amount = <usize>field(reach, PART_ATOMS) + <usize>begin * ATOMS_BYTES;
  let at = (<usize>begin) << 2;
  const partPayers = <usize>field(reach, PART_PAYER);
  const partPayees = <usize>field(reach, PART_PAYEE);
  const places = <usize>field(reach, PART_PLACES);
  for (let word = marked; word != 0; word &= word - 1) {
    const place = first | <u32>ctz(word);
    if (!readAmount(reach, amount, place)) return false;
    addAtoms(total, total, amount);
    if (!isSafe(total)) return false;
    const payer = numberAt(reach, u32At(payers, place), place);
    if (payer < tracked) {
      const balance = balances + <usize>payer * ATOMS_BYTES;
      addAtoms(balance, balance, amount);
    }
    const payee = numberAt(reach, u32At(payees, place), place);
    if (payee < tracked) {
      const balance = balances + <usize>payee * ATOMS_BYTES;
      subtractAtoms(balance, balance, amount);
    }
    store<u32>(partPayers + at, payer);
    store<u32>(partPayees + at, payee);
    store<u32>(places + at, place);
    at += 4;
    amount += ATOMS_BYTES;
  }
  setField(reach, PART_CURSOR, <u32>(at >> 2));
  return true;
}

// @inline
function numberAt(reach: usize, holding: u32, place: u32): u32 {
  const known = u32At(field(reach, LOCAL_HOLDINGS), holding);
  const index = known - 1;
  if (known == 0) return addHolding(reach, holding);
  if (index >= field(reach, PART_TRACKED)) return index;
  const book = <usize>field(reach, PART_BOOKS) + ((<usize>index) << BOOK_SHIFT);
  return place >= load<u32>(book) ? index : twinOf(reach, book, known, holding);
}

/** Before its first place a tracked holding has another number, under which nothing of it is kept. */
function twinOf(reach: usize, book: usize, known: u32, holding: u32): u32 {
  const twin = load<u32>(book, 4);
  if (twin != 0) return twin;
  const added = addHolding(reach, holding);
  store<u32>(<usize>field(reach, LOCAL_HOLDINGS) + ((<usize>holding) << 2), known);
  store<u32>(book, added, 4);
  return added;
}

/** TOO_WIDE where two limbs do not hold the balances and all amounts together. */
export function closeEnds(reach: usize): u32 {
  const total = <usize>field(reach, SCRATCH);
  for (let index: u32 = 0; index < field(reach, PART_TRACKED); index += 1) {
    const balance = <usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES;
    addAtoms(total, total, balance);
    if (!isSafe(total)) return TOO_WIDE;
  }
  return DONE;
}

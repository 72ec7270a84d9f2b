// The part where it is known what each holding has at the end of the ledger: what it had at its first place follows from its events since, and none before is read.
import { addAtoms, ATOMS_BYTES, clearAtoms, copyAtoms, subtractAtoms } from "./atoms";
import { leaveWord, nextWord } from "./reach-bits";
import {
  ATOMS,
  ATOMS_LIMBS,
  BITS,
  ENDS,
  field,
  HOLDING_ACCOUNT,
  HOLDING_ASSET,
  LOCAL_ACCOUNTS,
  LOCAL_HOLDINGS,
  NONE,
  PART_ACCOUNT,
  PART_ACCOUNT_COUNT,
  PART_ACCOUNTS,
  PART_ASSET,
  PART_ATOMS,
  PART_BALANCES,
  PART_BITS,
  PART_BOOKS,
  PART_CURSOR,
  PART_EVENTS,
  PART_FIRSTS,
  PART_HOLDING_COUNT,
  PART_HOLDINGS,
  PART_MAX,
  PART_NOTED,
  PART_PAYEE,
  PART_PAYER,
  PART_PLACES,
  PART_TRACKED,
  PAYEE,
  PAYER,
  PLACE_END,
  POSITION,
  SCAN_FROM,
  SCRATCH,
  SEED_COUNT,
  SEEDS,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  STATES,
  u32At,
} from "./reach-fields";
import { isSafe, readAmount, TOO_WIDE } from "./reach-openings";
import { addHolding, take, TOGETHER } from "./reach-part";
import { nextSeed } from "./reach-seeds";
import { REACHED_ALWAYS } from "./reach-stops";
import { DONE, PAUSED } from "./reach-walk";

/** Some end is not known. */
export const UNKNOWN_END: u32 = 4;

/**
 * Marks the places of seeds, and of the tracked holdings from a number to another since the first place of each, as far as the reach has not noted them. False
 * where there are more than PART_MAX.
 */
export function markSince(reach: usize, from: u32, to: u32): bool {
  if (from == 0) {
    setField(reach, PART_EVENTS, field(reach, PART_NOTED));
    for (let index: u32 = 0; index < field(reach, SEED_COUNT); index += 1) takeNew(reach, u32At(field(reach, SEEDS), index));
  }
  const scanFrom = field(reach, SCAN_FROM);
  for (let index = from; index < to; index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    const first = u32At(field(reach, PART_FIRSTS), index);
    const isNoted = load<u8>(<usize>field(reach, STATES) + <usize>holding) == REACHED_ALWAYS;
    if (isNoted && first >= scanFrom) continue;
    markHolding(reach, holding, first, isNoted ? scanFrom : NONE);
    if (field(reach, PART_EVENTS) > field(reach, PART_MAX)) return false;
  }
  return field(reach, PART_EVENTS) <= field(reach, PART_MAX);
}

function markHolding(reach: usize, holding: u32, first: u32, end: u32): void {
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    markStretch(reach, holding, first, end, segment + 4);
    markStretch(reach, holding, first, end, segment + 12);
  }
}

// @inline
function markStretch(reach: usize, holding: u32, first: u32, end: u32, side: usize): void {
  const offsets = <usize>load<u32>(side);
  const places = <usize>load<u32>(side, 4);
  const begin = u32At(offsets, holding);
  for (let index = u32At(offsets, holding + 1); index > begin; index -= 1) {
    const place = u32At(places, index - 1);
    if (place < first) break;
    if (place < end) takeNew(reach, place);
  }
}

// @inline
function takeNew(reach: usize, place: u32): void {
  if (place < field(reach, SCAN_FROM) || !isNotedAt(reach, place)) take(reach, place);
}

function isNotedAt(reach: usize, place: u32): bool {
  return (load<u64>(<usize>field(reach, PART_BITS) + ((<usize>(place >> 6)) << 3)) & (<u64>1 << (place & 63))) != 0;
}

// A tracked holding's book: its first place, and its twin's number, 0 where it has none. Its balance goes from that at the end to that at the first place.
const BOOK_SHIFT: usize = 3;

/** Gives the tracked holdings their local numbers, books and ends. SCRATCH: the sum of amounts. UNKNOWN_END, or DONE. */
export function beginEnds(reach: usize): u32 {
  clearAtoms(field(reach, SCRATCH));
  setField(reach, PART_HOLDING_COUNT, 0);
  setField(reach, POSITION, 0);
  const ends = <usize>field(reach, ENDS);
  const tracked = field(reach, PART_TRACKED);
  for (let index: u32 = 0; index < tracked; index += 1) {
    if ((index & (TOGETHER - 1)) == 0) bringHoldings(reach, index, min<u32>(index + TOGETHER, tracked));
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
  addNobody(reach);
  return DONE;
}

/** One holding stands for all that pay a tracked one without being tracked themselves: nothing is asked of them, and finding each would cost the most. */
function addNobody(reach: usize): void {
  const at = (<usize>field(reach, PART_TRACKED)) << 2;
  const account = field(reach, PART_ACCOUNT_COUNT);
  store<u32>(<usize>field(reach, PART_HOLDINGS) + at, NONE);
  store<u32>(<usize>field(reach, PART_ACCOUNT) + at, account);
  store<u32>(<usize>field(reach, PART_ASSET) + at, 0);
  store<u32>(<usize>field(reach, PART_ACCOUNTS) + ((<usize>account) << 2), NONE);
  setField(reach, PART_ACCOUNT_COUNT, account + 1);
  setField(reach, PART_HOLDING_COUNT, field(reach, PART_TRACKED) + 1);
}

/** Reads what is soon needed of holdings, so that memory is waited for once for all of them. */
function bringHoldings(reach: usize, from: u32, to: u32): void {
  const ends = <usize>field(reach, ENDS);
  const owners = <usize>field(reach, HOLDING_ACCOUNT);
  const assets = <usize>field(reach, HOLDING_ASSET);
  const locals = <usize>field(reach, LOCAL_HOLDINGS);
  const localAccounts = <usize>field(reach, LOCAL_ACCOUNTS);
  let read: u32 = 0;
  for (let index = from; index < to; index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    read |= u32At(localAccounts, u32At(owners, holding));
    read |= load<u32>(ends + ((<usize>holding) << 4)) | u32At(assets, holding) | u32At(locals, holding);
  }
  store<u32>(<usize>field(reach, SCRATCH) + 5 * ATOMS_BYTES, read);
}

/** How many events are copied at once, at most. */
const BATCH: u32 = 512;

/** Copies about so many events, all of which some tracked holding or a seed brought. */
export function copyEnds(reach: usize, eventsMax: u32): u32 {
  let done: u32 = 0;
  while (done < eventsMax) {
    const begin = field(reach, PART_CURSOR);
    const end = listPlaces(reach, begin);
    if (end == begin) return DONE;
    bringEvents(reach, begin, end);
    if (!copyAmounts(reach, begin, end)) return TOO_WIDE;
    numberSides(reach, begin, end);
    moveBalances(reach, begin, end);
    setField(reach, PART_CURSOR, end);
    done += end - begin;
  }
  return PAUSED;
}

/** Lists the next places, from words of them that are marked or noted; tells where the list ends. */
function listPlaces(reach: usize, begin: u32): u32 {
  const bits = <usize>field(reach, BITS);
  const notes = <usize>field(reach, PART_BITS);
  const places = <usize>field(reach, PART_PLACES);
  const scanWord = field(reach, SCAN_FROM) >> 6;
  const wordEnd = (field(reach, PLACE_END) + 63) >> 6;
  let local = begin;
  let position = field(reach, POSITION);
  while (local - begin <= BATCH - 64) {
    if (position < scanWord) position = min<u32>(nextWord(reach, position), scanWord);
    if (position >= wordEnd) break;
    const at = bits + ((<usize>position) << 3);
    let word = load<u64>(at);
    if (word != 0) {
      store<u64>(at, 0);
      leaveWord(reach, position);
    }
    if (position >= scanWord) word |= load<u64>(notes + ((<usize>position) << 3));
    for (; word != 0; word &= word - 1) {
      store<u32>(places + ((<usize>local) << 2), (position << 6) | <u32>ctz(word));
      local += 1;
    }
    position += 1;
  }
  setField(reach, POSITION, position);
  return local;
}

/** Who pays and receives, by their numbers in the whole. Their local numbers are read too, so that memory is waited for once for all of them. */
function bringEvents(reach: usize, begin: u32, end: u32): void {
  const payers = <usize>field(reach, PAYER);
  const payees = <usize>field(reach, PAYEE);
  const places = <usize>field(reach, PART_PLACES);
  const partPayers = <usize>field(reach, PART_PAYER);
  const partPayees = <usize>field(reach, PART_PAYEE);
  const locals = <usize>field(reach, LOCAL_HOLDINGS);
  let read: u32 = 0;
  for (let local = begin; local < end; local += 1) {
    const at = (<usize>local) << 2;
    const place = load<u32>(places + at);
    const payer = u32At(payers, place);
    const payee = u32At(payees, place);
    store<u32>(partPayers + at, payer);
    store<u32>(partPayees + at, payee);
    read |= u32At(locals, payer) | u32At(locals, payee);
  }
  store<u32>(<usize>field(reach, SCRATCH) + 5 * ATOMS_BYTES, read);
}

/** False where two limbs are too few. */
function copyAmounts(reach: usize, begin: u32, end: u32): bool {
  const total = <usize>field(reach, SCRATCH);
  const column = <usize>field(reach, ATOMS);
  const isPlain = LIMBS == 2 && field(reach, ATOMS_LIMBS) == 2;
  const places = <usize>field(reach, PART_PLACES);
  let amount = <usize>field(reach, PART_ATOMS) + <usize>begin * ATOMS_BYTES;
  for (let local = begin; local < end; local += 1) {
    const place = u32At(places, local);
    const at = column + ((<usize>place) << 4);
    if (isPlain && load<u64>(at, 8) < 0x4000_0000_0000_0000) copyAtoms(amount, at);
    else if (!readAmount(reach, amount, place)) return false;
    addAtoms(total, total, amount);
    if (!isSafe(total)) return false;
    amount += ATOMS_BYTES;
  }
  return true;
}

/** Puts local numbers in the place of those of the whole. Of a seed the payer is asked for, tracked or not. */
function numberSides(reach: usize, begin: u32, end: u32): void {
  const places = <usize>field(reach, PART_PLACES);
  const payers = <usize>field(reach, PART_PAYER);
  const payees = <usize>field(reach, PART_PAYEE);
  const locals = <usize>field(reach, LOCAL_HOLDINGS);
  const books = <usize>field(reach, PART_BOOKS);
  const tracked = field(reach, PART_TRACKED);
  let seed = nextSeed(reach, u32At(places, begin));
  for (let local = begin; local < end; local += 1) {
    const at = (<usize>local) << 2;
    const place = load<u32>(places + at);
    const payer = load<u32>(payers + at);
    const index = u32At(locals, payer) - 1;
    const isTracked = index < tracked && place >= load<u32>(books + ((<usize>index) << BOOK_SHIFT));
    if (place != seed) store<u32>(payers + at, isTracked ? index : tracked);
    else {
      store<u32>(payers + at, numberAt(reach, payer, place));
      seed = nextSeed(reach, place + 1);
    }
    store<u32>(payees + at, numberAt(reach, load<u32>(payees + at), place));
  }
}

/** Takes the events back from what the tracked holdings end with. */
function moveBalances(reach: usize, begin: u32, end: u32): void {
  const balances = <usize>field(reach, PART_BALANCES);
  const tracked = field(reach, PART_TRACKED);
  const payers = <usize>field(reach, PART_PAYER);
  const payees = <usize>field(reach, PART_PAYEE);
  let amount = <usize>field(reach, PART_ATOMS) + <usize>begin * ATOMS_BYTES;
  for (let local = begin; local < end; local += 1) {
    const payer = u32At(payers, local);
    const payee = u32At(payees, local);
    if (payer < tracked) addAtoms(balances + <usize>payer * ATOMS_BYTES, balances + <usize>payer * ATOMS_BYTES, amount);
    if (payee < tracked) subtractAtoms(balances + <usize>payee * ATOMS_BYTES, balances + <usize>payee * ATOMS_BYTES, amount);
    amount += ATOMS_BYTES;
  }
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

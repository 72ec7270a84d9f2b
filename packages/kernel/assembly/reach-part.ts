// The compact part: all events of the holdings that were reached, from the first place of each on, in place order, with numbers of their own.
import { addAtoms, ATOMS_BYTES, clearAtoms } from "./atoms";
import { leaveWord, markPlace, nextWord } from "./reach-bits";
import {
  BITS,
  CONVERSION_LEGS,
  CONVERSION_OFFSETS,
  field,
  FIRST_HOLDING,
  HOLDING_ACCOUNT,
  HOLDING_ASSET,
  LOCAL_ACCOUNTS,
  LOCAL_HOLDINGS,
  NEXT_HOLDING,
  NONE,
  PART_ACCOUNT,
  PART_ACCOUNT_COUNT,
  PART_ACCOUNTS,
  PART_ASSET,
  PART_ATOMS,
  PART_BALANCES,
  PART_CURSOR,
  PART_EVENTS,
  PART_FIRST_HOLDING,
  PART_FIRSTS,
  PART_HOLDING_COUNT,
  PART_HOLDINGS,
  PART_LEG_COUNT,
  PART_LEGS,
  PART_MAX,
  PART_NEXT_HOLDING,
  PART_PAYEE,
  PART_PAYER,
  PART_PLACES,
  PART_TRACKED,
  PART_TWINS,
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
import { isSafe, legAt, readAmount, TOO_WIDE } from "./reach-openings";
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

/** A payment that is an out leg brings all legs of its conversion with it. An in leg is not its payer's, nor an out leg its payee's. */
function markSide(reach: usize, holding: u32, first: u32, segment: usize, isOut: bool): void {
  const offsets = <usize>(isOut ? load<u32>(segment, 4) : load<u32>(segment, 12));
  const places = <usize>(isOut ? load<u32>(segment, 8) : load<u32>(segment, 16));
  const end = field(reach, PLACE_END);
  const begin = u32At(offsets, holding);
  for (let index = u32At(offsets, holding + 1); index > begin; index -= 1) {
    const place = u32At(places, index - 1);
    if (place < first) return;
    if (place >= end) continue;
    const leg = legAt(reach, place);
    if (leg == NONE) take(reach, place);
    else if (((leg & 1) != 0) == isOut) continue;
    else if (isOut) takeConversion(reach, leg >> 1);
    else take(reach, place);
  }
}

function takeConversion(reach: usize, conversion: u32): void {
  const offsets = <usize>field(reach, CONVERSION_OFFSETS);
  const end = u32At(offsets, conversion + 1);
  for (let index = u32At(offsets, conversion); index < end; index += 1) {
    const place = u32At(field(reach, CONVERSION_LEGS), index);
    if (place < field(reach, PLACE_END)) take(reach, place);
  }
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function take(reach: usize, place: u32): void {
  const at = <usize>field(reach, BITS) + ((<usize>(place >> 6)) << 3);
  if ((load<u64>(at) & (<u64>1 << (place & 63))) != 0) return;
  markPlace(reach, place);
  setField(reach, PART_EVENTS, field(reach, PART_EVENTS) + 1);
}

/** Gives the tracked holdings their local numbers, and their accounts theirs. SCRATCH: the sum of balances and amounts, and an amount. */
export function beginPart(reach: usize): u32 {
  const count = field(reach, PART_TRACKED);
  const total = <usize>field(reach, SCRATCH);
  clearAtoms(total);
  setField(reach, PART_HOLDING_COUNT, 0);
  for (let index: u32 = 0; index < count; index += 1) {
    const holding = u32At(field(reach, PART_HOLDINGS), index);
    store<u32>(<usize>field(reach, LOCAL_HOLDINGS) + ((<usize>holding) << 2), index);
    addHolding(reach, holding);
    addAtoms(total, total, <usize>field(reach, PART_BALANCES) + <usize>index * ATOMS_BYTES);
    if (!isSafe(total)) return TOO_WIDE;
  }
  return DONE;
}

function addHolding(reach: usize, holding: u32): u32 {
  const local = field(reach, PART_HOLDING_COUNT);
  const at = (<usize>local) << 2;
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

function copyEvent(reach: usize, place: u32): bool {
  const local = field(reach, PART_CURSOR);
  const at = (<usize>local) << 2;
  const total = <usize>field(reach, SCRATCH);
  const atoms = <usize>field(reach, PART_ATOMS) + <usize>local * ATOMS_BYTES;
  store<u32>(<usize>field(reach, PART_PAYER) + at, localHolding(reach, u32At(field(reach, PAYER), place), place));
  store<u32>(<usize>field(reach, PART_PAYEE) + at, localHolding(reach, u32At(field(reach, PAYEE), place), place));
  store<u32>(<usize>field(reach, PART_PLACES) + at, place);
  setField(reach, PART_CURSOR, local + 1);
  if (!readAmount(reach, atoms, place)) return false;
  addAtoms(total, total, atoms);
  const leg = legAt(reach, place);
  if (leg != NONE) writeLeg(reach, local, leg);
  return isSafe(total);
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
  const count = field(reach, PART_HOLDING_COUNT);
  const known = load<u32>(at);
  if (known < count && u32At(field(reach, PART_HOLDINGS), known) == holding) {
    if (known >= field(reach, PART_TRACKED) || u32At(field(reach, PART_FIRSTS), known) <= place) return known;
    return twinOf(reach, known, holding);
  }
  store<u32>(at, count);
  return addHolding(reach, holding);
}

function twinOf(reach: usize, tracked: u32, holding: u32): u32 {
  const at = <usize>field(reach, PART_TWINS) + ((<usize>tracked) << 2);
  const known = load<u32>(at);
  if (known != NONE) return known;
  const twin = addHolding(reach, holding);
  store<u32>(at, twin);
  return twin;
}

/** Chains the tracked holdings of each account. */
export function chainPart(reach: usize): void {
  const firsts = <usize>field(reach, PART_FIRST_HOLDING);
  const nexts = <usize>field(reach, PART_NEXT_HOLDING);
  for (let account: u32 = 0; account < field(reach, PART_ACCOUNT_COUNT); account += 1) store<u32>(firsts + ((<usize>account) << 2), NONE);
  for (let holding: u32 = 0; holding < field(reach, PART_HOLDING_COUNT); holding += 1) store<u32>(nexts + ((<usize>holding) << 2), NONE);
  for (let index: u32 = 0; index < field(reach, PART_TRACKED); index += 1) {
    const account = u32At(field(reach, PART_ACCOUNT), index);
    if (u32At(firsts, account) == NONE) chainAccount(reach, u32At(field(reach, PART_ACCOUNTS), account), firsts + ((<usize>account) << 2));
  }
}

/** In the order of the whole's chain, so that a seed starts at an account's holdings in the same order. */
function chainAccount(reach: usize, account: u32, head: usize): void {
  const nexts = <usize>field(reach, PART_NEXT_HOLDING);
  let end = head;
  for (let holding = u32At(field(reach, FIRST_HOLDING), account); holding != NONE; holding = u32At(field(reach, NEXT_HOLDING), holding)) {
    const local = u32At(field(reach, LOCAL_HOLDINGS), holding);
    if (local >= field(reach, PART_TRACKED) || u32At(field(reach, PART_HOLDINGS), local) != holding) continue;
    store<u32>(end, local);
    end = nexts + ((<usize>local) << 2);
  }
}

// Which holdings can traced money reach: all that any rule reaches, in one pass in place order. Every place is visited once, and a holding that is reached
// stays reached, so the first place of each is exact for "some way in time leads there, round every stop and within the hops".
import { leaveWord, markPayments, markPlace, nextWord, turnToScan } from "./reach-bits";
import {
  BITS,
  CONVERSION_ACCOUNTS,
  CONVERSION_LEGS,
  CONVERSION_OFFSETS,
  CONVERSION_STAMPS,
  EPOCH,
  field,
  FIRSTS,
  HOLDING_ACCOUNT,
  IS_SCAN,
  LEG_BITS,
  LEG_COUNT,
  LEG_CURSOR,
  LEG_KEYS,
  LEG_PLACES,
  NEAR_COUNT,
  NEAR_FLOOR,
  NEAR_TOUCHED,
  NEARS,
  NEXT_SPECIAL,
  NONE,
  PART_BITS,
  PART_NOTED,
  PAYEE,
  PAYER,
  PENDING,
  PLACE_END,
  PLACES_MAX,
  POSITION,
  REACHED,
  SEED_COUNT,
  SEED_CURSOR,
  SEEDS,
  setField,
  START_COUNT,
  START_CURSOR,
  STARTS,
  STATES,
  u32At,
  VISITED,
} from "./reach-fields";
import { nextSeed } from "./reach-seeds";
import {
  isStopAt,
  meetHolding,
  OPEN,
  REACHED_ALWAYS,
  REACHED_SOMETIMES,
  SOMETIMES,
  STOPPED,
  UNKNOWN,
} from "./reach-stops";
import { BUDGET, count, DONE, isSpent, PAUSED } from "./reach-walk";

/** The nearness of hop 0; of more hops it is less. */
const NEAREST: u32 = 254;
/** Hops beyond are not told apart; a limit that lies there does not act on the reach. */
const FARTHEST: u32 = 2;

/** Marks where the pass has to stop by: places of seeds, and those at which something starts. */
export function beginForward(reach: usize): void {
  const end = field(reach, PLACE_END);
  for (let index: u32 = 0; index < field(reach, START_COUNT); index += 1) {
    const place = u32At(field(reach, STARTS), index << 1);
    if (place < end) markPlace(reach, place);
  }
  for (let index: u32 = 0; index < field(reach, SEED_COUNT); index += 1) {
    const place = u32At(field(reach, SEEDS), index);
    if (place < end) markPlace(reach, place);
  }
  findSpecial(reach, 0);
}

/** Goes on for about so many places. */
export function forward(reach: usize, eventsMax: u32): u32 {
  const status = field(reach, NEAR_FLOOR) == 0 ? passOver(reach, eventsMax, false) : passOver(reach, eventsMax, true);
  // What starts after the last place is reached all the same: it can hold, though it pays no more.
  if (status == DONE) startUpTo(reach, NONE);
  return status;
}

/** Gives an account hop 0 from the start. */
export function setHopZero(reach: usize, account: u32): void {
  raiseNear(reach, account, NEAREST);
}

// @inline
function passOver(reach: usize, eventsMax: u32, withHops: bool): u32 {
  let left = eventsMax;
  if (field(reach, IS_SCAN) == 0) {
    for (;;) {
      const position = field(reach, POSITION);
      const index = nextWord(reach, position >> 6);
      if (index == NONE) return DONE;
      if (turnToScan(reach, index << 6)) break;
      const visited = passWord(reach, index, withHops);
      setField(reach, POSITION, (index + 1) << 6);
      if (isSpent(reach)) return BUDGET;
      if (visited >= left) return PAUSED;
      left -= visited;
    }
  }
  return field(reach, PART_BITS) == 0 ? passStretch(reach, left, withHops, false) : passStretch(reach, left, withHops, true);
}

// @inline
function passWord(reach: usize, index: u32, withHops: bool): u32 {
  const at = <usize>field(reach, BITS) + ((<usize>index) << 3);
  let word = load<u64>(at);
  let taken: u32 = 0;
  let visited: u32 = 0;
  let sum: u64 = 0;
  store<u64>(at, 0);
  while (word != 0) {
    const place = (index << 6) | <u32>ctz(word);
    word &= word - 1;
    taken += 1;
    const isLive = visit(reach, place, withHops);
    if (isLive) {
      visited += 1;
      sum += place;
    }
    // What was marked here comes after this place: the rest of the word, in order.
    word |= load<u64>(at);
    store<u64>(at, 0);
  }
  leaveWord(reach, index);
  const pending = field(reach, PENDING);
  setField(reach, PENDING, pending > taken ? pending - taken : 0);
  count(reach, visited, sum);
  return taken;
}

// @inline
function passStretch(reach: usize, eventsMax: u32, withHops: bool, notesPart: bool): u32 {
  const begin = field(reach, POSITION);
  const placeEnd = field(reach, PLACE_END);
  const most = min<u32>(eventsMax, field(reach, PLACES_MAX) - field(reach, VISITED));
  const end = placeEnd - begin > most ? begin + most : placeEnd;
  let visited: u32 = 0;
  let sum: u64 = 0;
  let noted: u64 = notesPart && (begin & 63) != 0 ? load<u64>(wordAt(reach, begin)) : 0;
  for (let place = begin; place < end; place += 1) {
    const isLive = visit(reach, place, withHops);
    if (notesPart) {
      noted |= <u64>(isLive || isReached(reach, place)) << (place & 63);
      if ((place & 63) == 63) noted = note(reach, place, noted);
    }
    if (!isLive) continue;
    visited += 1;
    sum += place;
  }
  if (notesPart && (end & 63) != 0) store<u64>(wordAt(reach, end), noted);
  if (notesPart && end == placeEnd) setField(reach, PART_NOTED, field(reach, PART_NOTED) + <u32>popcnt(noted));
  setField(reach, POSITION, end);
  count(reach, visited, sum);
  if (isSpent(reach)) return BUDGET;
  return end == placeEnd ? DONE : PAUSED;
}

// @inline
function wordAt(reach: usize, place: u32): usize {
  return <usize>field(reach, PART_BITS) + ((<usize>(place >> 6)) << 3);
}

/** Is the receiver of a payment one that is reached for good? */
// @inline
function isReached(reach: usize, place: u32): bool {
  return load<u8>(<usize>field(reach, STATES) + <usize>u32At(field(reach, PAYEE), place)) == REACHED_ALWAYS;
}

/** Keeps a word of places of the part, and begins the next. */
// @inline
function note(reach: usize, place: u32, noted: u64): u64 {
  store<u64>(wordAt(reach, place), noted);
  setField(reach, PART_NOTED, field(reach, PART_NOTED) + <u32>popcnt(noted));
  return 0;
}

/** True where traced money can move at the place. */
// @inline
function visit(reach: usize, place: u32, withHops: bool): bool {
  if (place >= field(reach, NEXT_SPECIAL)) return visitSpecial(reach, place);
  const states = <usize>field(reach, STATES);
  const payer = u32At(field(reach, PAYER), place);
  const payerState = load<u8>(states + <usize>payer);
  if (payerState != REACHED_ALWAYS) {
    if (payerState != REACHED_SOMETIMES) return false;
    if (isStopAt(reach, u32At(field(reach, HOLDING_ACCOUNT), payer), place)) return false;
  }
  const payee = u32At(field(reach, PAYEE), place);
  const state = load<u8>(states + <usize>payee);
  if (state == STOPPED) return true;
  if (withHops) {
    const accounts = <usize>field(reach, HOLDING_ACCOUNT);
    const nears = <usize>field(reach, NEARS);
    const near = <u32>max<i32>(<i32>load<u8>(nears + <usize>u32At(accounts, payer)) - 1, <i32>FARTHEST);
    if (state == REACHED_ALWAYS && <u32>load<u8>(nears + <usize>u32At(accounts, payee)) >= near) return true;
    arrive(reach, payee, near, place);
  } else if (state != REACHED_ALWAYS) arrive(reach, payee, NEAREST, place);
  return true;
}

/** Traced money comes to a holding. A receipt at a stop gives its account a hop too. */
function arrive(reach: usize, holding: u32, near: u32, place: u32): void {
  const at = <usize>field(reach, STATES) + <usize>holding;
  let state = load<u8>(at);
  if (state == UNKNOWN) state = meetHolding(reach, holding);
  if (state == STOPPED) return;
  const account = u32At(field(reach, HOLDING_ACCOUNT), holding);
  const floor = field(reach, NEAR_FLOOR);
  const nearest = floor == 0 ? near : raiseNear(reach, account, near);
  if (state == REACHED_ALWAYS || state == REACHED_SOMETIMES) return;
  if (state == SOMETIMES && isStopAt(reach, account, place)) return;
  if (nearest <= floor) return;
  store<u8>(at, state == SOMETIMES ? REACHED_SOMETIMES : REACHED_ALWAYS);
  store<u32>(<usize>field(reach, FIRSTS) + ((<usize>holding) << 2), place);
  setField(reach, REACHED, field(reach, REACHED) + 1);
  markPayments(reach, holding, place + 1);
}

/** Makes an account's nearness at least `near`, and tells it. */
function raiseNear(reach: usize, account: u32, near: u32): u32 {
  const at = <usize>field(reach, NEARS) + <usize>account;
  const before = <u32>load<u8>(at);
  if (before >= near) return before;
  store<u8>(at, <u8>near);
  if (before != 0) return near;
  const index = field(reach, NEAR_COUNT);
  store<u32>(<usize>field(reach, NEAR_TOUCHED) + ((<usize>index) << 2), account);
  setField(reach, NEAR_COUNT, index + 1);
  return near;
}

function nearOf(reach: usize, account: u32): u32 {
  return <u32>max<i32>(<i32>load<u8>(<usize>field(reach, NEARS) + <usize>account), <i32>FARTHEST + 1);
}

/** A place at which something starts, is seeded or converted, or one that was waited for in vain. */
function visitSpecial(reach: usize, place: u32): bool {
  startUpTo(reach, place);
  const isSeed = nextSeed(reach, place) == place;
  const leg = takeLeg(reach, place);
  findSpecial(reach, place + 1);
  const payer = u32At(field(reach, PAYER), place);
  const account = u32At(field(reach, HOLDING_ACCOUNT), payer);
  if (isSeed) raiseNear(reach, account, NEAREST);
  if (leg != NONE && (leg & 1) != 0) return receiveConverted(reach, place, isSeed, leg >> 1);
  if (!isSeed && !paysOn(reach, payer, account, place)) return false;
  if (leg != NONE) {
    convert(reach, leg >> 1, place);
    return true;
  }
  arrive(reach, u32At(field(reach, PAYEE), place), nearOf(reach, account) - 1, place);
  return true;
}

function paysOn(reach: usize, payer: u32, account: u32, place: u32): bool {
  const state = load<u8>(<usize>field(reach, STATES) + <usize>payer);
  return state == REACHED_ALWAYS || (state == REACHED_SOMETIMES && !isStopAt(reach, account, place));
}

/** An in leg counts its hop from the conversion's account; where it is seeded, from its own payer too: the lesser of them, so that nothing is left out. */
function receiveConverted(reach: usize, place: u32, isSeed: bool, conversion: u32): bool {
  const isActive = u32At(field(reach, CONVERSION_STAMPS), conversion) == field(reach, EPOCH);
  if (!isSeed && !isActive) return false;
  let near = isSeed ? NEAREST : 0;
  if (isActive) near = max<u32>(near, nearOf(reach, u32At(field(reach, CONVERSION_ACCOUNTS), conversion)));
  arrive(reach, u32At(field(reach, PAYEE), place), near - 1, place);
  return true;
}

/** Something traced goes into a conversion: its in legs are waited for, and those that lie behind are taken now. */
function convert(reach: usize, conversion: u32, place: u32): void {
  const stamp = <usize>field(reach, CONVERSION_STAMPS) + ((<usize>conversion) << 2);
  const isNew = load<u32>(stamp) != field(reach, EPOCH);
  store<u32>(stamp, field(reach, EPOCH));
  const offsets = <usize>field(reach, CONVERSION_OFFSETS);
  const end = u32At(offsets, conversion + 1);
  for (let index = u32At(offsets, conversion); index < end; index += 1) {
    const other = u32At(field(reach, CONVERSION_LEGS), index);
    if (other < place) takeEarly(reach, other, conversion, place);
    else if (isNew && other > place && other < field(reach, PLACE_END) && field(reach, IS_SCAN) == 0) markPlace(reach, other);
  }
}

/** An in leg that stands before an out leg of its transaction and is taken after it: until then its receiver pays nothing of what it brought. */
function takeEarly(reach: usize, early: u32, conversion: u32, place: u32): void {
  if ((u32At(field(reach, LEG_KEYS), legFrom(reach, 0, early)) & 1) == 0) return;
  const holding = u32At(field(reach, PAYEE), early);
  arrive(reach, holding, nearOf(reach, u32At(field(reach, CONVERSION_ACCOUNTS), conversion)) - 1, place);
  const state = load<u8>(<usize>field(reach, STATES) + <usize>holding);
  const first = <usize>field(reach, FIRSTS) + ((<usize>holding) << 2);
  if ((state == REACHED_ALWAYS || state == REACHED_SOMETIMES) && load<u32>(first) > early) store<u32>(first, early);
}

function startUpTo(reach: usize, place: u32): void {
  for (;;) {
    const cursor = field(reach, START_CURSOR);
    if (cursor >= field(reach, START_COUNT)) return;
    const since = u32At(field(reach, STARTS), cursor << 1);
    if (since > place) return;
    setField(reach, START_CURSOR, cursor + 1);
    startHolding(reach, u32At(field(reach, STARTS), (cursor << 1) + 1), since, place);
  }
}

/** An account that is ever a stop has final positions, which a seed that starts there must know: all its movements matter. */
function startHolding(reach: usize, holding: u32, since: u32, place: u32): void {
  const at = <usize>field(reach, STATES) + <usize>holding;
  const first = <usize>field(reach, FIRSTS) + ((<usize>holding) << 2);
  let state = load<u8>(at);
  if (state == UNKNOWN) state = meetHolding(reach, holding);
  if (state == REACHED_ALWAYS) return;
  const isNew = load<u32>(first) == NONE;
  store<u32>(first, state == OPEN ? since : 0);
  if (state == REACHED_SOMETIMES || (state == STOPPED && !isNew)) return;
  setField(reach, REACHED, field(reach, REACHED) + 1);
  if (state == STOPPED) return;
  store<u8>(at, state == SOMETIMES ? REACHED_SOMETIMES : REACHED_ALWAYS);
  // A place that is being visited itself is seen to by the caller.
  if (place != NONE) markPayments(reach, holding, place + 1);
}

/** The leg at a place, as its key; NONE where there is none. */
function takeLeg(reach: usize, place: u32): u32 {
  const cursor = legFrom(reach, field(reach, LEG_CURSOR), place);
  setField(reach, LEG_CURSOR, cursor);
  if (cursor >= field(reach, LEG_COUNT) || u32At(field(reach, LEG_PLACES), cursor) != place) return NONE;
  return u32At(field(reach, LEG_KEYS), cursor);
}

/** The first leg at or after a place, looked for from a leg on in growing steps. */
export function legFrom(reach: usize, from: u32, place: u32): u32 {
  const places = <usize>field(reach, LEG_PLACES);
  const end = field(reach, LEG_COUNT);
  let low = from;
  let step: u32 = 1;
  while (low + step < end && u32At(places, low + step) < place) {
    low += step;
    step <<= 1;
  }
  let high = min<u32>(low + step, end);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (u32At(places, middle) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findSpecial(reach: usize, from: u32): void {
  let next = NONE;
  const seed = field(reach, SEED_CURSOR);
  for (let index = seed; index < field(reach, SEED_COUNT); index += 1) {
    const place = u32At(field(reach, SEEDS), index);
    if (place < from) continue;
    next = place;
    break;
  }
  const start = field(reach, START_CURSOR);
  if (start < field(reach, START_COUNT)) next = min<u32>(next, max<u32>(from, u32At(field(reach, STARTS), start << 1)));
  if (field(reach, LEG_COUNT) > 0) {
    const leg = legFrom(reach, field(reach, LEG_CURSOR), from);
    setField(reach, LEG_CURSOR, leg);
    if (leg < field(reach, LEG_COUNT)) next = min<u32>(next, u32At(field(reach, LEG_PLACES), leg));
  }
  setField(reach, NEXT_SPECIAL, next);
}

// Where can the money of some transfers have come from (spec, section 7)? The mirror of the pass forward: places are visited from the last to the first, and
// a holding's receipts matter up to its last payment that matters. Where hops are limited, an account that turns out to be nearer is gone through again.
import { lastWord, leaveWord, markPlace } from "./reach-bits";
import {
  BITS,
  CONVERSION_LEGS,
  CONVERSION_OFFSETS,
  field,
  FIRST_HOLDING,
  FIRSTS,
  HOLDING_ACCOUNT,
  HOPS_MAX,
  LEG_BITS,
  NEAR_COUNT,
  NEAR_TOUCHED,
  NEARS,
  NEXT_HOLDING,
  NONE,
  PAYEE,
  PAYER,
  PLACE_END,
  PLACE_SUM,
  POSITION,
  REACHED,
  SEED_COUNT,
  SEEDS,
  SEEN_BITS,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  STATES,
  u32At,
  VISITED,
} from "./reach-fields";
import { legAt } from "./reach-openings";
import { isStopAt, meetHolding, REACHED_ALWAYS, REACHED_SOMETIMES, SOMETIMES, STOPPED, UNKNOWN } from "./reach-stops";
import { BUDGET, DONE, isSpent, PAUSED } from "./reach-walk";

const NEAREST: u32 = 254;

/** Marks the targets' places. */
export function beginBackward(reach: usize): void {
  for (let index: u32 = 0; index < field(reach, SEED_COUNT); index += 1) {
    const place = u32At(field(reach, SEEDS), index);
    if (place < field(reach, PLACE_END)) wait(reach, place);
  }
}

/** Goes back for about so many places. FIRSTS has the last payment that matters of each holding inside. */
export function backward(reach: usize, eventsMax: u32): u32 {
  const bits = <usize>field(reach, BITS);
  let left = eventsMax;
  for (;;) {
    const index = lastWord(reach, field(reach, POSITION) >> 6);
    if (index == NONE) break;
    setField(reach, POSITION, (index << 6) | 63);
    const at = bits + ((<usize>index) << 3);
    // What is marked on the way may stand before or behind: the word is looked at anew each time.
    const bit = 63 - <u32>clz(load<u64>(at));
    const rest = load<u64>(at) ^ (<u64>1 << bit);
    store<u64>(at, rest);
    if (rest == 0) leaveWord(reach, index);
    visitBack(reach, (index << 6) | bit);
    left -= 1;
    if (isSpent(reach)) return BUDGET;
    if (left == 0) return PAUSED;
  }
  return DONE;
}

function wait(reach: usize, place: u32): void {
  markPlace(reach, place);
  if (place > field(reach, POSITION)) setField(reach, POSITION, place);
}

/** What a receipt rests on: its own payment, or the out legs of the conversion that it came from. */
function visitBack(reach: usize, place: u32): void {
  const hop = hopOfReceipt(reach, place);
  if (hop == NONE) return;
  see(reach, place);
  const leg = legAt(reach, place);
  if (leg == NONE || (leg & 1) == 0) return followPayment(reach, place, hop);
  const offsets = <usize>field(reach, CONVERSION_OFFSETS);
  const end = u32At(offsets, (leg >> 1) + 1);
  for (let index = u32At(offsets, leg >> 1); index < end; index += 1) {
    const other = u32At(field(reach, CONVERSION_LEGS), index);
    const key = legAt(reach, other);
    if ((key & 1) != 0 || other >= field(reach, PLACE_END)) continue;
    see(reach, other);
    followPayment(reach, other, hop);
  }
}

/** Steps from the payer of a target; NONE where the receipt does not matter. */
function hopOfReceipt(reach: usize, place: u32): u32 {
  if (isTarget(reach, place)) return 0;
  const holding = u32At(field(reach, PAYEE), place);
  const account = u32At(field(reach, HOLDING_ACCOUNT), holding);
  const hop = hopOf(reach, account);
  if (hop >= field(reach, HOPS_MAX)) return NONE;
  const state = load<u8>(<usize>field(reach, STATES) + <usize>holding);
  if (state == REACHED_SOMETIMES && isStopAt(reach, account, place)) return NONE;
  return hop + 1;
}

function isTarget(reach: usize, place: u32): bool {
  const seeds = <usize>field(reach, SEEDS);
  const count = field(reach, SEED_COUNT);
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (u32At(seeds, middle) < place) low = middle + 1;
    else high = middle;
  }
  return low < count && u32At(seeds, low) == place;
}

function hopOf(reach: usize, account: u32): u32 {
  const near = <u32>load<u8>(<usize>field(reach, NEARS) + <usize>account);
  return near == 0 ? NONE : NEAREST - near;
}

function followPayment(reach: usize, place: u32, hop: u32): void {
  const holding = u32At(field(reach, PAYER), place);
  const account = u32At(field(reach, HOLDING_ACCOUNT), holding);
  const isNearer = raise(reach, account, hop);
  // A shorter way to the account brings all of its holdings nearer; without a limit that changes nothing.
  if (isNearer && field(reach, HOPS_MAX) != NONE && hop < field(reach, HOPS_MAX)) goAgain(reach, account);
  const at = <usize>field(reach, STATES) + <usize>holding;
  let state = load<u8>(at);
  if (state == UNKNOWN) state = meetHolding(reach, holding);
  if (state == STOPPED) return;
  if ((state == SOMETIMES || state == REACHED_SOMETIMES) && isStopAt(reach, account, place)) return;
  const deadlineAt = <usize>field(reach, FIRSTS) + ((<usize>holding) << 2);
  const deadline = load<u32>(deadlineAt);
  if (deadline != NONE && place <= deadline) return;
  store<u32>(deadlineAt, place);
  if (deadline == NONE) {
    store<u8>(at, state == SOMETIMES ? REACHED_SOMETIMES : REACHED_ALWAYS);
    setField(reach, REACHED, field(reach, REACHED) + 1);
  }
  if (hopOf(reach, account) >= field(reach, HOPS_MAX)) return;
  markReceipts(reach, holding, deadline == NONE ? 0 : deadline, place);
}

function raise(reach: usize, account: u32, hop: u32): bool {
  const at = <usize>field(reach, NEARS) + <usize>account;
  const near: u32 = hop > NEAREST - 1 ? 1 : NEAREST - hop;
  const before = <u32>load<u8>(at);
  if (before >= near) return false;
  store<u8>(at, <u8>near);
  if (before == 0) {
    const index = field(reach, NEAR_COUNT);
    store<u32>(<usize>field(reach, NEAR_TOUCHED) + ((<usize>index) << 2), account);
    setField(reach, NEAR_COUNT, index + 1);
  }
  return true;
}

function goAgain(reach: usize, account: u32): void {
  const states = <usize>field(reach, STATES);
  for (let holding = u32At(field(reach, FIRST_HOLDING), account); holding != NONE; holding = u32At(field(reach, NEXT_HOLDING), holding)) {
    const state = load<u8>(states + <usize>holding);
    if (state != REACHED_ALWAYS && state != REACHED_SOMETIMES) continue;
    markReceipts(reach, holding, 0, u32At(field(reach, FIRSTS), holding));
  }
}

/** Marks the places from `from` on, before `to`, at which a holding receives. An out leg is no receipt of its payee. */
function markReceipts(reach: usize, holding: u32, from: u32, to: u32): void {
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    const places = <usize>load<u32>(segment, 16);
    const end = u32At(load<u32>(segment, 12), holding + 1);
    for (let index = firstFrom(places, u32At(load<u32>(segment, 12), holding), end, from); index < end; index += 1) {
      const place = u32At(places, index);
      if (place >= to) break;
      if (field(reach, LEG_BITS) != 0) {
        const leg = legAt(reach, place);
        if (leg != NONE && (leg & 1) == 0) continue;
      }
      wait(reach, place);
    }
  }
}

function firstFrom(places: usize, begin: u32, end: u32, from: u32): u32 {
  if (from == 0) return begin;
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (u32At(places, middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function see(reach: usize, place: u32): void {
  const at = <usize>field(reach, SEEN_BITS) + ((<usize>(place >> 6)) << 3);
  const word = load<u64>(at);
  const bit = <u64>1 << (place & 63);
  if ((word & bit) != 0) return;
  store<u64>(at, word | bit);
  setField(reach, VISITED, field(reach, VISITED) + 1);
  const sum = reach + (PLACE_SUM << 2);
  store<u64>(sum, load<u64>(sum) + place);
}

/** Lists the places seen, in order, and tells how many. */
export function listSeen(reach: usize, places: usize): u32 {
  const bits = <usize>field(reach, SEEN_BITS);
  const words = (field(reach, PLACE_END) + 63) >> 6;
  let count: usize = 0;
  for (let index: u32 = 0; index < words; index += 1) {
    let word = load<u64>(bits + ((<usize>index) << 3));
    for (; word != 0; word &= word - 1, count += 1) store<u32>(places + (count << 2), (index << 6) | <u32>ctz(word));
  }
  return <u32>count;
}

/** Lists the accounts that have a hop, and it. Tells how many. */
export function listHops(reach: usize, accounts: usize, hops: usize): u32 {
  const count = field(reach, NEAR_COUNT);
  for (let index: u32 = 0; index < count; index += 1) {
    const account = u32At(field(reach, NEAR_TOUCHED), index);
    store<u32>(accounts + ((<usize>index) << 2), account);
    store<u32>(hops + ((<usize>index) << 2), hopOf(reach, account));
  }
  return count;
}

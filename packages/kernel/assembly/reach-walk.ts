// The plain question: what can be reached in at most so many hops, in time. One pass in place order answers it, since by the time that a place is visited, the
// least hop of its payer until then is known. A node is a holding, or an account over all its holdings.
import { leaveWord, markPayments, nextWord, turnToScan } from "./reach-bits";
import {
  BITS,
  BY_ACCOUNT,
  DEGREE_MAX,
  field,
  FIRST_HOLDING,
  FIRSTS,
  HOLDING_ACCOUNT,
  IS_SCAN,
  NEAR_FLOOR,
  NEXT_HOLDING,
  NONE,
  PAYEE,
  PAYER,
  PENDING,
  PLACE_END,
  PLACE_SUM,
  PLACES_MAX,
  POSITION,
  REACHED,
  REACHED_MAX,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  STATES,
  u32At,
  VISITED,
} from "./reach-fields";
import { judgeAccount, meet, OPEN } from "./reach-stops";

// A node's state is 254 less its hop; where it is never gone on from, 255. Beyond 252 hops are not told apart.
const NEVER: u32 = 255;
const NEAREST: u32 = 254;
const FARTHEST: u32 = 2;

export const DONE: u32 = 0;
export const PAUSED: u32 = 1;
export const BUDGET: u32 = 2;

/** Lets a walk begin at a node, whatever its degree. */
export function startNode(reach: usize, node: u32): void {
  if (load<u8>(<usize>field(reach, STATES) + <usize>node) != 0) return;
  const isStop = judgeAccount(reach, accountOf(reach, node)) != OPEN;
  meet(reach, node, <u8>(isStop ? NEVER : NEAREST));
  store<u32>(<usize>field(reach, FIRSTS) + ((<usize>node) << 2), 0);
  setField(reach, REACHED, field(reach, REACHED) + 1);
  if (!isStop) markNode(reach, node, 0);
}

/** Goes on for about so many places. */
export function walk(reach: usize, eventsMax: u32): u32 {
  if (field(reach, BY_ACCOUNT) != 0) return walkNodes(reach, eventsMax, true);
  return walkNodes(reach, eventsMax, false);
}

// @inline
function walkNodes(reach: usize, eventsMax: u32, byAccount: bool): u32 {
  let left = eventsMax;
  if (field(reach, IS_SCAN) == 0) {
    for (;;) {
      const position = field(reach, POSITION);
      const index = nextWord(reach, position >> 6);
      if (index == NONE) return DONE;
      if (turnToScan(reach, index << 6)) break;
      const visited = walkWord(reach, index, byAccount);
      setField(reach, POSITION, (index + 1) << 6);
      if (isSpent(reach)) return BUDGET;
      if (visited >= left) return PAUSED;
      left -= visited;
    }
  }
  return walkStretch(reach, left, byAccount);
}

// @inline
function walkWord(reach: usize, index: u32, byAccount: bool): u32 {
  const at = <usize>field(reach, BITS) + ((<usize>index) << 3);
  const payers = <usize>field(reach, PAYER);
  const payees = <usize>field(reach, PAYEE);
  const accounts = <usize>field(reach, HOLDING_ACCOUNT);
  const states = <usize>field(reach, STATES);
  let word = load<u64>(at);
  let visited: u32 = 0;
  let sum: u64 = 0;
  store<u64>(at, 0);
  while (word != 0) {
    const place = (index << 6) | <u32>ctz(word);
    word &= word - 1;
    visited += 1;
    sum += place;
    const payer = nodeOf(accounts, u32At(payers, place), byAccount);
    const payee = nodeOf(accounts, u32At(payees, place), byAccount);
    const near = <u32>max<i32>(<i32>load<u8>(states + <usize>payer) - 1, <i32>FARTHEST);
    if (<u32>load<u8>(states + <usize>payee) < near) {
      arrive(reach, payee, near, place);
      // What was marked here comes after this place: the rest of the word, in order.
      word |= load<u64>(at);
      store<u64>(at, 0);
    }
  }
  leaveWord(reach, index);
  setField(reach, PENDING, field(reach, PENDING) - visited);
  count(reach, visited, sum);
  return visited;
}

// @inline
function walkStretch(reach: usize, eventsMax: u32, byAccount: bool): u32 {
  const begin = field(reach, POSITION);
  const placeEnd = field(reach, PLACE_END);
  const most = min<u32>(eventsMax, field(reach, PLACES_MAX) - field(reach, VISITED));
  const end = placeEnd - begin > most ? begin + most : placeEnd;
  const payers = <usize>field(reach, PAYER);
  const payees = <usize>field(reach, PAYEE);
  const accounts = <usize>field(reach, HOLDING_ACCOUNT);
  const states = <usize>field(reach, STATES);
  const floor = field(reach, NEAR_FLOOR);
  let visited: u32 = 0;
  let sum: u64 = 0;
  for (let place = begin; place < end; place += 1) {
    const own = <u32>load<u8>(states + <usize>nodeOf(accounts, u32At(payers, place), byAccount));
    if (own - floor - 1 >= NEVER - floor - 1) continue;
    visited += 1;
    sum += place;
    const payee = nodeOf(accounts, u32At(payees, place), byAccount);
    const near = <u32>max<i32>(<i32>own - 1, <i32>FARTHEST);
    if (<u32>load<u8>(states + <usize>payee) < near) arrive(reach, payee, near, place);
  }
  setField(reach, POSITION, end);
  count(reach, visited, sum);
  if (isSpent(reach)) return BUDGET;
  return end == placeEnd ? DONE : PAUSED;
}

// @inline
function nodeOf(accounts: usize, holding: u32, byAccount: bool): u32 {
  return byAccount ? u32At(accounts, holding) : holding;
}

/** A node is reached for the first time, or by fewer hops than before. */
function arrive(reach: usize, node: u32, near: u32, place: u32): void {
  const at = <usize>field(reach, STATES) + <usize>node;
  const floor = field(reach, NEAR_FLOOR);
  let before = <u32>load<u8>(at);
  if (before == 0) {
    const goesOn = judgeAccount(reach, accountOf(reach, node)) == OPEN && !exceedsDegree(reach, node);
    meet(reach, node, <u8>(goesOn ? near : NEVER));
    store<u32>(<usize>field(reach, FIRSTS) + ((<usize>node) << 2), place);
    setField(reach, REACHED, field(reach, REACHED) + 1);
    if (!goesOn) return;
  } else store<u8>(at, <u8>near);
  if (near > floor && before <= floor) markNode(reach, node, place + 1);
}

function accountOf(reach: usize, node: u32): u32 {
  return field(reach, BY_ACCOUNT) != 0 ? node : u32At(field(reach, HOLDING_ACCOUNT), node);
}

function markNode(reach: usize, node: u32, from: u32): void {
  if (field(reach, BY_ACCOUNT) == 0) return markPayments(reach, node, from);
  for (let holding = u32At(field(reach, FIRST_HOLDING), node); holding != NONE; holding = u32At(field(reach, NEXT_HOLDING), holding)) {
    markPayments(reach, holding, from);
  }
}

function exceedsDegree(reach: usize, node: u32): bool {
  const most = field(reach, DEGREE_MAX);
  if (most == NONE) return false;
  if (field(reach, BY_ACCOUNT) == 0) return degreeOf(reach, node) > most;
  let degree: u32 = 0;
  for (let holding = u32At(field(reach, FIRST_HOLDING), node); holding != NONE; holding = u32At(field(reach, NEXT_HOLDING), holding)) {
    degree += degreeOf(reach, holding);
  }
  return degree > most;
}

/** How often a holding pays or receives, at whatever place. */
export function degreeOf(reach: usize, holding: u32): u32 {
  let degree: u32 = 0;
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    degree += u32At(load<u32>(segment, 4), holding + 1) - u32At(load<u32>(segment, 4), holding);
    degree += u32At(load<u32>(segment, 12), holding + 1) - u32At(load<u32>(segment, 12), holding);
  }
  return degree;
}

// @inline
export function count(reach: usize, visited: u32, sum: u64): void {
  setField(reach, VISITED, field(reach, VISITED) + visited);
  const at = reach + (PLACE_SUM << 2);
  store<u64>(at, load<u64>(at) + sum);
}

export function isSpent(reach: usize): bool {
  return field(reach, VISITED) >= field(reach, PLACES_MAX) || field(reach, REACHED) >= field(reach, REACHED_MAX);
}

// What is known of a holding once it is first met, and whether an account is a stop at a place.
import {
  ACCOUNT_MARKS,
  FIRSTS,
  field,
  HOLDING_ACCOUNT,
  NONE,
  setField,
  STATES,
  STOP_COUNT,
  STOPS,
  TOUCHED,
  TOUCHED_COUNT,
  u32At,
} from "./reach-fields";

/** Not met yet. */
export const UNKNOWN: u8 = 0;
/** A stop at every place: it is never reached. */
export const STOPPED: u8 = 1;
/** A stop at some places, not reached so far. */
export const SOMETIMES: u8 = 2;
/** A stop at some places, and reached. */
export const REACHED_SOMETIMES: u8 = 3;
/** Never a stop, and reached. */
export const REACHED_ALWAYS: u8 = 4;
/** Never a stop, not reached so far: at the limit of hops. */
export const OPEN: u8 = 5;

/** Looks a holding up that is met for the first time. */
export function meetHolding(reach: usize, holding: u32): u8 {
  const state = judgeAccount(reach, u32At(field(reach, HOLDING_ACCOUNT), holding));
  meet(reach, holding, state);
  return state;
}

/** Enters a node's state, with no place so far. */
export function meet(reach: usize, node: u32, state: u8): void {
  store<u8>(<usize>field(reach, STATES) + <usize>node, state);
  store<u32>(<usize>field(reach, FIRSTS) + ((<usize>node) << 2), NONE);
  const count = field(reach, TOUCHED_COUNT);
  store<u32>(<usize>field(reach, TOUCHED) + ((<usize>count) << 2), node);
  setField(reach, TOUCHED_COUNT, count + 1);
}

/** STOPPED, SOMETIMES or OPEN. */
export function judgeAccount(reach: usize, account: u32): u8 {
  const mark = load<u8>(<usize>field(reach, ACCOUNT_MARKS) + <usize>account);
  if (mark == 0) return OPEN;
  if ((mark & SPECIAL) != 0) return STOPPED;
  return holdsThroughout(reach, account, firstStop(reach, account)) ? STOPPED : SOMETIMES;
}

const SPECIAL: u8 = 1;
const HAS_STOP: u8 = 2;

/** Marks the accounts that have a record among the stops, or takes the marks away. */
export function markStops(reach: usize, isOn: bool): void {
  const marks = <usize>field(reach, ACCOUNT_MARKS);
  const stops = <usize>field(reach, STOPS);
  for (let index: u32 = 0; index < field(reach, STOP_COUNT); index += 1) {
    const at = marks + <usize>load<u32>(stops + ((<usize>index) << 4));
    store<u8>(at, isOn ? load<u8>(at) | HAS_STOP : load<u8>(at) & SPECIAL);
  }
}

function holdsThroughout(reach: usize, account: u32, first: u32): bool {
  const count = field(reach, STOP_COUNT);
  for (let index = first; index < count; index += 1) {
    const at = <usize>field(reach, STOPS) + ((<usize>index) << 4);
    if (load<u32>(at) != account) return false;
    if (load<u32>(at, 4) == 0 && load<u32>(at, 8) == NONE) return true;
  }
  return false;
}

/** Is the account a stop at the place? */
export function isStopAt(reach: usize, account: u32, place: u32): bool {
  const count = field(reach, STOP_COUNT);
  for (let index = firstStop(reach, account); index < count; index += 1) {
    const at = <usize>field(reach, STOPS) + ((<usize>index) << 4);
    if (load<u32>(at) != account) return false;
    if (load<u32>(at, 4) <= place && place <= load<u32>(at, 8)) return true;
  }
  return false;
}

/** The account's first record among the stops; NONE where it has none. */
export function firstStop(reach: usize, account: u32): u32 {
  const stops = <usize>field(reach, STOPS);
  const count = field(reach, STOP_COUNT);
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(stops + ((<usize>middle) << 4)) < account) low = middle + 1;
    else high = middle;
  }
  return low < count && load<u32>(stops + ((<usize>low) << 4)) == account ? low : NONE;
}

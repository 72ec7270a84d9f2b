// What a reach found, as lists; and leaving nothing of it behind, at the cost of what it touched.
import { clearPlaces } from "./reach-bits";
import {
  field,
  FIRSTS,
  NEAR_COUNT,
  NEAR_TOUCHED,
  NEARS,
  NONE,
  setField,
  STATES,
  STOP_COUNT,
  TOUCHED,
  TOUCHED_COUNT,
  u32At,
} from "./reach-fields";
import { markStops } from "./reach-stops";

/** Lists the nodes that were reached, in the order in which they were met, and the first place of each. Tells how many. */
export function listReached(reach: usize, nodes: usize, firsts: usize): u32 {
  const touched = <usize>field(reach, TOUCHED);
  const all = <usize>field(reach, FIRSTS);
  let count: usize = 0;
  for (let index: u32 = 0; index < field(reach, TOUCHED_COUNT); index += 1) {
    const node = u32At(touched, index);
    const first = u32At(all, node);
    if (first == NONE) continue;
    store<u32>(nodes + (count << 2), node);
    store<u32>(firsts + (count << 2), first);
    count += 1;
  }
  return <u32>count;
}

export function leaveReach(reach: usize): void {
  clearPlaces(reach);
  markStops(reach, false);
  setField(reach, STOP_COUNT, 0);
  const states = <usize>field(reach, STATES);
  const touched = <usize>field(reach, TOUCHED);
  for (let index: u32 = 0; index < field(reach, TOUCHED_COUNT); index += 1) store<u8>(states + <usize>u32At(touched, index), 0);
  setField(reach, TOUCHED_COUNT, 0);
  const nears = <usize>field(reach, NEARS);
  const raised = <usize>field(reach, NEAR_TOUCHED);
  for (let index: u32 = 0; index < field(reach, NEAR_COUNT); index += 1) store<u8>(nears + <usize>u32At(raised, index), 0);
  setField(reach, NEAR_COUNT, 0);
}

// The seeds of a question, in the order of their places: whoever goes over places asks for them in that order.
import { field, NONE, SEED_COUNT, SEED_CURSOR, SEEDS, setField, u32At } from "./reach-fields";

/** The first place of a seed from a place on, which is not before the one asked for last; NONE where there is none. */
export function nextSeed(reach: usize, from: u32): u32 {
  const seeds = <usize>field(reach, SEEDS);
  const count = field(reach, SEED_COUNT);
  let cursor = field(reach, SEED_CURSOR);
  while (cursor < count && u32At(seeds, cursor) < from) cursor += 1;
  setField(reach, SEED_CURSOR, cursor);
  return cursor < count ? u32At(seeds, cursor) : NONE;
}

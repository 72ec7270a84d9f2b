// The set of places still to visit, with two levels of summary, so that a sparse set is passed over quickly and cleared at no cost of the ledger's size.
import {
  BIT_BLOCKS,
  BIT_WORDS,
  BITS,
  field,
  IS_SCAN,
  NONE,
  PENDING,
  PLACE_END,
  POSITION,
  SCAN_FROM,
  SCAN_SHARE,
  SEGMENT_COUNT,
  SEGMENTS,
  setField,
  u32At,
} from "./reach-fields";

// @inline
export function markPlace(reach: usize, place: u32): void {
  const at = <usize>field(reach, BITS) + ((<usize>(place >> 6)) << 3);
  const word = load<u64>(at);
  store<u64>(at, word | (<u64>1 << (place & 63)));
  if (word == 0) markSummary(reach, place >> 6);
}

function markSummary(reach: usize, index: u32): void {
  const at = <usize>field(reach, BIT_WORDS) + ((<usize>(index >> 6)) << 3);
  store<u64>(at, load<u64>(at) | (<u64>1 << (index & 63)));
  const block = index >> 6;
  const blockAt = <usize>field(reach, BIT_BLOCKS) + ((<usize>(block >> 6)) << 3);
  store<u64>(blockAt, load<u64>(blockAt) | (<u64>1 << (block & 63)));
}

/** The first word with a place in it, at or after `index`; NONE where there is none. Summaries of empty words are cleared on the way. */
export function nextWord(reach: usize, index: u32): u32 {
  const words = <usize>field(reach, BIT_WORDS);
  const blocks = <usize>field(reach, BIT_BLOCKS);
  const end = (field(reach, PLACE_END) >> 18) + 1;
  for (let top = index >> 12; top < end; top += 1) {
    const topAt = blocks + ((<usize>top) << 3);
    for (;;) {
      const marked = load<u64>(topAt);
      if (marked == 0) break;
      const block = (top << 6) | <u32>ctz(marked);
      const word = load<u64>(words + ((<usize>block) << 3));
      if (word != 0) return (block << 6) | <u32>ctz(word);
      store<u64>(topAt, marked & (marked - 1));
    }
  }
  return NONE;
}

/** The last word with a place in it; NONE where there is none. Summaries of empty words are cleared on the way. */
export function lastWord(reach: usize, index: u32): u32 {
  const words = <usize>field(reach, BIT_WORDS);
  const blocks = <usize>field(reach, BIT_BLOCKS);
  for (let top = <i32>(index >> 12); top >= 0; top -= 1) {
    const topAt = blocks + ((<usize>top) << 3);
    for (;;) {
      const marked = load<u64>(topAt);
      if (marked == 0) break;
      const bit = 63 - <u32>clz(marked);
      const block = (<u32>top << 6) | bit;
      const word = load<u64>(words + ((<usize>block) << 3));
      if (word != 0) return (block << 6) | (63 - <u32>clz(word));
      store<u64>(topAt, marked ^ (<u64>1 << bit));
    }
  }
  return NONE;
}

/** Tells the summary that a word has nothing left in it. */
// @inline
export function leaveWord(reach: usize, index: u32): void {
  const at = <usize>field(reach, BIT_WORDS) + ((<usize>(index >> 6)) << 3);
  store<u64>(at, load<u64>(at) & ~(<u64>1 << (index & 63)));
}

/** Empties the set, at the cost of what is in it. */
export function clearPlaces(reach: usize): void {
  const bits = <usize>field(reach, BITS);
  for (let index = nextWord(reach, 0); index != NONE; index = nextWord(reach, index)) {
    store<u64>(bits + ((<usize>index) << 3), 0);
    leaveWord(reach, index);
  }
  setField(reach, PENDING, 0);
}

/** Marks the places from `from` on at which a holding pays. A list is gone through from its end, so that no search is needed. */
export function markPayments(reach: usize, holding: u32, from: u32): void {
  if (field(reach, IS_SCAN) != 0) return;
  const end = field(reach, PLACE_END);
  let marked: u32 = 0;
  let segment = <usize>field(reach, SEGMENTS);
  for (let left = field(reach, SEGMENT_COUNT); left > 0; left -= 1, segment += 20) {
    if (holding >= load<u32>(segment)) continue;
    const offsets = <usize>load<u32>(segment, 4);
    const places = <usize>load<u32>(segment, 8);
    const begin = u32At(offsets, holding);
    for (let index = u32At(offsets, holding + 1); index > begin; index -= 1) {
      const place = u32At(places, index - 1);
      if (place < from) break;
      if (place >= end) continue;
      markPlace(reach, place);
      marked += 1;
    }
  }
  setField(reach, PENDING, field(reach, PENDING) + marked);
}

/** Where what is marked is much of what is left, looking at every place in turn costs less than marking. */
export function turnToScan(reach: usize, position: u32): bool {
  if (<u64>field(reach, PENDING) * field(reach, SCAN_SHARE) <= <u64>(field(reach, PLACE_END) - position)) return false;
  clearPlaces(reach);
  setField(reach, IS_SCAN, 1);
  setField(reach, POSITION, position);
  setField(reach, SCAN_FROM, position);
  return true;
}

import { randomInt } from "node:crypto";
import { extend, type TextRows } from "./growing-texts.ts";
import { createStoredTexts, type ViewedTexts, viewOf } from "./stored-texts.ts";

/** Numbers for texts as they come up: the one that a text has already, or the next. */
export interface TextNumbering {
  /** The number of each of the first `count` rows, good until it is asked again. */
  readonly number: (texts: TextRows, count: number) => Uint32Array;
  /** The texts that had no number before, by their numbers from `firstNew` on. */
  readonly added: () => TextRows;
}

export interface NumberedBefore {
  readonly known: (text: string) => number | undefined;
  readonly firstNew: number;
}

const slotWords = 4;
const fullShare = 0.5;
const wordRange = 2 ** 32;
const rowsAtOnce = 256;

/**
 * An open table of the texts that came up. A slot holds hash, number, place and length: a look-up touches it and the text. The hash has random factors,
 * so that nobody can name accounts which fall into few slots; no number depends on them.
 */
export function createTextNumbering({ known, firstNew }: NumberedBefore): TextNumbering {
  const key: HashKey = [randomInt(wordRange), randomFactor(), randomFactor()];
  const stored = createStoredTexts();
  let capacity = 1 << 12;
  let slots = new Uint32Array(capacity * slotWords);
  let filled = 0;
  let added = new Uint32Array(1 << 10);
  let addedCount = 0;
  let [hashes, places, sizes, numbers] = columnsOf(0);

  const grow = (): void => {
    const old = slots;
    capacity *= 2;
    slots = new Uint32Array(capacity * slotWords);
    for (let from = 0; from < old.length; from += slotWords) {
      if (old[from + 3] === 0) continue;
      let slot = (old[from] ?? 0) & (capacity - 1);
      while (slots[slot * slotWords + 3] !== 0) slot = (slot + 1) & (capacity - 1);
      for (let word = 0; word < slotWords; word += 1) slots[slot * slotWords + word] = old[from + word] ?? 0;
    }
  };
  /** Fills a free slot with a text that comes up first. */
  const meet = (texts: ViewedTexts, row: number, word: number): number => {
    const place = stored.add(texts, row);
    const length = (texts.ends[row] ?? 0) - (texts.starts[row] ?? 0);
    const before = firstNew === 0 ? undefined : known(texts.bytes.toString("utf8", texts.starts[row], texts.ends[row]));
    const number = before ?? firstNew + addedCount;
    slots[word + 1] = number;
    slots[word + 2] = place;
    // One more than the length: a free slot has 0.
    slots[word + 3] = length + 1;
    if (before === undefined) {
      if (addedCount * 2 === added.length) added = extend(added, addedCount * 4);
      added[addedCount * 2] = place;
      added[addedCount * 2 + 1] = place + length;
      addedCount += 1;
    }
    filled += 1;
    if (filled > capacity * fullShare) grow();
    return number;
  };
  /** Notes number and place of the text that is likely a row's: the first with its hash. */
  const guess = (hash: number, row: number): void => {
    let slot = hash & (capacity - 1);
    while (slots[slot * slotWords] !== hash && slots[slot * slotWords + 3] !== 0) slot = (slot + 1) & (capacity - 1);
    numbers[row] = slots[slot * slotWords + 1] ?? 0;
    places[row] = slots[slot * slotWords + 2] ?? 0;
    sizes[row] = slots[slot * slotWords + 3] ?? 0;
  };
  const isAt = (word: number, texts: ViewedTexts, row: number): boolean =>
    slots[word + 3] === (texts.ends[row] ?? 0) - (texts.starts[row] ?? 0) + 1 && stored.isSame(texts, row, slots[word + 2] ?? 0);
  const numberOf = (texts: ViewedTexts, row: number, hash: number): number => {
    for (let slot = hash & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
      const word = slot * slotWords;
      if (slots[word + 3] === 0) {
        slots[word] = hash;
        return meet(texts, row, word);
      }
      if (slots[word] === hash && isAt(word, texts, row)) return slots[word + 1] ?? 0;
    }
  };
  /** Several loops over a few rows: in each, what a row reads from memory does not wait for the row before, and all of it stays near. */
  const numberRows = (texts: ViewedTexts, first: number, end: number): void => {
    for (let row = first; row < end; row += 1) hashes[row] = hashText(texts, row, key);
    for (let row = first; row < end; row += 1) guess(hashes[row] ?? 0, row);
    for (let row = first; row < end; row += 1) stored.touch(places[row] ?? 0);
    for (let row = first; row < end; row += 1) {
      const isAsLong = sizes[row] === (texts.ends[row] ?? 0) - (texts.starts[row] ?? 0) + 1;
      if (!isAsLong || !stored.isSame(texts, row, places[row] ?? 0)) numbers[row] = numberOf(texts, row, hashes[row] ?? 0);
    }
  };
  return {
    number: (texts, count) => {
      if (hashes.length < count) [hashes, places, sizes, numbers] = columnsOf(count);
      const viewed = { ...texts, view: viewOf(texts.bytes) };
      for (let first = 0; first < count; first += rowsAtOnce) numberRows(viewed, first, Math.min(count, first + rowsAtOnce));
      return numbers.subarray(0, count);
    },
    added: () => {
      const rows = Array.from({ length: addedCount }, (_, row) => row);
      const starts = Uint32Array.from(rows, (row) => added[row * 2] ?? 0);
      return { bytes: stored.bytes(), starts, ends: Uint32Array.from(rows, (row) => added[row * 2 + 1] ?? 0) };
    },
  };
}

type Columns = [hashes: Uint32Array, places: Uint32Array, sizes: Uint32Array, numbers: Uint32Array];

function columnsOf(rows: number): Columns {
  return [new Uint32Array(rows), new Uint32Array(rows), new Uint32Array(rows), new Uint32Array(rows)];
}

/** What a hash starts from, and what each word is multiplied by. */
type HashKey = readonly [start: number, first: number, second: number];

/** Odd, so that no two words become one. */
function randomFactor(): number {
  return randomInt(wordRange) | 1;
}

function hashText({ view, starts, ends }: ViewedTexts, row: number, [start, first, second]: HashKey): number {
  let at = starts[row] ?? 0;
  const end = ends[row] ?? 0;
  let hash = start ^ Math.imul(end - at, first);
  for (; at + 4 <= end; at += 4) hash = mix(hash ^ view.getUint32(at, true), first, second);
  for (; at < end; at += 1) hash = mix(hash ^ view.getUint8(at), first, second);
  return mix(hash, first, second) >>> 0;
}

/** Twice: what two texts differ by would otherwise come out the same whatever the factors are, and another word could take it back. */
function mix(word: number, first: number, second: number): number {
  const mixed = Math.imul(word, first);
  const again = Math.imul(mixed ^ (mixed >>> 15), second);
  return again ^ (again >>> 16);
}

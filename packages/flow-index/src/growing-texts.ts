import { fail } from "@tributary/domain";
import type { PackedTexts } from "@tributary/store";

/** Where a text lies is a number of 32 bits. */
const placesMax = 2 ** 32 - 1;

/** Texts as UTF-8: that of row `r` is `bytes` from `starts[r]` to `ends[r]`. */
export interface TextRows {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** A column of texts to which rows are added behind, and taken off before. */
export interface GrowingTexts {
  readonly add: (texts: PackedTexts) => void;
  readonly removeFirst: (rows: number) => void;
  /** All that is there, until it changes. */
  readonly rows: () => TextRows;
}

export function createGrowingTexts(): GrowingTexts {
  let bytes = Buffer.allocUnsafeSlow(1 << 16);
  let starts = new Uint32Array(1 << 12);
  let count = 0;
  return {
    add: (texts) => {
      const length = starts[count] ?? 0;
      const added = texts.starts.length - 1;
      bytes = withRoom(bytes, length, texts.bytes.length);
      bytes.set(texts.bytes, length);
      if (starts.length <= count + added) starts = extend(starts, (count + added) * 2);
      for (let row = 1; row <= added; row += 1) starts[count + row] = length + (texts.starts[row] ?? 0);
      count += added;
    },
    removeFirst: (rows) => {
      const from = starts[rows] ?? 0;
      bytes.copyWithin(0, from, starts[count] ?? 0);
      for (let row = rows; row <= count; row += 1) starts[row - rows] = (starts[row] ?? 0) - from;
      count -= rows;
    },
    rows: () => ({ bytes, starts: starts.subarray(0, count), ends: starts.subarray(1, count + 1) }),
  };
}

/** The same bytes, or a copy that has room for so many more behind the first `length`. Errors: LIMIT_REACHED from 4 GiB on. */
export function withRoom(bytes: Buffer<ArrayBuffer>, length: number, more: number): Buffer<ArrayBuffer> {
  checkLength(length + more, placesMax);
  if (length + more <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafeSlow((length + more) * 2);
  bytes.copy(larger, 0, 0, length);
  return larger;
}

/** Errors: LIMIT_REACHED where texts that have to lie together are longer than a number can say. */
export function checkLength(length: number, lengthMax: number): void {
  if (length <= lengthMax) return;
  fail("LIMIT_REACHED", {
    found: `${length} bytes of names, ids or references that an index keeps together`,
    expected: `at most ${lengthMax}; without an index, \`tributary trace\` asks the store`,
  });
}

/** The same numbers with zeros behind them. */
export function extend(values: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length);
  longer.set(values);
  return longer;
}

import { DuckDBBlobVector, type DuckDBVector } from "@duckdb/node-api";

/** Texts one behind the other as UTF-8: that of row `r` is `bytes` from `starts[r]` to `starts[r + 1]`. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

/** Packs the texts of one column chunk by chunk. What it gives is good until it packs the next. */
export type TextPacker = (vector: DuckDBVector, rowCount: number) => PackedTexts;

/** Of a value: its length, then itself where it is short, or its first four bytes and where it lies. */
const valueWords = 4;
const shortBytesMax = 12;
const lengthBytes = 4;
const wordRange = 2 ** 32;
const nothing = new Uint8Array();

type BlobParts = ConstructorParameters<typeof DuckDBBlobVector>;

/**
 * The library fetches long texts one by one, which costs more than all else that is done with them. In a chunk of a result they lie one behind the
 * other, but for the ends of the engine's blocks: each such stretch is fetched as one value. No byte between two texts that do not touch is read.
 */
export function createTextPacker(): TextPacker {
  let bytes = new Uint8Array(1 << 16);
  let starts = new Uint32Array(1);
  const words = new Uint32Array(valueWords);
  const all: BlobParts[1] = { itemValid: () => true } as unknown as BlobParts[1];
  const stretch = new DuckDBBlobVector(new DataView(words.buffer), all, undefined as unknown as BlobParts[2], 0, 1);
  const fetch = (length: number, low: number, high: number): Uint8Array => {
    words.set([length, 0, low, high]);
    const found = stretch.getItemBytes(0);
    if (found?.length !== length) throw new Error("broken invariant: the engine gives as many bytes as it has");
    return found;
  };
  return (vector, rowCount) => {
    const { dataView } = vector as unknown as { readonly dataView: DataView };
    const values = new Uint32Array(dataView.buffer, dataView.byteOffset, rowCount * valueWords);
    const shorts = new Uint8Array(dataView.buffer, dataView.byteOffset, values.byteLength);
    if (starts.length <= rowCount) starts = new Uint32Array(rowCount + 1);
    const length = sumLengths(values, starts, rowCount);
    if (length >= wordRange) throw new Error("broken invariant: the texts of a chunk are below 4 GiB");
    if (bytes.length < length) bytes = new Uint8Array(length * 2);
    for (let row = 0; row < rowCount; ) {
      const { end, stretchBytes, hasShort } = findStretch(values, row, rowCount);
      const value = row * valueWords;
      const long = stretchBytes === 0 ? nothing : fetch(stretchBytes, values[value + 2] ?? 0, values[value + 3] ?? 0);
      if (hasShort) spread({ bytes, starts, values, shorts, long }, row, end);
      else bytes.set(long, starts[row]);
      row = end;
    }
    checkBeginnings({ bytes, starts, values }, rowCount);
    return { bytes: bytes.subarray(0, length), starts: starts.subarray(0, rowCount + 1) };
  };
}

/** The sum of all lengths; writes where each text starts. */
function sumLengths(values: Uint32Array, starts: Uint32Array, rowCount: number): number {
  let sum = 0;
  for (let row = 0; row < rowCount; row += 1) {
    sum += values[row * valueWords] ?? 0;
    starts[row + 1] = sum;
  }
  return sum;
}

interface FoundStretch {
  readonly end: number;
  /** Of the long texts in it. */
  readonly stretchBytes: number;
  readonly hasShort: boolean;
}

/** Rows from `first` on of which each long text lies where the one before ends; short ones may stand between. */
function findStretch(values: Uint32Array, first: number, rowCount: number): FoundStretch {
  let hasShort = false;
  let stretchBytes = 0;
  let next = 0;
  let end = first;
  for (; end < rowCount; end += 1) {
    const length = values[end * valueWords] ?? 0;
    if (length <= shortBytesMax) {
      hasShort = true;
      // The stretch begins with a long text, or has none.
      if (end === first) return { end: endOfShorts(values, first, rowCount), stretchBytes, hasShort };
    } else {
      const address = addressOf(values, end);
      if (stretchBytes > 0 && address !== next) break;
      next = address + length;
      stretchBytes += length;
    }
  }
  return { end, stretchBytes, hasShort };
}

function endOfShorts(values: Uint32Array, first: number, rowCount: number): number {
  let end = first;
  while (end < rowCount && (values[end * valueWords] ?? 0) <= shortBytesMax) end += 1;
  return end;
}

interface Packed {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
}

/** A long text begins as its value says: otherwise the engine keeps texts in another way than is read here. */
function checkBeginnings({ bytes, starts, values }: Packed, rowCount: number): void {
  for (let row = 0; row < rowCount; row += 1) {
    if ((values[row * valueWords] ?? 0) <= shortBytesMax) continue;
    const at = starts[row] ?? 0;
    const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if (((a | (b << 8) | (c << 16) | (d << 24)) ^ (values[row * valueWords + 1] ?? 0)) !== 0)
      throw new Error("broken invariant: a text begins with the bytes that the engine keeps of it");
  }
}

interface Spread extends Packed {
  readonly shorts: Uint8Array;
  readonly long: Uint8Array;
}

/** Puts short and long texts where they belong. */
function spread({ bytes, starts, values, shorts, long }: Spread, first: number, end: number): void {
  let taken = 0;
  for (let row = first; row < end; row += 1) {
    const at = starts[row] ?? 0;
    const length = values[row * valueWords] ?? 0;
    const isShort = length <= shortBytesMax;
    const from = isShort ? row * valueWords * 4 + lengthBytes : taken;
    const source = isShort ? shorts : long;
    // A loop: most are of few bytes, for which a copy of a stretch takes longer to begin than to do.
    for (let byte = 0; byte < length; byte += 1) bytes[at + byte] = source[from + byte] ?? 0;
    if (!isShort) taken += length;
  }
}

function addressOf(values: Uint32Array, row: number): number {
  return (values[row * valueWords + 3] ?? 0) * wordRange + (values[row * valueWords + 2] ?? 0);
}

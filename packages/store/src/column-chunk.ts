import {
  DuckDBBigIntVector,
  DuckDBBigNumVector,
  type DuckDBDataChunk,
  DuckDBTimestampVector,
  DuckDBUIntegerVector,
  DuckDBVarCharVector,
  type DuckDBVector,
} from "@duckdb/node-api";
import { createTextPacker, type PackedTexts, type TextPacker } from "./packed-texts.ts";

/**
 * Rows of a query by column, a few thousand at a time. Numbers and texts lie in memory that is used again, and are valid until the next chunk is asked
 * for: copy them. Columns are named as the query's rows name them.
 */
export interface ColumnChunk {
  readonly rowCount: number;
  /** Of a column UINTEGER that is never empty. */
  readonly integers: (key: string) => Uint32Array;
  /** Of a column BIGINT or TIMESTAMP (microseconds) that is never empty. */
  readonly longs: (key: string) => BigInt64Array;
  /** Of a column BIGNUM that is never empty nor below zero nor above 2^256 - 1: eight words of 32 bits a row, the lowest first. */
  readonly amounts: (key: string) => Uint32Array;
  /** Of a column VARCHAR that is never empty. */
  readonly texts: (key: string) => PackedTexts;
}

const amountWords = 8;
/** Before a number's bytes: the highest bit, unless it is below zero, and how many they are. */
const headerBytes = 3;
const headerSign = 0x80;
const amountBytesMax = headerBytes + amountWords * 4;

/** Opens the chunks of one result, whose columns have these names. */
export function createChunkOpener(keys: readonly string[]): (chunk: DuckDBDataChunk) => ColumnChunk {
  const amounts = new Map<string, Uint32Array>();
  const packers = new Map<string, TextPacker>(keys.map((key) => [key, createTextPacker()]));
  return (chunk) => {
    const { rowCount } = chunk;
    const vectorOf = (key: string): DuckDBVector => {
      const vector = chunk.getColumnVector(keys.indexOf(key));
      // What stands where there is no value is anything: an address too.
      if (!isFilled(vector, rowCount)) throw new Error(`broken invariant: column ${key} is never empty`);
      return vector;
    };
    const pack = (key: string, vector: DuckDBVector): PackedTexts =>
      packers.get(key)?.(vector, rowCount) ?? failType(key, vector);
    return {
      rowCount,
      integers: (key) => {
        const vector = vectorOf(key);
        if (!(vector instanceof DuckDBUIntegerVector)) return failType(key, vector);
        return new Uint32Array(...bytesOf(vector), rowCount);
      },
      longs: (key) => {
        const vector = vectorOf(key);
        const isLong = vector instanceof DuckDBBigIntVector || vector instanceof DuckDBTimestampVector;
        return isLong ? new BigInt64Array(...bytesOf(vector), rowCount) : failType(key, vector);
      },
      amounts: (key) => {
        const vector = vectorOf(key);
        if (!(vector instanceof DuckDBBigNumVector)) return failType(key, vector);
        const words = wordsFor(amounts, key, rowCount);
        readAmounts(pack(key, vector), words);
        return words;
      },
      texts: (key) => {
        const vector = vectorOf(key);
        return vector instanceof DuckDBVarCharVector ? pack(key, vector) : failType(key, vector);
      },
    };
  };
}

/** The engine writes three bytes of sign and length, then the number, its greatest byte first. */
function readAmounts({ bytes, starts }: PackedTexts, words: Uint32Array): void {
  const rowCount = starts.length - 1;
  words.fill(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < rowCount; row += 1) {
    const start = starts[row] ?? 0;
    let end = starts[row + 1] ?? 0;
    if (end - start > amountBytesMax) throw new Error("broken invariant: an amount has at most 256 bits");
    const first = start + headerBytes;
    if (view.getUint8(start) !== headerSign || view.getUint16(start + 1) !== end - first)
      throw new Error("broken invariant: an amount is not below zero, and as long as it says");
    let word = row * amountWords;
    for (; end - first >= 4; end -= 4) words[word++] = view.getUint32(end - 4);
    for (let shift = 0; end > first; shift += 8) words[word] = (words[word] ?? 0) | (view.getUint8(--end) << shift);
  }
}

/** Words of a column, the same for each chunk. */
function wordsFor(columns: Map<string, Uint32Array>, key: string, rowCount: number): Uint32Array {
  const known = columns.get(key);
  if (known !== undefined && known.length >= rowCount * amountWords) return known.subarray(0, rowCount * amountWords);
  const words = new Uint32Array(rowCount * amountWords);
  columns.set(key, words);
  return words;
}

const wordBits = 32;

/** Is there a value in each row? The engine keeps a bit a row, or nothing where that is so. */
function isFilled(vector: DuckDBVector, rowCount: number): boolean {
  const { data } = (vector as unknown as { readonly validity: { readonly data: BigUint64Array | null } }).validity;
  if (data === null) return true;
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  for (let row = 0; row < rowCount; row += wordBits) {
    const left = rowCount - row;
    const bits = left < wordBits ? (1 << left) - 1 : -1;
    if (((words[row / wordBits] ?? 0) & bits) !== (bits | 0)) return false;
  }
  return true;
}

/** Where the engine's own bytes lie. The library shows them value by value alone, which takes ten times as long. */
function bytesOf(vector: DuckDBVector): readonly [ArrayBufferLike, number] {
  const { items, dataView } = vector as unknown as { readonly items?: ArrayBufferView; readonly dataView?: ArrayBufferView };
  const bytes = items ?? dataView;
  return bytes === undefined ? failType("of numbers", vector) : [bytes.buffer, bytes.byteOffset];
}

function failType(key: string, vector: DuckDBVector): never {
  throw new Error(`broken invariant: column ${key} is read as what it is, and it is ${vector.type.toString()}`);
}

import {
  DuckDBBigIntVector,
  DuckDBBigNumVector,
  DuckDBBlobVector,
  type DuckDBDataChunk,
  DuckDBTimestampVector,
  DuckDBUIntegerVector,
  DuckDBVarCharVector,
  type DuckDBVector,
} from "@duckdb/node-api";

/**
 * Rows of a query by column, a few thousand at a time. Numbers lie in memory of the engine and are valid until the next chunk is asked for: copy them.
 * Columns are named as the query's rows name them.
 */
export interface ColumnChunk {
  readonly rowCount: number;
  /** Of a column UINTEGER that is never empty. */
  readonly integers: (key: string) => Uint32Array;
  /** Of a column BIGINT or TIMESTAMP (microseconds) that is never empty. */
  readonly longs: (key: string) => BigInt64Array;
  /** Of a column BIGNUM that is never empty nor below zero: four limbs a row, the lowest first. */
  readonly amounts: (key: string) => BigUint64Array;
  /** Of a column VARCHAR that is never empty: a row's text as UTF-8, valid until the next chunk is asked for. */
  readonly bytes: (key: string) => (row: number) => Uint8Array;
  /** Of a column VARCHAR. */
  readonly texts: (key: string) => readonly (string | null)[];
}

const nothing = new Uint8Array();
const limbsMax = 4;
/** Of a value: its length, then itself where it is short, or where it lies. */
const valueBytes = 16;
const shortBytesMax = 12;
const lengthBytes = 4;
const headerBytes = 3;

/** A chunk of the engine whose columns have these names. */
export function openColumnChunk(chunk: DuckDBDataChunk, keys: readonly string[]): ColumnChunk {
  const { rowCount } = chunk;
  const vectorOf = (key: string): DuckDBVector => chunk.getColumnVector(keys.indexOf(key));
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
      return vector instanceof DuckDBBigNumVector ? readAmounts(vector, rowCount) : failType(key, vector);
    },
    bytes: (key) => {
      const vector = vectorOf(key);
      if (!(vector instanceof DuckDBVarCharVector)) return failType(key, vector);
      const bytes = asBytes(vector);
      return (row) => bytes.getItemBytes(row) ?? nothing;
    },
    texts: (key) => {
      const vector = vectorOf(key);
      if (!(vector instanceof DuckDBVarCharVector)) return failType(key, vector);
      return Array.from({ length: rowCount }, (_, row) => vector.getItem(row));
    },
  };
}

/**
 * The engine writes three bytes of sign and length, then the number, its greatest byte first. Up to nine such bytes lie in the column itself; what is
 * longer the library fetches.
 */
function readAmounts(vector: DuckDBBigNumVector, rowCount: number): BigUint64Array {
  const [buffer, offset] = bytesOf(vector);
  const view = new DataView(buffer, offset, rowCount * valueBytes);
  const limbs = new BigUint64Array(rowCount * limbsMax);
  const words = new Uint32Array(limbs.buffer);
  for (let row = 0; row < rowCount; row += 1) {
    const length = view.getUint32(row * valueBytes, true);
    if (length <= shortBytesMax) {
      let word = row * limbsMax * 2;
      const first = row * valueBytes + lengthBytes + headerBytes;
      let end = row * valueBytes + lengthBytes + length;
      for (; end - first >= 4; end -= 4) words[word++] = view.getUint32(end - 4);
      for (let shift = 0; end > first; shift += 8) words[word] = (words[word] ?? 0) | (view.getUint8(--end) << shift);
    } else writeLimbs(limbs, row * limbsMax, vector.getItem(row) ?? 0n);
  }
  return limbs;
}

function writeLimbs(limbs: BigUint64Array, first: number, value: bigint): void {
  for (let limb = 0; limb < limbsMax; limb += 1) limbs[first + limb] = BigInt.asUintN(64, value >> BigInt(64 * limb));
}

type BlobParts = ConstructorParameters<typeof DuckDBBlobVector>;

/** Texts lie in the engine as bytes do; the library gives bytes as they are, and texts only as values of this language. */
function asBytes(vector: DuckDBVarCharVector): DuckDBBlobVector {
  const parts = vector as unknown as {
    readonly dataView: BlobParts[0];
    readonly validity: BlobParts[1];
    readonly vector: BlobParts[2];
  };
  return new DuckDBBlobVector(parts.dataView, parts.validity, parts.vector, 0, vector.itemCount);
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

import {
  DuckDBBigIntVector,
  type DuckDBDataChunk,
  DuckDBHugeIntVector,
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
  /** Of a column HUGEINT: two limbs a row, the lower one first. What stands where the column is empty is not said. */
  readonly hugeIntegers: (key: string) => BigUint64Array;
  /** Of a column VARCHAR. */
  readonly texts: (key: string) => readonly (string | null)[];
}

const limbsOfHugeInteger = 2;
const bytesOfHugeInteger = 16;

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
    hugeIntegers: (key) => {
      const vector = vectorOf(key);
      return vector instanceof DuckDBHugeIntVector ? readLimbs(vector, rowCount) : failType(key, vector);
    },
    texts: (key) => {
      const vector = vectorOf(key);
      if (!(vector instanceof DuckDBVarCharVector)) return failType(key, vector);
      return Array.from({ length: rowCount }, (_, row) => vector.getItem(row));
    },
  };
}

/** In a copy of their own, since the engine need not put them at a multiple of eight. */
function readLimbs(vector: DuckDBHugeIntVector, rowCount: number): BigUint64Array {
  const [buffer, offset] = bytesOf(vector);
  const limbs = new BigUint64Array(rowCount * limbsOfHugeInteger);
  new Uint8Array(limbs.buffer).set(new Uint8Array(buffer, offset, rowCount * bytesOfHugeInteger));
  return limbs;
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

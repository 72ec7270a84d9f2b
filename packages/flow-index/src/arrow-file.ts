import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import {
  type Data,
  type DataType,
  Field,
  FixedSizeBinary,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Uint8,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { createBlockSums } from "./block-sums.ts";
import type { BatchEntry, ColumnPlace, FileEntry } from "./manifest.ts";
import type { TextColumn } from "./text-batch.ts";

/** `limbs2`, `limbs4`: integers of that many 64-bit limbs, little-endian. */
export type ColumnKind = "u8" | "u32" | "u64" | "i64" | "limbs2" | "limbs4" | "text";

/** Values of a column: for numbers their little-endian bytes. */
export type ColumnValues = Uint8Array | Uint32Array | BigUint64Array | BigInt64Array | TextColumn;

const arrowTypes: Readonly<Record<ColumnKind, () => DataType>> = {
  u8: () => new Uint8(),
  u32: () => new Uint32(),
  u64: () => new Uint64(),
  i64: () => new Int64(),
  limbs2: () => new FixedSizeBinary(16),
  limbs4: () => new FixedSizeBinary(32),
  text: () => new Utf8(),
};

export interface ArrowFile {
  /** Writes one record batch. The values may change when it returns. */
  readonly write: (rows: number, columns: Readonly<Record<string, ColumnValues>>) => Promise<void>;
  /** Ends the file, and says what it is. */
  readonly close: () => Promise<FileEntry>;
}

/** Begins an Arrow IPC file whose columns are never empty. Where the writer puts each column's bytes is noted, so that they can be read without it. */
export async function createArrowFile(path: string, kinds: Readonly<Record<string, ColumnKind>>): Promise<ArrowFile> {
  const file = await open(path, "wx", 0o600);
  const names = Object.keys(kinds);
  const schema = new Schema(names.map((name) => new Field(name, arrowTypes[kinds[name] ?? "u8"](), false)));
  const writer = new ChunkWriter();
  const hash = createHash("sha256");
  // What is read whole is held against a sum of each column; texts are read block by block.
  const sums = Object.values(kinds).includes("text") ? createBlockSums() : undefined;
  const batches: BatchEntry[] = [];
  let position = 0;
  const flush = async (): Promise<ReadonlyMap<ArrayBufferLike, Place>> => {
    const placed = new Map<ArrayBufferLike, Place>();
    const chunks = writer.takeChunks();
    for (const chunk of chunks) {
      hash.update(chunk);
      sums?.add(chunk);
      placed.set(chunk.buffer, { offset: position, bytes: chunk });
      position += chunk.byteLength;
    }
    await writeAll(file, chunks);
    return placed;
  };
  writer.reset(undefined, schema);
  return {
    write: async (rows, columns) => {
      if (rows === 0) return;
      const values = names.map((name) => ({ name, column: columns[name] ?? new Uint8Array() }));
      const children = values.map(({ name, column }) => toData(arrowTypes[kinds[name] ?? "u8"](), column, rows));
      writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children })));
      const placed = await flush();
      batches.push({ rows, columns: Object.fromEntries(values.map(({ name, column }) => [name, placeOf(column, placed)])) });
    },
    close: async () => {
      writer.finish();
      await flush();
      await file.sync();
      await file.close();
      return { path: basename(path), bytes: position, sha256: hash.digest("hex"), blocks: sums?.finish() ?? "", batches };
    },
  };
}

interface Place {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

function toData(type: DataType, column: ColumnValues, length: number): Data {
  if (!("offsets" in column)) return makeData({ type, length, nullCount: 0, data: column } as Parameters<typeof makeData>[0]);
  const { offsets, bytes } = column;
  return makeData({ type: type as Utf8, length, nullCount: 0, valueOffsets: offsets, data: bytes });
}

function placeOf(column: ColumnValues, placed: ReadonlyMap<ArrayBufferLike, Place>): ColumnPlace {
  const values = "offsets" in column ? column.bytes : column;
  const found = placed.get(values.buffer);
  const bytes = values.byteLength;
  if (bytes > 0 && found?.bytes.byteLength !== bytes) throw new Error("broken invariant: a column is written in one piece");
  const place = { offset: found?.offset ?? 0, bytes, crc32: found === undefined ? 0 : crc32(found.bytes) };
  if (!("offsets" in column)) return place;
  const offsets = placed.get(column.offsets.buffer);
  if (offsets === undefined) throw new Error("broken invariant: the offsets of a text are written in one piece");
  return { ...place, offsetsAt: offsets.offset };
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let missing = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (missing === 0) return;
  const { bytesWritten } = await file.writev(chunks);
  missing -= bytesWritten;
  if (missing > 0) throw new Error(`${missing} bytes of a file could not be written`);
}

/** Hands out what the writer writes instead of queueing it. */
class ChunkWriter extends RecordBatchFileWriter {
  #chunks: Uint8Array[] = [];

  takeChunks(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }
}

import { Buffer } from "node:buffer";
import { fail } from "@tributary/domain";

/** Bytes read from the front, in Bitcoin's little-endian forms. What ends early or is written in a longer form than needed is SOURCE_MALFORMED. */
export interface ByteReader {
  readonly offset: () => number;
  readonly remaining: () => number;
  readonly uint8: () => number;
  readonly int32: () => number;
  readonly uint32: () => number;
  readonly uint64: () => bigint;
  /** A count or length, 1 to 9 bytes, in its shortest form; at most the bytes that remain, since each thing counted takes one. */
  readonly count: () => number;
  /** The variable-length integer of the node's own files (base 128, the highest digit first). */
  readonly varInt: () => bigint;
  /** A view, not a copy. */
  readonly bytes: (length: number) => Buffer;
  /** Bytes behind their length. */
  readonly string: () => Buffer;
  /** What was read from `start` on. */
  readonly since: (start: number) => Buffer;
  /** Nothing may follow. */
  readonly end: () => void;
}

export function openByteReader(bytes: Uint8Array, path: string): ByteReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function take(length: number): number {
    if (length > buffer.length - at) refuse(path, `${buffer.length - at} bytes at byte ${at}`, `${length} bytes there`);
    const start = at;
    at += length;
    return start;
  }
  function count(): number {
    const first = buffer.readUInt8(take(1));
    const value = first < 0xfd ? BigInt(first) : wide(first);
    if (value > BigInt(buffer.length - at))
      refuse(path, `a count of ${value}`, `at most the ${buffer.length - at} bytes that follow`);
    return Number(value);
  }
  function wide(first: number): bigint {
    const [value, least] =
      first === 0xfd
        ? [BigInt(buffer.readUInt16LE(take(2))), 0xfdn]
        : first === 0xfe
          ? [BigInt(buffer.readUInt32LE(take(4))), 0x10000n]
          : [buffer.readBigUInt64LE(take(8)), 0x100000000n];
    return value >= least ? value : refuse(path, `a count of ${value} in a longer form`, "the shortest form of a count");
  }
  const reader: ByteReader = {
    offset: () => at,
    remaining: () => buffer.length - at,
    uint8: () => buffer.readUInt8(take(1)),
    int32: () => buffer.readInt32LE(take(4)),
    uint32: () => buffer.readUInt32LE(take(4)),
    uint64: () => buffer.readBigUInt64LE(take(8)),
    count,
    varInt: () => readVarInt(reader, path),
    bytes: (length) => buffer.subarray(take(length), at),
    string: () => reader.bytes(count()),
    since: (start) => buffer.subarray(start, at),
    end: () => {
      if (at !== buffer.length) refuse(path, `${buffer.length - at} bytes more`, "the end");
    },
  };
  return reader;
}

const varIntBytesMax = 10;

function readVarInt(reader: ByteReader, path: string): bigint {
  let value = 0n;
  for (let read = 0; read < varIntBytesMax; read += 1) {
    const byte = reader.uint8();
    value = (value << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) === 0) return value;
    value += 1n;
  }
  return refuse(path, "a number of more than 10 bytes", `at most ${varIntBytesMax} bytes`);
}

function refuse(path: string, found: string, expected: string): never {
  return fail("SOURCE_MALFORMED", { found, expected, where: { path } });
}

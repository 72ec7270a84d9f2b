import { Buffer } from "node:buffer";
import { assert } from "@tributary/domain";
import { doubleSha, hashBytes, hashText } from "./double-sha.ts";

/** The 80 bytes that a block is named by, read. */
export interface BlockHeader {
  readonly height: bigint;
  readonly hash: string;
  /** Of the block before; 64 zeros in the genesis block. */
  readonly parentHash: string;
  readonly merkleRoot: string;
  /** Seconds since 1970 as the miner wrote them: up to two hours ahead, and up to the median of eleven blocks back. */
  readonly time: bigint;
  /** The target in its short form. */
  readonly bits: number;
  readonly bytes: Buffer;
}

/** Bytes of a header. */
export const headerBytes = 80;

/** What a header's bytes say; its hash is computed. `height` is not among them. */
export function readHeader(bytes: Uint8Array, height: bigint): BlockHeader {
  assert(bytes.length === headerBytes, "a block header has 80 bytes");
  const buffer = Buffer.from(bytes);
  return {
    height,
    hash: hashText(doubleSha(buffer)),
    parentHash: hashText(buffer.subarray(4, 36)),
    merkleRoot: hashText(buffer.subarray(36, 68)),
    time: BigInt(buffer.readUInt32LE(68)),
    bits: buffer.readUInt32LE(72),
    bytes: buffer,
  };
}

export interface HeaderFields {
  readonly version: number;
  readonly parentHash: string;
  readonly merkleRoot: string;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
}

/** The 80 bytes of a header from what a node says of it. */
export function writeHeader(fields: HeaderFields): Buffer {
  const buffer = Buffer.alloc(headerBytes);
  buffer.writeInt32LE(fields.version, 0);
  hashBytes(fields.parentHash).copy(buffer, 4);
  hashBytes(fields.merkleRoot).copy(buffer, 36);
  buffer.writeUInt32LE(fields.time, 68);
  buffer.writeUInt32LE(fields.bits, 72);
  buffer.writeUInt32LE(fields.nonce, 76);
  return buffer;
}

/** The number that a block's hash must not pass, from its short form; null where the form stands for none. */
export function targetOf(bits: number): bigint | null {
  const mantissa = BigInt(bits & 0x007f_ffff);
  const exponent = BigInt(bits >>> 24);
  if ((bits & 0x0080_0000) !== 0 || mantissa === 0n) return null;
  const target = exponent <= 3n ? mantissa >> (8n * (3n - exponent)) : mantissa << (8n * (exponent - 3n));
  return target > 0n && target < 1n << 256n ? target : null;
}

/** How many tries a block of this target takes on average: what makes one chain heavier than another. */
export function workOf(target: bigint): bigint {
  return (1n << 256n) / (target + 1n);
}

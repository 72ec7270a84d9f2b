import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { blockBytes, openBlockSums } from "./block-sums.ts";
import { failDamaged, readingFlags, unreadable } from "./read-columns.ts";

/** A file of an index that is read piece by piece as it is asked for. */
export interface LazyFile {
  /** Bytes from an offset on, good until the next call; they must not be changed. */
  readonly read: (offset: number, length: number) => Buffer;
  readonly u8: (offset: number) => number;
  /** At a multiple of 4. */
  readonly u32: (offset: number) => number;
  /** At a multiple of 8. */
  readonly i64: (offset: number) => bigint;
  readonly close: () => void;
}

const blocksInSlab = 64;
/** What one file may keep in memory: 256 MiB. */
const blocksMax = 16_384;

/**
 * Opens at the first read, and keeps blocks that were read: a trace asks for the same few again and again, or for very many. Blocks lie in slabs that are
 * used again, so that reading makes no work for the collector of garbage. Errors: STORE_DAMAGED.
 */
export function openLazyFile(path: string, blocks: string): LazyFile {
  let opened: { readonly descriptor: number; readonly size: number } | undefined;
  const isAsWritten = openBlockSums(blocks);
  const slots = new Map<number, number>();
  const slabs: Buffer[] = [];
  const fill = (bytes: Buffer, offset: number): void => {
    opened ??= openOrFail(path);
    const { descriptor } = opened;
    let done = 0;
    while (done < bytes.length) {
      const count = readOrFail(path, () => readSync(descriptor, bytes, done, bytes.length - done, offset + done));
      if (count === 0) failDamaged(path, "a file that ends too early");
      done += count;
    }
  };
  const check = (block: number, bytes: Uint8Array): void => {
    if (!isAsWritten(block, bytes)) failDamaged(path, "other bytes than were written");
  };
  /** A stretch over several blocks, which is not kept. */
  const readStretch = (offset: number, length: number): Buffer => {
    opened ??= openOrFail(path);
    const first = Math.floor(offset / blockBytes);
    const end = Math.min(opened.size, Math.ceil((offset + length) / blockBytes) * blockBytes);
    if (offset + length > end) failDamaged(path, "a file that ends too early");
    const bytes = Buffer.allocUnsafeSlow(end - first * blockBytes);
    fill(bytes, first * blockBytes);
    for (let at = 0; at < bytes.length; at += blockBytes) check(first + at / blockBytes, bytes.subarray(at, at + blockBytes));
    const from = offset - first * blockBytes;
    return bytes.subarray(from, from + length);
  };
  /** Where the block lies: its slot, in the slab of the slot. */
  const slotOf = (block: number): number => {
    const known = slots.get(block);
    if (known !== undefined) return known;
    opened ??= openOrFail(path);
    if (slots.size >= blocksMax) slots.clear();
    const slot = slots.size;
    slabs[Math.floor(slot / blocksInSlab)] ??= Buffer.allocUnsafeSlow(blocksInSlab * blockBytes);
    const first = block * blockBytes;
    const { slab, at } = slotIn(slabs, slot);
    const bytes = slab.subarray(at, at + Math.max(0, Math.min(blockBytes, opened.size - first)));
    fill(bytes, first);
    check(block, bytes);
    slots.set(block, slot);
    return slot;
  };
  const place = (offset: number, width: number): Slot => {
    opened ??= openOrFail(path);
    if (offset + width > opened.size) failDamaged(path, "a file that ends too early");
    const block = Math.floor(offset / blockBytes);
    if (offset - block * blockBytes + width > blockBytes) throw new Error("broken invariant: numbers of an index are aligned");
    const { slab, at } = slotIn(slabs, slotOf(block));
    return { slab, at: at + offset - block * blockBytes };
  };
  return {
    read: (offset, length) => {
      if (Math.floor(offset / blockBytes) === Math.floor((offset + length) / blockBytes)) {
        const { slab, at } = place(offset, length);
        return slab.subarray(at, at + length);
      }
      return readStretch(offset, length);
    },
    u8: (offset) => {
      const { slab, at } = place(offset, 1);
      return slab[at] ?? 0;
    },
    u32: (offset) => {
      const { slab, at } = place(offset, 4);
      return slab.readUInt32LE(at);
    },
    i64: (offset) => {
      const { slab, at } = place(offset, 8);
      return slab.readBigInt64LE(at);
    },
    close: () => {
      if (opened !== undefined) closeSync(opened.descriptor);
      opened = undefined;
      slots.clear();
      slabs.length = 0;
    },
  };
}

interface Slot {
  readonly slab: Buffer;
  readonly at: number;
}

function slotIn(slabs: readonly Buffer[], slot: number): Slot {
  const slab = slabs[Math.floor(slot / blocksInSlab)];
  if (slab === undefined) throw new Error("broken invariant: each slot has its slab");
  return { slab, at: (slot % blocksInSlab) * blockBytes };
}

function readOrFail(path: string, read: () => number): number {
  try {
    return read();
  } catch (error) {
    return failDamaged(path, unreadable(error));
  }
}

function openOrFail(path: string): { readonly descriptor: number; readonly size: number } {
  try {
    const descriptor = openSync(path, readingFlags);
    return { descriptor, size: fstatSync(descriptor).size };
  } catch {
    return failDamaged(path, "no file");
  }
}

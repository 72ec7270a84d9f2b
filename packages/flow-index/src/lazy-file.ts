import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { failDamaged } from "./read-columns.ts";

/** A file of an index that is read piece by piece as it is asked for. */
export interface LazyFile {
  /** Bytes from an offset on; they must not be changed. */
  readonly read: (offset: number, length: number) => Buffer;
  readonly close: () => void;
}

const blockBytes = 4096;
/** What one file may keep in memory: 4 MiB. */
const blocksMax = 1024;

/** Opens at the first read, and keeps blocks that were read: who looks for a text asks for the same few again and again. Errors: STORE_DAMAGED. */
export function openLazyFile(path: string): LazyFile {
  let opened: { readonly descriptor: number; readonly size: number } | undefined;
  const blocks = new Map<number, Buffer>();
  const readAt = (offset: number, length: number): Buffer => {
    opened ??= openOrFail(path);
    const bytes = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const count = readSync(opened.descriptor, bytes, done, length - done, offset + done);
      if (count === 0) failDamaged(path, "a file that ends too early");
      done += count;
    }
    return bytes;
  };
  const readBlock = (block: number): Buffer => {
    const known = blocks.get(block);
    if (known !== undefined) return known;
    opened ??= openOrFail(path);
    const first = block * blockBytes;
    const bytes = readAt(first, Math.max(0, Math.min(blockBytes, opened.size - first)));
    if (blocks.size >= blocksMax) blocks.clear();
    blocks.set(block, bytes);
    return bytes;
  };
  return {
    read: (offset, length) => {
      const block = Math.floor(offset / blockBytes);
      const from = offset - block * blockBytes;
      if (from + length > blockBytes) return readAt(offset, length);
      const bytes = readBlock(block);
      if (from + length > bytes.length) failDamaged(path, "a file that ends too early");
      return bytes.subarray(from, from + length);
    },
    close: () => {
      if (opened !== undefined) closeSync(opened.descriptor);
      opened = undefined;
      blocks.clear();
    },
  };
}

function openOrFail(path: string): { readonly descriptor: number; readonly size: number } {
  try {
    const descriptor = openSync(path, "r");
    return { descriptor, size: fstatSync(descriptor).size };
  } catch {
    return failDamaged(path, "no file");
  }
}

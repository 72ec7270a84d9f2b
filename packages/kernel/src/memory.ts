import { type LinearMemory, newMemory } from "./web-assembly.ts";

/** Pages of 64 KiB that one memory can have: 4 GiB, what a 32-bit address reaches. */
const pagesMax = 65_536;
const pageBytes = 65_536;
const granule = 64;

/**
 * Flat memory that every thread shares: the modules work in it, and columns are read into it. Addresses are bytes from 0; 0 is no address.
 * Views are made anew when they are needed, since memory grows.
 */
export interface FlatMemory {
  readonly memory: LinearMemory;
  readonly u8: (address: number, length: number) => Uint8Array;
  readonly u32: (address: number, length: number) => Uint32Array;
  readonly i32: (address: number, length: number) => Int32Array;
  readonly u64: (address: number, length: number) => BigUint64Array;
}

/** Views of a memory: of a new one, or of one that another thread made. */
export function createMemory(memory: LinearMemory = newMemory(pagesMax)): FlatMemory {
  return {
    memory,
    u8: (address, length) => new Uint8Array(memory.buffer, address, length),
    u32: (address, length) => new Uint32Array(memory.buffer, address, length),
    i32: (address, length) => new Int32Array(memory.buffer, address, length),
    u64: (address, length) => new BigUint64Array(memory.buffer, address, length),
  };
}

/** Hands out a stretch of a memory from its start on. What is allocated after a mark is given back together. Not zeroed, unless asked for. */
export interface Heap {
  readonly memory: FlatMemory;
  /** Address of `bytes` free bytes at a multiple of 64. Errors: `MemoryExhausted` where the stretch has no room left. */
  readonly allocate: (bytes: number) => number;
  readonly allocateZeroed: (bytes: number) => number;
  readonly mark: () => number;
  readonly release: (mark: number) => void;
  /** The stretch's end. */
  readonly limit: number;
}

/** A stretch of flat memory has no room for what was asked. */
export class MemoryExhausted extends Error {
  readonly bytesAsked: number;
  readonly bytesMax: number;
  constructor(bytesAsked: number, bytesMax: number) {
    super(`flat memory has no room for ${bytesAsked} bytes in a stretch of ${bytesMax}`);
    this.bytesAsked = bytesAsked;
    this.bytesMax = bytesMax;
  }
}

/** Addresses `from` to `limit` of a memory, which grows as far as it is used. Two heaps of one memory must not overlap. */
export function createHeap(memory: FlatMemory, { from, limit }: { readonly from: number; readonly limit: number }): Heap {
  let next = roundUp(Math.max(from, granule));
  const allocate = (bytes: number): number => {
    const address = next;
    const end = roundUp(address + bytes);
    if (end > limit) throw new MemoryExhausted(bytes, limit - from);
    growTo(memory, end);
    next = end;
    return address;
  };
  return {
    memory,
    allocate,
    allocateZeroed: (bytes) => {
      const address = allocate(bytes);
      memory.u8(address, bytes).fill(0);
      return address;
    },
    mark: () => next,
    release: (mark) => {
      next = mark;
    },
    limit,
  };
}

/** The end of the addresses that a memory can have. */
export const memoryLimit: number = pagesMax * pageBytes;

/** Makes a memory at least so many bytes long. Errors: `RangeError` where the engine has no room for it. */
export function growTo({ memory }: FlatMemory, bytes: number): void {
  for (let missing = missingPages(memory, bytes); missing > 0; missing = missingPages(memory, bytes)) {
    try {
      memory.grow(missing);
    } catch (error) {
      // Another thread may have grown it in between: what is missing now fits, or nothing is.
      memory.grow(0);
      if (missingPages(memory, bytes) >= missing) throw error;
    }
  }
}

function missingPages({ buffer }: LinearMemory, bytes: number): number {
  return Math.ceil((bytes - buffer.byteLength) / pageBytes);
}

function roundUp(address: number): number {
  return Math.ceil(address / granule) * granule;
}

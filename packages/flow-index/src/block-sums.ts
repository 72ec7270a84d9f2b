import { crc32 } from "node:zlib";

/** Files of an index are read in blocks of this many bytes where they are not read whole. */
export const blockBytes = 16_384;

/** CRC-32 of each block of a file, as it is written piece by piece. */
export interface BlockSums {
  readonly add: (bytes: Uint8Array) => void;
  /** Base64 of the sums, u32 each, little-endian. */
  readonly finish: () => string;
}

export function createBlockSums(): BlockSums {
  const sums: number[] = [];
  let filled = 0;
  let sum = 0;
  return {
    add: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + blockBytes - filled);
        sum = crc32(piece, sum);
        filled += piece.length;
        at += piece.length;
        if (filled < blockBytes) continue;
        sums.push(sum);
        sum = 0;
        filled = 0;
      }
    },
    finish: () => {
      if (filled > 0) sums.push(sum);
      return Buffer.from(Uint32Array.from(sums).buffer).toString("base64");
    },
  };
}

/** Tells whether a block is as it was written. Every block is, where no sums were kept. */
export function openBlockSums(text: string): (block: number, bytes: Uint8Array) => boolean {
  const sums = Buffer.from(text, "base64");
  return (block, bytes) => text === "" || (4 * block + 4 <= sums.length && sums.readUInt32LE(4 * block) === crc32(bytes));
}

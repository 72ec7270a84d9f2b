import type { MadeLog } from "./call-frame.ts";
import { fromHex, keccak } from "./hex-bytes.ts";

const bloomBytes = 256;

/** Yellow Paper, 4.3.1: three bits of 2,048 for every address and topic. */
export function bloomOf(logs: readonly MadeLog[]): Uint8Array {
  const bloom = new Uint8Array(bloomBytes);
  for (const log of logs)
    for (const text of [log.address, ...log.topics])
      for (const bit of bitsOf(text)) {
        const at = bloomBytes - 1 - (bit >> 3);
        bloom[at] = (bloom[at] ?? 0) | (1 << (bit & 7));
      }
  return bloom;
}

/** Made chains repeat their addresses. */
const known = new Map<string, readonly number[]>();

function bitsOf(text: string): readonly number[] {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const hash = keccak(fromHex(text));
  const bits = [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047);
  known.set(text, bits);
  return bits;
}

/** The bits of several blooms together. */
export function uniteBlooms(blooms: readonly Uint8Array[]): Uint8Array {
  const united = new Uint8Array(bloomBytes);
  for (const bloom of blooms) for (const [at, bits] of bloom.entries()) united[at] = (united[at] ?? 0) | bits;
  return united;
}

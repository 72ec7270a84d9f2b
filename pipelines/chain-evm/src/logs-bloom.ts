import { keccakOfHex } from "./keccak.ts";
import type { RpcLog } from "./rpc-block.ts";

const byteCount = 256;
/** Values whose places in a bloom are remembered: contracts and topics come again and again. */
const rememberedMax = 50_000;
const remembered = new Map<string, readonly [number, number, number]>();

/** A bloom filter as blocks and receipts carry it, of every address and topic of some logs. Source: Ethereum Yellow Paper, 4.3.1. */
export interface LogsBloom {
  readonly add: (logs: readonly RpcLog[]) => void;
  /** `0x` and 512 digits. */
  readonly text: () => string;
}

export function startLogsBloom(): LogsBloom {
  const bits = Buffer.alloc(byteCount);
  const set = (value: string): void => {
    for (const bit of placesOf(value)) {
      const index = byteCount - 1 - (bit >> 3);
      bits[index] = (bits[index] ?? 0) | (1 << (bit & 7));
    }
  };
  return {
    add: (logs) => {
      for (const log of logs) {
        set(log.address);
        for (const topic of log.topics) set(topic);
      }
    },
    text: () => `0x${bits.toString("hex")}`,
  };
}

export const emptyBloom: string = `0x${"0".repeat(byteCount * 2)}`;

/** The low eleven bits of the first three pairs of bytes of the hash. */
function placesOf(value: string): readonly [number, number, number] {
  const known = remembered.get(value);
  if (known !== undefined) return known;
  const digest = keccakOfHex(value);
  const place = (pair: number): number => Number.parseInt(digest.slice(2 + pair * 4, 6 + pair * 4), 16) & 0x7ff;
  const places = [place(0), place(1), place(2)] as const;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(value, places);
  return places;
}

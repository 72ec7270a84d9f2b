import { blockRanges } from "@tributary/queries";
import type { BlockInterval } from "./block-interval.ts";
import type { WorkStore } from "./work-options.ts";

/** Which blocks of a chain the ledger has under a reading's name. */
export type ReadRanges = (chain: string, reading: string) => Promise<readonly BlockInterval[]>;

/** Ranges as this store holds them. */
export function readRangesOf(store: Pick<WorkStore, "query">): ReadRanges {
  return async (chain, reading) =>
    (await store.query(blockRanges, {}))
      .filter((row) => row.chain === chain && row.reading === reading)
      .map(({ fromNumber, toNumber }) => ({ from: fromNumber, to: toNumber }));
}

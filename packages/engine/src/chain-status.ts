import type { BlockPart } from "@tributary/domain";
import { blockSpans, pendingSpans, proofCounts } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** What the store holds of one chain. */
export interface ChainStatus {
  /** CAIP-2. */
  readonly chain: string;
  /** Blocks in a row that were read completely, by what was read of them. */
  readonly spans: readonly { readonly reading: string; readonly from: bigint; readonly to: bigint }[];
  /** How surely parts of blocks are known; a block that was read twice counts twice. */
  readonly proofs: readonly { readonly part: BlockPart; readonly state: string; readonly blocks: bigint }[];
  /** Blocks that are not final yet: apart from the ledger. */
  readonly pending: { readonly from: bigint; readonly to: bigint; readonly blocks: bigint } | null;
}

/** Every chain of which something was read, by name. */
export async function chainStatus(store: Store): Promise<readonly ChainStatus[]> {
  const spans = await store.query(blockSpans, {});
  const proofs = await store.query(proofCounts, {});
  const pending = await store.query(pendingSpans, {});
  const chains = new Set([...spans, ...proofs, ...pending].map(({ chain }) => chain));
  return [...chains].sort().map((chain) => {
    const waiting = pending.find((row) => row.chain === chain);
    return {
      chain,
      spans: spans
        .filter((row) => row.chain === chain)
        .map(({ reading, fromNumber, toNumber }) => ({ reading, from: fromNumber, to: toNumber })),
      proofs: proofs
        .filter((row) => row.chain === chain)
        .map(({ part, state, blockCount }) => ({ part, state, blocks: blockCount })),
      pending: waiting === undefined ? null : { from: waiting.fromNumber, to: waiting.toNumber, blocks: waiting.blockCount },
    };
  });
}

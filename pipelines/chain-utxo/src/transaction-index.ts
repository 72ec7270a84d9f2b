import { type BitcoinTransaction, outpointKey } from "./bitcoin-transaction.ts";
import type { BlockHeader } from "./block-header.ts";
import type { BitcoinBlock } from "./check-block.ts";
import type { StatedOutputs, ToldOutput } from "./spent-outputs.ts";

/** Transactions that are found again by their txid; the blocks of later ones are not searched, and what spends those is kept apart. */
const transactionsIndexedMax = 2_000_000;

/** Finds transactions in blocks that carry no undo data; made when the first one is asked for. */
export interface TransactionIndex {
  readonly outputsOf: (txids: ReadonlySet<string>) => Promise<StatedOutputs>;
}

export function openTransactionIndex(
  headers: readonly BlockHeader[],
  readBlock: (header: BlockHeader) => Promise<BitcoinBlock>,
): TransactionIndex {
  let index: Promise<ReadonlyMap<string, BlockHeader>> | undefined;

  async function build(): Promise<ReadonlyMap<string, BlockHeader>> {
    const headerByTxid = new Map<string, BlockHeader>();
    for (const header of headers) {
      if (headerByTxid.size >= transactionsIndexedMax) break;
      for (const { txid } of (await readBlock(header)).transactions) headerByTxid.set(txid, header);
    }
    return headerByTxid;
  }

  return {
    outputsOf: async (txids) => {
      const outputs = new Map<string, ToldOutput>();
      if (txids.size === 0) return outputs;
      index ??= build();
      const headerByTxid = await index;
      const wanted = new Set<BlockHeader>();
      for (const txid of txids) {
        const header = headerByTxid.get(txid);
        if (header !== undefined) wanted.add(header);
      }
      for (const header of wanted) {
        const { transactions } = await readBlock(header);
        for (const transaction of transactions) if (txids.has(transaction.txid)) addOutputs(outputs, transaction);
      }
      return outputs;
    },
  };
}

function addOutputs(outputs: Map<string, ToldOutput>, { txid, outputs: made }: BitcoinTransaction): void {
  for (const [index, output] of made.entries())
    outputs.set(outpointKey({ txid, index }), { ...output, isProven: true, isOfUnit: false });
}

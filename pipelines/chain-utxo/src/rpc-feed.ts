import type { EndpointPool } from "@tributary/chain-kit";
import { fail, TributaryError } from "@tributary/domain";
import { type BitcoinTransaction, outpointKey, type TransactionOutput } from "./bitcoin-transaction.ts";
import type { BlockFeed } from "./block-feed.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { checkAmounts } from "./check-amounts.ts";
import { checkStatedHeight } from "./check-block.ts";
import { type BlockAnswer, readBlockAnswer, readRawTransaction } from "./rpc-block.ts";
import { toBytes } from "./rpc-value.ts";
import { addOutputsOf, type CertainOutputs, checkAllStated, type ToldOutput } from "./spent-outputs.ts";

/** Blocks by `getblock` of verbosity 3, whose nodes state spent outputs, or of verbosity 2, which older ones answer with; transactions by `getrawtransaction`. */
export function openRpcFeed(pool: EndpointPool, parameters: ChainParameters): BlockFeed {
  let hasIndex = true;

  async function transaction(txid: string): Promise<BitcoinTransaction | undefined> {
    let refusals = 0;
    try {
      return await pool.first(`transaction ${txid}`, async (endpoint) => {
        const reply = await endpoint.ask("getrawtransaction", [txid]);
        if (reply.ok) return readRawTransaction(toBytes(reply.value, `transaction ${txid}`), txid);
        refusals += 1;
        return fail("SOURCE_UNAVAILABLE", { found: `error ${reply.code}`, expected: "a transaction of a block" });
      });
    } catch (error) {
      // Every output that a block spends is of some block: who refuses it keeps no index of transactions, and will refuse all others.
      if (!(error instanceof TributaryError) || refusals < pool.size) throw error;
      hasIndex = false;
      return undefined;
    }
  }

  return {
    block: async (header, certain) => {
      const { value, state } = await pool.agree<BlockAnswer>({
        path: `block ${header.height}`,
        ask: async (endpoint) => {
          const answer = readBlockAnswer(parameters.network, await endpoint.demand("getblock", [header.hash, 3]), header);
          checkStatedHeight(parameters, answer.block);
          checkAnswer(parameters, answer, certain);
          checkAmounts(parameters, answer);
          return answer;
        },
        canonical: canonicalText,
      });
      return { ...value, state };
    },
    outputsOf: async (txids) => {
      const outputs = new Map<string, ToldOutput>();
      if (!hasIndex) return outputs;
      const [first, ...rest] = txids;
      if (first === undefined) return outputs;
      // One is asked for alone, so that a node without an index is not asked for thousands.
      const read = [await transaction(first)];
      if (hasIndex) read.push(...(await Promise.all(rest.map(transaction))));
      for (const made of read) {
        for (const [index, output] of made?.outputs.entries() ?? [])
          outputs.set(outpointKey({ txid: made?.txid ?? "", index }), { ...output, isProven: true, isOfUnit: false });
      }
      return outputs;
    },
  };
}

/** What an endpoint states of outputs that are known for certain is held against them here, where the lie is still known to be its own. */
function checkAnswer(parameters: ChainParameters, { block, stated }: BlockAnswer, before: CertainOutputs): void {
  const path = `block ${block.header.height}`;
  const own = new Map<string, TransactionOutput>();
  addOutputsOf(block.transactions, own);
  checkAllStated(parameters, { path, stated, certain: own });
  checkAllStated(parameters, { path, stated, certain: before });
}

/** Its hash says all of a block but what it spends. */
function canonicalText({ block, stated }: BlockAnswer): string {
  const spent = [...stated].map(([key, { atoms, script }]) => `${key} ${atoms} ${script.toString("hex")}`).sort();
  return [block.header.hash, ...spent].join("\n");
}

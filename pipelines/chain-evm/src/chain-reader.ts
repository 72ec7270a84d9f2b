import { fail } from "@tributary/domain";
import { checkBlock, checkSame } from "./check-block.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { parseBlock, parseHeader, parseReceipt, type RpcBlock, type RpcHeader, type RpcReceipt } from "./rpc-block.ts";
import type { RpcClient } from "./rpc-client.ts";
import { malformed, readQuantity } from "./rpc-value.ts";

/** Blocks of one endpoint, each checked against itself before it is handed on. */
export interface ChainReader {
  readonly chainId: () => Promise<bigint>;
  readonly head: () => Promise<bigint>;
  readonly header: (number: bigint) => Promise<RpcHeader>;
  /** The last block that the chain calls final; null where the endpoint does not know the tag. */
  readonly finalized: () => Promise<RpcHeader | null>;
  readonly block: (number: bigint) => Promise<BlockAnswer>;
}

export function openChainReader(client: RpcClient): ChainReader {
  let servesBlockReceipts = true;

  async function receiptsOf(block: RpcBlock): Promise<readonly RpcReceipt[]> {
    const path = `block ${block.number}`;
    if (block.transactions.length === 0) return [];
    if (servesBlockReceipts) {
      const reply = await client.ask("eth_getBlockReceipts", [toQuantity(block.number)]);
      if (reply.ok && Array.isArray(reply.value))
        return reply.value.map((value, index) => parseReceipt(value, `${path} receipt ${index}`));
      servesBlockReceipts = false;
    }
    const receipts: RpcReceipt[] = [];
    for (const transaction of block.transactions) {
      const value = await client.demand("eth_getTransactionReceipt", [transaction.hash]);
      if (value === null) failMissing(`receipt of transaction ${transaction.hash}`);
      receipts.push(parseReceipt(value, `${path} receipt ${transaction.index}`));
    }
    return receipts;
  }

  async function header(number: bigint): Promise<RpcHeader> {
    const value = await client.demand("eth_getBlockByNumber", [toQuantity(number), false]);
    const read = value === null ? failMissing(`block ${number}`) : parseHeader(value, `block ${number}`);
    checkSame(`block ${number}`, ["number asked for", number], ["number", read.number]);
    return read;
  }

  return {
    chainId: async () => readScalar("eth_chainId", await client.demand("eth_chainId", [])),
    head: async () => readScalar("eth_blockNumber", await client.demand("eth_blockNumber", [])),
    header,
    finalized: async () => {
      const reply = await client.ask("eth_getBlockByNumber", ["finalized", false]);
      return reply.ok && reply.value !== null ? parseHeader(reply.value, "block finalized") : null;
    },
    block: async (number) => {
      const value = await client.demand("eth_getBlockByNumber", [toQuantity(number), true]);
      const block = value === null ? failMissing(`block ${number}`) : parseBlock(value, `block ${number}`);
      checkSame(`block ${number}`, ["number asked for", number], ["number", block.number]);
      const answer = { block, receipts: await receiptsOf(block) };
      checkBlock(answer, { number });
      return answer;
    },
  };
}

/** A quantity as JSON-RPC writes it: hexadecimal without leading zeros. */
export function toQuantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function readScalar(method: string, value: unknown): bigint {
  return typeof value === "string"
    ? readQuantity({ value: { result: value }, path: method }, "result")
    : malformed(method, { found: value, expected: "a hex quantity" });
}

function failMissing(what: string): never {
  return fail("SOURCE_UNAVAILABLE", { found: `no ${what}`, expected: `${what}, which lies before the endpoint's own head` });
}

import type { BlockAnswer } from "./decode-block.ts";
import { toQuantity } from "./fetch-block.ts";
import { findOpenQuestions, type Knowledge } from "./knowledge.ts";
import type { RpcClient } from "./rpc-client.ts";
import { decimalsSelector, readDecimals } from "./token-metadata.ts";

/** Asks what a block's own answers leave open. */
export interface KnowledgeReader {
  readonly read: (answer: BlockAnswer) => Promise<Knowledge>;
}

/** `block`: the one at which contracts are asked what they are, the same for a whole range. */
export function openKnowledgeReader(client: RpcClient, block: bigint): KnowledgeReader {
  const tokens = new Map<string, Promise<boolean | null>>();

  async function askToken(contract: string): Promise<boolean | null> {
    const reply = await client.ask("eth_call", [{ to: contract, data: decimalsSelector }, toQuantity(block)]);
    if (reply.ok) return readDecimals(typeof reply.value === "string" ? reply.value.toLowerCase() : null) !== null;
    return client.isRefusal(reply) ? null : false;
  }

  function isToken(contract: string): Promise<boolean | null> {
    const asked = tokens.get(contract) ?? askToken(contract);
    tokens.set(contract, asked);
    asked.catch(() => tokens.delete(contract));
    return asked;
  }

  /** Just before the block, or just after it. */
  async function hasCode(address: string, number: bigint): Promise<boolean | null> {
    for (const at of number === 0n ? [number] : [number - 1n, number]) {
      const reply = await client.ask("eth_getCode", [address, toQuantity(at)]);
      if (!reply.ok || typeof reply.value !== "string") return null;
      if (reply.value !== "0x") return true;
    }
    return false;
  }

  return {
    read: async (answer) => {
      const open = findOpenQuestions(answer);
      const known = new Map<string, boolean | null>();
      for (const contract of open.tokens) known.set(contract, await isToken(contract));
      const codes = new Map<string, boolean | null>();
      for (const address of open.accounts) codes.set(address, await hasCode(address, answer.block.number));
      return { isToken: (contract) => known.get(contract) ?? null, hasCode: (address) => codes.get(address) ?? null };
    },
  };
}

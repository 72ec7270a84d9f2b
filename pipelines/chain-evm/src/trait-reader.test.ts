import { digestText } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { decodeBlock, transfersOf } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { makeBlock, receiver, sender, token, wordOf, wordOfAmount } from "./made-block.ts";
import type { RpcClient } from "./rpc-client.ts";
import { openTraitReader } from "./trait-reader.ts";

const chain = makeEvmChain({ chainId: 31_337n, fileSha256: digestText("made"), tokens: null });
const transfer = { topics: [eventTopics.transfer, wordOf(sender), wordOf(receiver)], data: wordOfAmount(100n) };
const transfers = transfersOf(decodeBlock(chain, makeBlock({ logs: [transfer] })).items);

/** A token whose holders' balances at two blocks are these; an endpoint that knows no others. */
function client(balances: Readonly<Record<string, bigint>>): RpcClient {
  return {
    isRefusal: () => true,
    ask: async (_method, [call, block]) => {
      const data = typeof call === "object" && call !== null && "data" in call ? String(call.data) : "";
      const balance = balances[`${block} 0x${data.slice(-40)}`];
      return balance === undefined
        ? { ok: false, code: "-32000", message: "missing trie node" }
        : { ok: true, value: wordOfAmount(balance) };
    },
  };
}

async function traitsOf(balances: Readonly<Record<string, bigint>>, pairsMax = 10): Promise<readonly unknown[]> {
  const reader = openTraitReader({ chain, client: client(balances), pairsMax });
  const items = await reader.read(transfers, { before: 15n, last: 16n });
  return items.flatMap((item): readonly unknown[] => ("rows" in item ? (item.rows.assetTraits ?? []) : []));
}

describe("tokens whose balances are not what their transfers make of them", () => {
  const right = { [`0xf ${sender}`]: 500n, [`0x10 ${sender}`]: 400n, [`0xf ${receiver}`]: 0n, [`0x10 ${receiver}`]: 100n };
  const flagged = [{ asset: `eip155:31337/erc20:${token}`, trait: "balance-differs-from-transfers" }];

  test("are flagged, with the balance that shows it", async () => {
    expect(await traitsOf(right)).toEqual([]);
    expect(await traitsOf({ ...right, [`0x10 ${receiver}`]: 98n })).toEqual(flagged);
    expect(await traitsOf({ ...right, [`0x10 ${sender}`]: 404n })).toEqual(flagged);
  });

  test("are not where the endpoint does not know old states, and no more accounts are asked for than the limit", async () => {
    expect(await traitsOf({ [`0x10 ${receiver}`]: 98n })).toEqual([]);
    expect(await traitsOf({ ...right, [`0x10 ${receiver}`]: 98n }, 1)).toEqual([]);
  });
});

import { keccak256, Transaction } from "ethers";
import { describe, expect, test } from "vitest";
import { blockJson, flatTracesJson, nestedTracesJson, receiptsJson } from "../../packages/testkit/src/simulator/block-json.ts";
import { chainOf, genesis, growChain } from "../../packages/testkit/src/simulator/grow-chain.ts";
import { toHex } from "../../packages/testkit/src/simulator/hex-bytes.ts";
import { seededRandom } from "../../packages/testkit/src/simulator/random.ts";
import type { Era, TrueBlock } from "../../packages/testkit/src/simulator/true-block.ts";
import { checkBlock } from "../../pipelines/chain-evm/src/check-block.ts";
import { proveBlock } from "../../pipelines/chain-evm/src/prove-block.ts";
import { parseBlock, parseReceipt } from "../../pipelines/chain-evm/src/rpc-block.ts";

function makeChain(seed: number, era: Era): readonly TrueBlock[] {
  const random = seededRandom(seed, "chain");
  let node = genesis(era, 0);
  for (let count = 0; count < 30; count += 1)
    node = growChain(random, node, { style: { era, transactionsMax: 5, emptyShare: 0.2 }, branch: 0 });
  return chainOf(node);
}

describe("a made chain is a true one", () => {
  test.each(["london", "shanghai", "cancun", "prague"] as const)(
    "%s: the pipeline, which was written apart from it, proves every part of every block",
    (era) => {
      for (const made of makeChain(1, era)) {
        const block = parseBlock(blockJson(made, { isFull: true }), "block");
        const receipts = receiptsJson(made).map((receipt) => parseReceipt(receipt, "receipt"));
        const answer = { block, receipts, uncles: null };
        checkBlock(answer, { number: made.number });
        const verdicts = proveBlock(answer, "recover");
        expect(Object.values(verdicts).filter(({ isProven }) => !isProven)).toEqual([]);
      }
    },
  );

  test("its transactions are what a library reads them to be", () => {
    for (const { transactions } of makeChain(2, "prague"))
      for (const { signed } of transactions) {
        const read = Transaction.from(toHex(signed.bytes));
        expect([read.hash, read.from?.toLowerCase(), read.value, read.type]).toEqual([
          signed.hash,
          signed.from,
          signed.value,
          signed.type,
        ]);
        expect(keccak256(signed.bytes)).toBe(signed.hash);
      }
  });

  test("the same seed gives the same chain, another one another", () => {
    const hashes = (seed: number): readonly string[] => makeChain(seed, "cancun").map(({ hash }) => hash);
    expect(hashes(3)).toEqual(hashes(3));
    expect(hashes(3).at(-1)).not.toBe(hashes(4).at(-1));
  });

  test("both shapes of traces name the same calls", () => {
    for (const block of makeChain(5, "cancun")) {
      const nested = JSON.stringify(nestedTracesJson(block)).match(/"type":"/g)?.length ?? 0;
      expect(flatTracesJson(block).length).toBe(nested);
    }
  });
});

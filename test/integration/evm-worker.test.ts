import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSync, type WorkReport } from "@tributary/chain-kit";
import { openEvmSource } from "@tributary/pipeline-chain-evm";
import { blockSpans, proofCounts, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { heldByLedger, heldByNode } from "./evm-balances.ts";
import { anvilNode, startBusyChain } from "./evm-busy-chain.ts";
import { PlainRpc } from "./evm-made-chain.ts";
import { makeRandom } from "./seeded-random.ts";

const blockCount = 500;
const transactionsPerBlock = 40;
const finalDepth = 8n;
const reorgDepthMax = 7;
const transfersAimed = 20_000;

describe("a worker that follows a real node", () => {
  let node: AnvilNode;
  let rpc: PlainRpc;
  let folder: string;
  let final = 0n;
  const reports: WorkReport[] = [];

  beforeAll(async () => {
    node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
    rpc = new PlainRpc(node.url);
    folder = await mkdtemp(join(tmpdir(), "evm-worker-"));
    await rpc.ask("anvil_setBlockTimestampInterval", [12]);
    const chain = await startBusyChain(await anvilNode(rpc), 20_261_124);
    const random = makeRandom(7);
    // The worker is started anew for every round, in the middle of a chain that grows and drops its last blocks.
    for (let made = 0; made < blockCount; ) {
      const next = Math.min(10 + random(40), blockCount - made);
      for (let index = 0; index < next; index += 1) await chain.addBlock(transactionsPerBlock);
      made += next;
      await follow();
      if (random(2) === 0) {
        const depth = 1 + random(reorgDepthMax);
        await chain.reorganise(depth);
        // What was dropped is made again.
        made -= depth;
        if (random(2) === 0) await follow();
      }
    }
    await chain.mine(Number(finalDepth) + 1);
    await follow();
    final = BigInt(await rpc.text("eth_blockNumber")) - finalDepth;
  }, 600_000);

  afterAll(async () => {
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function follow(): Promise<void> {
    const source = await openEvmSource({
      urls: [node.url],
      quorum: 1,
      finality: { kind: "depth", blocks: finalDepth },
      traces: "require",
      // Whoever held anything at the beginning is in the first segment; an old state for every account of every later one takes a node minutes.
      openings: reports.length === 0,
    });
    try {
      await withStore((store) => runSync({ store, source, from: 0n, once: true, pollMilliseconds: 0 })).then((report) =>
        reports.push(report),
      );
    } finally {
      source.close();
    }
  }

  async function withStore<Value>(work: (store: Store) => Promise<Value>): Promise<Value> {
    const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  test("holds what the node holds, for every account and token, to the atom", async () => {
    await withStore(async (store) => {
      const held = await heldByLedger(store);
      expect(held.size).toBeGreaterThan(150);
      expect(held).toEqual(await heldByNode(rpc, held.keys(), `0x${final.toString(16)}`));
    });
  }, 300_000);

  test("has every block once, proven, and nothing of the chains that were dropped", async () => {
    await withStore(async (store) => {
      expect(await store.query(blockSpans, {})).toEqual([
        { chain: "eip155:31337", reading: "receipts", fromNumber: 0n, toNumber: final },
        { chain: "eip155:31337", reading: "traces", fromNumber: 0n, toNumber: final },
      ]);
      const proven = (await store.query(proofCounts, {})).map(({ part, state }) => `${part} ${state}`);
      // Nothing commits to traces; where there was no transaction, there is nothing to trace.
      expect(proven).toEqual([
        "receipts proven",
        "traces proven",
        "traces single source",
        "transactions proven",
        "withdrawals proven",
      ]);
      const transfers = await store.query(transfersUntil, { until: null });
      expect(transfers.filter(({ id }) => !id.includes(":fee-")).length).toBeGreaterThan(transfersAimed);
      const hashes = new Set<string>();
      for (let number = 0n; number <= final; number += 1n) {
        const block = await rpc.ask<{ transactions: readonly string[] }>("eth_getBlockByNumber", [
          `0x${number.toString(16)}`,
          false,
        ]);
        for (const hash of block.transactions) hashes.add(hash);
      }
      expect(transfers.filter(({ reference }) => reference !== null && !hashes.has(reference))).toEqual([]);
    });
  }, 300_000);

  test("saw the chain drop blocks, and kept what was not final apart", async () => {
    expect(reports.reduce((sum, { pending }) => sum + pending.dropped, 0n)).toBeGreaterThan(0n);
    expect(reports.every(({ conflicts, rejected }) => conflicts === 0n && rejected === 0n)).toBe(true);
    await withStore(async (store) => {
      const pending = await store.pending.list("eip155:31337");
      expect(pending.length).toBe(Number(finalDepth));
      expect(pending.every(({ number }) => number > final)).toBe(true);
    });
  });
});

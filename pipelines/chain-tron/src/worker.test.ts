import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackfill, runSync, type WorkStep } from "@tributary/chain-kit";
import { tronChain } from "@tributary/domain";
import { openStore, type Store } from "@tributary/pipeline-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callOf, internalOf, logOf, madeAddress, makeChain, transferOf, wordOf, wordOfAmount } from "./made-chain.ts";
import { openTronSource, type TronSource } from "./open-tron-source.ts";
import { type StubNode, startStubNode } from "./stub-node.ts";

const [alice, bob, token] = [madeAddress("a1"), madeAddress("b2"), madeAddress("d4")];
const call = callOf(alice, token, { amount: 3n });
const log = [
  logOf(
    token,
    ["ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", wordOf(alice), wordOf(bob)],
    wordOfAmount(7n),
  ),
];
const internal_transactions = [internalOf({ from: token, to: bob, values: [{ callValue: 2n }] })];
const run = { ...call, info: { ...call.info, fee: 100n, log, internal_transactions } };
const chain = makeChain(Array.from({ length: 41 }, (_, index) => [transferOf(alice, bob, BigInt(index + 1)), run]));

let directory: string;
let node: StubNode;
let source: TronSource;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-tron-worker-"));
  node = await startStubNode(chain, { unsolidified: 3 });
  source = await openTronSource({ urls: [node.url] });
});

afterEach(async () => {
  source.close();
  await node.close();
  await rm(directory, { recursive: true });
});

async function withStore<Value>(name: string, work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ directory: join(directory, name), mode: "write", create: true, threads: 1 });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test("a worker follows the chain: solidified blocks into the ledger, those above beside it", async () => {
  await withStore("followed", async (store) => {
    const report = await runSync({ store, source, from: 1n, once: true, pollMilliseconds: 1 });
    expect(report.final?.number).toBe(38n);
    const pending = await store.pending.list(tronChain);
    expect(pending.map(({ number, transfers }) => [number, transfers.length])).toEqual([
      [39n, 5],
      [40n, 5],
      [41n, 5],
    ]);
    expect(await store.quarantine()).toEqual([]);
  });
});

test("a backfill that is stopped at every step ends with the same ledger", async () => {
  const straight = await withStore("straight", async (store) => {
    await runBackfill({ store, source, from: 1n });
    return store.contentHash();
  });
  const stopped = await withStore("stopped", async (store) => {
    for (let crashes = 0, isDone = false; !isDone; crashes += 1) {
      expect(crashes).toBeLessThan(100);
      let steps = 0;
      const onStep = (_step: WorkStep): void => {
        steps += 1;
        if (steps > crashes + 2) throw new Error("stopped");
      };
      try {
        await runBackfill({ store, source, from: 1n, onStep, ingestLimits: { batchRecordsMax: 5 } });
        isDone = true;
      } catch (error) {
        if (!(error instanceof Error) || error.message !== "stopped") throw error;
      }
    }
    return store.contentHash();
  });
  expect(stopped).toBe(straight);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestEvm } from "@tributary/pipeline-chain-evm";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { PlainRpc } from "./evm-made-chain.ts";

/** A chain of one node, which drops nothing while a test does not tell it to. */
const finality = { kind: "depth", blocks: 0n } as const;

let node: AnvilNode;
let rpc: PlainRpc;
let folder: string;
let accounts: readonly string[] = [];
const stores: Store[] = [];

beforeAll(async () => {
  node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  rpc = new PlainRpc(node.url);
  folder = await mkdtemp(join(tmpdir(), "evm-ranges-"));
  accounts = await rpc.ask<readonly string[]>("eth_accounts");
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function newStore(): Promise<Store> {
  const store = await openStore({ directory: join(folder, `store-${stores.length}`), mode: "write", create: true });
  stores.push(store);
  return store;
}

/** Blocks of two payments each, of amounts that tell the chains apart. */
async function mine(blockCount: number, atoms: number): Promise<void> {
  const [from, middle, to] = accounts;
  for (let block = 0; block < blockCount; block += 1) {
    for (const [payer, receiver] of [
      [from, middle],
      [middle, to],
    ])
      await rpc.ask("eth_sendTransaction", [{ from: payer, to: receiver, value: `0x${atoms.toString(16)}`, gas: "0x5208" }]);
    await rpc.ask("evm_mine");
  }
}

test("overlapping ranges give the transfers of one, each once, and are told as known", async () => {
  await mine(6, 7);
  const [whole, parts] = [await newStore(), await newStore()];
  await ingestEvm({ store: whole, rpcUrl: node.url, finality, from: 0n, to: 6n });
  await ingestEvm({ store: parts, rpcUrl: node.url, finality, from: 3n, to: 6n });
  await ingestEvm({ store: parts, rpcUrl: node.url, finality, from: 0n, to: 4n });
  const all = await ingestEvm({ store: parts, rpcUrl: node.url, finality, from: 0n, to: 6n });
  expect(all).toMatchObject({ outcome: "complete", conflicts: 0n, rejected: 0n });
  expect(all.rowsByTable["ledger.transfer"]).toBeUndefined();
  expect(await parts.query(transfersUntil, { until: null })).toEqual(await whole.query(transfersUntil, { until: null }));
});

test("a chain that was reorganised since is refused whole, from the fork, after it, and by the block before a range", async () => {
  const snapshot = await rpc.ask("evm_snapshot");
  await mine(3, 11);
  const store = await newStore();
  const report = await ingestEvm({ store, rpcUrl: node.url, finality, from: 0n, to: 9n });
  expect(report.outcome).toBe("complete");
  const held = await store.query(transfersUntil, { until: null });
  expect(await rpc.ask("evm_revert", [snapshot])).toBe(true);
  await mine(5, 13);
  for (const [from, to] of [
    [0n, 11n],
    [8n, 11n],
    [10n, 11n],
  ] as const) {
    const limits = { blocksPerUnit: 2n };
    await expect(ingestEvm({ store, rpcUrl: node.url, finality, from, to, limits })).rejects.toMatchObject({
      code: "CHAIN_REORGANISED",
      finding: { where: { path: expect.stringMatching(/^ledger.block eip155:31337 [789]$/) } },
    });
    expect(await store.query(transfersUntil, { until: null })).toEqual(held);
  }
});

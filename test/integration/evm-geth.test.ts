import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackfill } from "@tributary/chain-kit";
import { openEvmSource } from "@tributary/pipeline-chain-evm";
import { conversions, proofCounts, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heldByLedger, heldByNode } from "./evm-balances.ts";
import { startBusyChain } from "./evm-busy-chain.ts";
import { type GethNode, startGeth } from "./geth-node.ts";
import { buildGoProgram } from "./go-program.ts";

const geth = buildGoProgram({ module: "github.com/ethereum/go-ethereum/cmd/geth", version: "v1.16.7" });
const title = geth.missing === null ? "a real geth" : `a real geth (skipped: ${geth.missing})`;

describe.skipIf(geth.missing !== null)(title, () => {
  let node: GethNode;
  let folder: string;
  let store: Store;
  let head = 0n;

  beforeAll(async () => {
    node = await startGeth(geth.path ?? "");
    const chain = await startBusyChain(node, 31);
    for (let block = 0; block < 20; block += 1) await chain.addBlock(20);
    head = BigInt(await node.rpc.text("eth_blockNumber"));
    folder = await mkdtemp(join(tmpdir(), "evm-geth-"));
    store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  });

  afterAll(async () => {
    await store?.close();
    await node?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test("is read completely, every part proven that a block commits to", async () => {
    const source = await openEvmSource({
      urls: [node.rpc.url],
      quorum: 1,
      finality: { kind: "depth", blocks: 0n },
      traces: "require",
    });
    try {
      const report = await runBackfill({ store, source, from: 0n, to: head });
      expect(report.findings.filter(({ code }) => code !== "SOURCE_PARTIAL")).toEqual([]);
      expect(report).toMatchObject({ isComplete: true, conflicts: 0n, rejected: 0n, missing: [] });
    } finally {
      source.close();
    }
    const states = (await store.query(proofCounts, {})).map(({ part, state }) => `${part} ${state}`);
    expect(states.filter((state) => !state.startsWith("traces"))).toEqual([
      "receipts proven",
      "transactions proven",
      "withdrawals proven",
    ]);
  });

  test("holds the same of every account and token, to the atom", async () => {
    const held = await heldByLedger(store);
    expect(held.size).toBeGreaterThan(100);
    expect(held).toEqual(await heldByNode(node.rpc, held.keys(), `0x${head.toString(16)}`));
  });

  test("charged every transaction the fee that the ledger has", async () => {
    const charged = new Map<string, bigint>();
    for (const { id, reference, atoms } of await store.query(transfersUntil, { until: null }))
      if (reference !== null && id.includes(":fee-")) charged.set(reference, (charged.get(reference) ?? 0n) + atoms);
    const expected = new Map<string, bigint>();
    for (let number = 0n; number <= head; number += 1n) {
      const receipts = await node.rpc.ask<readonly Readonly<Record<string, string>>[]>("eth_getBlockReceipts", [
        `0x${number.toString(16)}`,
      ]);
      for (const { transactionHash = "", gasUsed = "", effectiveGasPrice = "" } of receipts)
        expected.set(transactionHash, BigInt(gasUsed) * BigInt(effectiveGasPrice));
    }
    expect(charged).toEqual(expected);
  });

  test("shows swaps, wraps and unwraps", async () => {
    const kinds = new Set((await store.query(conversions, {})).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["swap", "unwrap", "wrap"]);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRangesOf } from "@tributary/chain-kit";
import { isSpecialAccount } from "@tributary/domain";
import { loadTraceLedger } from "@tributary/engine";
import type { NamedTransfer } from "@tributary/ledger";
import { openEvmSource } from "@tributary/pipeline-chain-evm";
import { coverage, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { requestOf, transferClaim } from "@tributary/testkit";
import { traceForward } from "@tributary/trace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { type MadeChain, makeChain, PlainRpc } from "./evm-made-chain.ts";

const native = "eip155:31337/slip44:60";

describe("a range of a real node read without call traces", () => {
  let node: AnvilNode;
  let chain: MadeChain;
  let folder: string;
  let store: Store;

  beforeAll(async () => {
    node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
    chain = await makeChain(new PlainRpc(node.url), 60);
    folder = await mkdtemp(join(tmpdir(), "covered-assets-"));
    store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
    await read("off");
  });

  afterAll(async () => {
    await store?.close();
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function read(traces: "off" | "require", tokens: readonly string[] = []): Promise<void> {
    const finality = { kind: "depth", blocks: 0n } as const;
    const source = await openEvmSource({ urls: [node.url], quorum: 1, finality, traces, tokens });
    try {
      const report = await source.readSegment({ from: 0n, to: chain.head }, { store, readRanges: readRangesOf(store) });
      expect(report).toMatchObject({ outcome: "complete", conflicts: 0n, rejected: 0n });
    } finally {
      source.close();
    }
  }

  /** Who has a gap where this transfer is the claim, and who held something of it at the end. */
  async function gapsOf(seed: NamedTransfer): Promise<{ readonly gaps: readonly string[]; readonly holders: readonly string[] }> {
    const request = requestOf({ claims: [transferClaim("V1", seed.name)], method: "fifo" });
    const result = traceForward(await loadTraceLedger(store, request), request);
    if ("results" in result) throw new Error("broken invariant: one rule was asked for");
    return {
      gaps: [...new Set(result.coverage_gaps.map(({ account }) => account))],
      holders: result.positions.filter(({ status }) => status === "held").map(({ account }) => account),
    };
  }

  async function lastPayment(isMeant: (transfer: NamedTransfer) => boolean): Promise<NamedTransfer> {
    const found = (await store.query(transfersUntil, { until: null })).findLast(
      (row) => row.atoms > 0n && row.from !== row.to && !isSpecialAccount(row.from) && !isSpecialAccount(row.to) && isMeant(row),
    );
    if (found === undefined) throw new Error("broken invariant: the made chain has payments of each kind");
    return found;
  }

  test("leaves a gap for who held traced native value, none for who held tokens alone; traces read later close it", async () => {
    const ofNative = await lastPayment(({ asset }) => asset === native);
    const ofTokens = await lastPayment(({ asset }) => asset !== native);
    const before = await gapsOf(ofNative);
    expect(before.gaps).toContain(ofNative.to);
    expect(before.holders).toContain(ofNative.to);
    expect(await gapsOf(ofTokens)).toEqual({ gaps: [], holders: [ofTokens.to] });
    await read("require");
    expect((await gapsOf(ofNative)).gaps).toEqual([]);
    expect((await store.query(coverage, {})).map(({ source, assets }) => `${source} ${assets}`)).toEqual([
      "eip155:31337 all",
      `eip155:31337:without-traces without ${native}`,
    ]);
  });

  test("and of some tokens alone says which, and which of the native asset it read", async () => {
    const other = await openStore({ directory: join(folder, "tokens"), mode: "write", create: true });
    const full = store;
    store = other;
    try {
      await read("require", [chain.token]);
      const rows = (await other.query(coverage, {})).map(
        ({ source, assets }) => `${source.replace(/[0-9a-f]{16}$/, "…")} ${assets}`,
      );
      expect(rows).toEqual([
        `eip155:31337:native only ${native}`,
        `eip155:31337:tokens:… only eip155:31337/erc20:${chain.token}`,
      ]);
    } finally {
      store = full;
      await other.close();
    }
  });
});

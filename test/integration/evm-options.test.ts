import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackfill, type WorkReport } from "@tributary/chain-kit";
import { type EvmSourceOptions, openEvmSource } from "@tributary/pipeline-chain-evm";
import { conversions, transfersUntil } from "@tributary/queries";
import { openStore } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { anvilNode, type BusyChain, startBusyChain } from "./evm-busy-chain.ts";
import { PlainRpc } from "./evm-made-chain.ts";

const last = 20n;

interface Reading {
  readonly from?: bigint;
  readonly to?: bigint;
  readonly options?: Partial<EvmSourceOptions>;
}

describe("readings of one chain with different options, in one store", () => {
  let node: AnvilNode;
  let folder: string;
  let chain: BusyChain;
  let account = "";
  let whole: Awaited<ReturnType<typeof contentOf>>;

  beforeAll(async () => {
    node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
    folder = await mkdtemp(join(tmpdir(), "evm-options-"));
    const rpc = new PlainRpc(node.url);
    await rpc.ask("anvil_setBlockTimestampInterval", [12]);
    const busy = await anvilNode(rpc);
    chain = await startBusyChain(busy, 20_261_125);
    for (let made = 0; made < 24; made += 1) await chain.addBlock(15);
    account = `eip155:31337:${busy.payers[1] ?? ""}`;
    whole = await contentOf("whole", [{}]);
  }, 120_000);

  afterAll(async () => {
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function read(directory: string, { from = 0n, to = last, options }: Reading): Promise<WorkReport> {
    const finality = { kind: "depth", blocks: 0n } as const;
    const source = await openEvmSource({ urls: [node.url], quorum: 1, finality, ...options });
    const store = await openStore({ directory, mode: "write", create: true });
    try {
      return await runBackfill({ store, source, from, to });
    } finally {
      source.close();
      await store.close();
    }
  }

  async function contentOf(name: string, readings: readonly Reading[]): Promise<{ transfers: unknown; conversions: unknown }> {
    const directory = join(folder, name);
    for (const reading of readings) {
      const report = await read(directory, reading);
      expect([report.isComplete, report.conflicts, report.rejected]).toEqual([true, 0n, 0n]);
    }
    const store = await openStore({ directory, mode: "read" });
    try {
      return {
        transfers: await store.query(transfersUntil, { until: null }),
        conversions: await store.query(conversions, {}),
      };
    } finally {
      await store.close();
    }
  }

  const someTokens = (): Partial<EvmSourceOptions> => ({ tokens: [chain.contracts.token] });
  const orders: readonly (readonly [string, () => readonly Reading[]])[] = [
    ["some tokens first", () => [{ options: someTokens() }, {}]],
    ["some tokens afterwards", () => [{}, { options: someTokens() }]],
    ["without traces first", () => [{ options: { traces: "off" } }, {}]],
    ["without traces afterwards", () => [{}, { options: { traces: "off" } }]],
    ["some tokens without traces first", () => [{ options: { ...someTokens(), traces: "off" } }, {}]],
    ["watched accounts first, by the chain's name of them", () => [{ options: { accounts: [account] } }, {}]],
    ["believed senders first", () => [{ options: { senders: "believe" } }, {}]],
    ["a hole that is filled last", () => [{ from: 9n, to: 12n, options: { traces: "off" } }, { from: 11n }, { to: 6n }, {}]],
  ];

  test.each(orders)(
    "give the content of one whole reading: %s",
    async (name, readings) => {
      expect(await contentOf(name.replaceAll(/\W/g, "-"), readings())).toEqual(whole);
    },
    60_000,
  );

  test("of the whole chain find exchanges", () => {
    expect(whole.conversions).not.toHaveLength(0);
  });

  test("of another chain's account is refused", async () => {
    await expect(read(join(folder, "other"), { options: { accounts: [account.replace("31337", "1")] } })).rejects.toMatchObject({
      code: "USAGE",
    });
  });
});

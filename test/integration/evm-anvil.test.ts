import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSpecialAccount } from "@tributary/domain";
import { ingestEvm } from "@tributary/pipeline-chain-evm";
import { assets, balances, coverage, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { type MadeChain, makeChain, PlainRpc } from "./evm-made-chain.ts";

/** A chain of one node, which drops nothing while a test does not tell it to. */
const finality = { kind: "depth", blocks: 0n } as const;

const transferCount = 2000;

describe("an import from a real node", () => {
  let node: AnvilNode;
  let rpc: PlainRpc;
  let chain: MadeChain;
  let folder: string;
  let store: Store;

  beforeAll(async () => {
    node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
    rpc = new PlainRpc(node.url);
    chain = await makeChain(rpc, transferCount);
    folder = await mkdtemp(join(tmpdir(), "evm-anvil-"));
    store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  });

  afterAll(async () => {
    await store?.close();
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("brings every record of the whole chain", async () => {
    const report = await ingestEvm({ store, rpcUrl: node.url, finality, from: 0n, to: chain.head });
    expect(report.findings.filter((finding) => finding.code !== "SOURCE_PARTIAL")).toEqual([]);
    expect(report.outcome).toBe("complete");
    expect(report.unread).toMatchObject({
      transactionsWithCode: 0n,
      openingsUnknown: 0n,
      unprovenBlocks: 0n,
      minedBlocks: 0n,
      supplyChanges: 0n,
    });
  });

  test("reconciles to the node's balance of every account, native and token, to the atom", async () => {
    const held = await heldByLedger(store);
    const native = "eip155:31337/slip44:60";
    const token = `eip155:31337/erc20:${chain.token}`;
    const expected = new Map<string, bigint>();
    for (const key of held.keys()) {
      const [account = "", asset = ""] = key.split(" ");
      expected.set(key, await balanceAtNode(rpc, { account, token: asset === native ? null : chain.token }));
    }
    expect(held).toEqual(expected);
    for (const account of [...chain.accounts, chain.miner])
      expect(held.has(`eip155:31337:${account.toLowerCase()} ${native}`)).toBe(true);
    expect([...held.keys()].filter((key) => key.endsWith(token)).length).toBeGreaterThan(40);
    expect(held.get(`eip155:31337:${chain.token} ${native}`)).toBe(5_000_000_000_000_000_000n);
  });

  test("holds zero, self and failed transfers, fees of each form, mint, burn and destruction as what they are", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const token = `eip155:31337/erc20:${chain.token}`;
    const ofToken = transfers.filter((transfer) => transfer.asset === token);
    expect(ofToken.filter((transfer) => transfer.from === `mint:${token}`).length).toBe(chain.accounts.length);
    expect(ofToken.filter((transfer) => transfer.to === `destroyed:${token}`).length).toBe(2);
    expect(ofToken.some((transfer) => transfer.atoms === 0n)).toBe(true);
    expect(ofToken.some((transfer) => transfer.from === transfer.to)).toBe(true);
    expect(transfers.filter((transfer) => transfer.id.endsWith(":fee-burned")).length).toBe(
      await transactionCount(rpc, chain.head),
    );
    const failed = transfers.filter((transfer) => transfer.atoms === 10n ** 30n);
    expect(failed).toEqual([]);
    const minted = ofToken
      .filter((transfer) => transfer.from === `mint:${token}`)
      .reduce((sum, transfer) => sum + transfer.atoms, 0n);
    expect(minted).toBe(BigInt(chain.accounts.length) * 1_000_000_000_000n);
  });

  test("knows the token by its own words and the interval by the node's", async () => {
    expect(await store.query(assets, {})).toEqual([
      { id: `eip155:31337/erc20:${chain.token}`, scale: 6, symbol: "USDM" },
      { id: "eip155:31337/slip44:60", scale: 18, symbol: null },
    ]);
    const intervals = await store.query(coverage, {});
    expect(intervals).toMatchObject([{ source: "eip155:31337", scope: "eip155:31337:*", from: 1_709_251_200_000_000n }]);
    expect(intervals[0]?.finality).toMatch(/^finalized 0x[0-9a-f]{64}$/);
  });

  test("twice changes nothing", async () => {
    const before = await store.contentHash();
    const again = await ingestEvm({ store, rpcUrl: node.url, finality, from: 0n, to: chain.head });
    expect(again).toMatchObject({ added: 0n, rejected: 0n, conflicts: 0n });
    expect(await store.contentHash()).toBe(before);
  });

  test("of a later part starts from the balances before it", async () => {
    const middle = chain.head / 2n;
    const part = await openStore({ directory: join(folder, "part"), mode: "write", create: true });
    try {
      const range = { from: middle, to: chain.head, tokens: [chain.token], limits: { balanceChecksPerUnitMax: 20 } };
      const report = await ingestEvm({ store: part, rpcUrl: node.url, finality, ...range });
      expect(report.unread.unexplainedBalances).toBe(0n);
      const held = await heldByLedger(part);
      const wrong: string[] = [];
      for (const [key, atoms] of held) {
        const [account = "", asset = ""] = key.split(" ");
        const expected = await balanceAtNode(rpc, { account, token: asset.includes("/erc20:") ? chain.token : null });
        if (atoms !== expected) wrong.push(`${key}: ${atoms}, the node ${expected}`);
      }
      expect(wrong).toEqual([]);
    } finally {
      await part.close();
    }
  });

  test("stopped and taken up again gives the same content", async () => {
    const broken = await openStore({ directory: join(folder, "broken"), mode: "write", create: true });
    try {
      const stop = new AbortController();
      const stopped = await ingestEvm({
        store: broken,
        finality,
        rpcUrl: node.url,
        from: 0n,
        to: chain.head,
        signal: stop.signal,
        onAcknowledged: () => stop.abort(),
      });
      expect(stopped.outcome).toBe("interrupted");
      const resumed = await ingestEvm({ store: broken, rpcUrl: node.url, finality, from: 0n, to: chain.head });
      expect(resumed.resumedAfter).toBeGreaterThan(0n);
      expect(await broken.contentHash()).toBe(await store.contentHash());
    } finally {
      await broken.close();
    }
  });

  test("beyond the last final block is cut there, and told", async () => {
    const report = await ingestEvm({ store, rpcUrl: node.url, finality, from: 0n, to: chain.head + 1n });
    expect(report.origin).toBe(`eip155:31337 blocks 0..${chain.head}`);
    expect(report.findings).toMatchObject([
      {
        code: "SOURCE_PARTIAL",
        found: expect.stringContaining(`blocks ${chain.head + 1n} to ${chain.head + 1n}, which are not final`),
      },
    ]);
    const beyond = ingestEvm({ store, rpcUrl: node.url, finality, from: chain.head + 1n, to: chain.head + 2n });
    await expect(beyond).rejects.toMatchObject({
      code: "USAGE",
      finding: { expected: expect.stringContaining(`${chain.head}`) },
    });
  });

  test("leaves no trace of the endpoint's address in the store", async () => {
    const port = new URL(node.url).port;
    for (const name of await readdir(join(folder, "store"))) {
      const bytes = await readFile(join(folder, "store", name));
      expect(bytes.includes(`127.0.0.1:${port}`)).toBe(false);
    }
  });
});

async function heldByLedger(store: Store): Promise<Map<string, bigint>> {
  const held = new Map<string, bigint>();
  const add = (key: string, atoms: bigint): void => {
    held.set(key, (held.get(key) ?? 0n) + atoms);
  };
  for (const balance of await store.query(balances, {})) add(`${balance.account} ${balance.asset}`, balance.atoms);
  for (const { from, to, asset, atoms } of await store.query(transfersUntil, { until: null })) {
    if (!isSpecialAccount(from)) add(`${from} ${asset}`, -atoms);
    if (!isSpecialAccount(to)) add(`${to} ${asset}`, atoms);
  }
  return held;
}

async function balanceAtNode(rpc: PlainRpc, holding: { account: string; token: string | null }): Promise<bigint> {
  const address = holding.account.slice(holding.account.lastIndexOf(":") + 1);
  if (holding.token === null) return BigInt(await rpc.text("eth_getBalance", [address, "latest"]));
  const data = `0x70a08231${"0".repeat(24)}${address.slice(2)}`;
  return BigInt(await rpc.text("eth_call", [{ to: holding.token, data }, "latest"]));
}

async function transactionCount(rpc: PlainRpc, head: bigint): Promise<number> {
  let count = 0;
  for (let number = 0n; number <= head; number += 1n)
    count += Number(await rpc.text("eth_getBlockTransactionCountByNumber", [`0x${number.toString(16)}`]));
  return count;
}

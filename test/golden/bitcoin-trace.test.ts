import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store, traceQuestion } from "@tributary/engine";
import { transfersUntil } from "@tributary/queries";
import { naiveForward, requestOf, transferClaim } from "@tributary/testkit";
import type { PositionRow, TraceRequest, TraceResult } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadOutpoints } from "../../packages/engine/src/load-outpoints.ts";
import { outpointKey } from "../../pipelines/chain-utxo/src/bitcoin-transaction.ts";
import { type GrownChain, growMadeChain } from "../../pipelines/chain-utxo/src/grow-made-chain.ts";
import { madeNodes } from "../../pipelines/chain-utxo/src/made-node.ts";
import { openBitcoinSource } from "../../pipelines/chain-utxo/src/open-bitcoin-source.ts";

const lastBlock = 58;
const folder = mkdtempSync(join(tmpdir(), "tributary-bitcoin-trace-"));
const chain = growChain(11, lastBlock + 2);
let store: Store;

function growChain(seed: number, blockCount: number): GrownChain {
  const stream = fc.sample(fc.nat({ max: 2 ** 31 - 1 }), { seed, numRuns: 40_000 });
  let at = 0;
  const draw = (below: number): number => {
    at += 1;
    return (stream[at % stream.length] ?? 0) % below;
  };
  return growMadeChain({ blockCount, draw });
}

beforeAll(async () => {
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true, threads: 1 });
  const source = await openBitcoinSource({ ...madeNodes({ chain }), quorum: 1, finality: { kind: "depth", blocks: 2n } });
  const report = await source.readSegment({ from: 0n, to: BigInt(lastBlock) }, { store });
  expect(report.outcome).toBe("complete");
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Fragment {
  readonly isTraced: boolean;
  readonly atoms: bigint;
}

/** Takes from the front, in order. */
function pour(queue: Fragment[], atoms: bigint): Fragment[] {
  const taken: Fragment[] = [];
  let left = atoms;
  while (left > 0n) {
    const first = queue.shift();
    if (first === undefined) throw new Error("more leaves a transaction than entered it");
    const isWhole = first.atoms <= left;
    const part = isWhole ? first.atoms : left;
    taken.push({ ...first, atoms: part });
    if (!isWhole) queue.unshift({ ...first, atoms: first.atoms - part });
    left -= part;
  }
  return taken;
}

/** The blocks replayed by nobody's ledger: inputs in listed order, outputs in listed order, what is left is the fee, and fees come to the coinbase after the subsidy. */
function replay(seeded: string): { readonly held: Map<string, bigint>; readonly lost: bigint } {
  const outputs = new Map<string, Fragment[]>();
  let lost = 0n;
  const traced = (parts: readonly Fragment[]): bigint => parts.reduce((sum, part) => sum + (part.isTraced ? part.atoms : 0n), 0n);
  const keep = (key: string, script: Buffer, parts: readonly Fragment[]): void => {
    if (script[0] === 0x6a) lost += traced(parts);
    else outputs.set(key, key === seeded ? parts.map((part) => ({ ...part, isTraced: true })) : [...parts]);
  };
  for (const { transactions } of chain.blocks.slice(1, lastBlock + 1)) {
    const [coinbase, ...others] = transactions;
    const reward: Fragment[] = [{ isTraced: false, atoms: 5_000_000_000n }];
    for (const { txid, inputs, outputs: made } of others) {
      const queue = inputs.flatMap((input) => outputs.get(outpointKey(input)) ?? []);
      for (const input of inputs) outputs.delete(outpointKey(input));
      for (const [index, { atoms, script }] of made.entries()) keep(outpointKey({ txid, index }), script, pour(queue, atoms));
      reward.push(...queue);
    }
    for (const [index, { atoms, script }] of (coinbase?.outputs ?? []).entries())
      keep(outpointKey({ txid: coinbase?.txid ?? "", index }), script, pour(reward, atoms));
    lost += traced(reward);
  }
  const held = [...outputs].map(([key, parts]): [string, bigint] => [key, traced(parts)]);
  return { held: new Map(held.filter(([, atoms]) => atoms > 0n)), lost };
}

async function answer(request: Partial<TraceRequest>): Promise<TraceResult> {
  const { document } = await traceQuestion(store, requestOf(request));
  if (!("positions" in document)) throw new Error("one forward rule was asked for");
  return document;
}

const sumOf = (rows: readonly PositionRow[]): bigint => rows.reduce((sum, row) => sum + BigInt(row.atoms), 0n);
const amountsOf = ({ positions }: TraceResult): string[] => positions.map((row) => `${row.account} ${row.status} ${row.atoms}`);

describe("a chain of blocks, read into the ledger and traced", () => {
  test.each([1, 4, 9])("from the reward of block %i: to the satoshi what a replay of the blocks gives", async (height) => {
    const block = chain.blocks[height];
    const [coinbase] = block?.transactions ?? [];
    const result = await answer({ claims: [transferClaim("V", `${block?.header.hash}:out:0`)] });
    const held = result.positions.filter((row) => row.status === "held");
    const { held: expected, lost } = replay(outpointKey({ txid: coinbase?.txid ?? "", index: 0 }));
    const byOutput = new Map(held.map((row) => [row.account.split(":").slice(-2).join(":"), BigInt(row.atoms)]));
    expect(byOutput).toEqual(expected);
    expect(expected.size).toBeGreaterThan(0);
    expect(sumOf(result.positions.filter((row) => row.status === "destroyed"))).toBe(lost);
    expect(sumOf(result.positions)).toBe(coinbase?.outputs[0]?.atoms);
    expect(result.opening_assumptions).toEqual([]);
    expect(result.order_assumptions).toEqual([]);
    expect(result.coverage_gaps).toEqual([]);
  });

  test("an address is its outpoints: a seed on it is a seed on every payment to it, and each row names it", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const outpoints = await loadOutpoints(
      store,
      transfers.map((transfer) => transfer.to),
    );
    const owners = new Map(outpoints.map((row) => [row.outpoint, row.address]));
    const counts = new Map<string, number>();
    for (const { address } of outpoints) counts.set(address, (counts.get(address) ?? 0) + 1);
    const [[address = "", count] = ["", 0]] = [...counts].sort(([, a], [, b]) => b - a);
    expect(count).toBeGreaterThan(5);
    const paid = transfers.filter((transfer) => owners.get(transfer.to) === address && transfer.atoms > 0n);
    const owner = outpoints.find((row) => row.address === address)?.address;
    if (owner === undefined) throw new Error("an address has outpoints");
    const byAddress = await answer({ claims: [{ id: "W", kind: "laundering_wallet", account: owner, since: null }] });
    const byPayments = await answer({ claims: [transferClaim("W", ...paid.map((transfer) => transfer.name))] });
    expect(amountsOf(byAddress)).toEqual(amountsOf(byPayments));
    expect(byAddress.claims).toEqual(byPayments.claims);
    for (const row of byAddress.positions) expect(row.address, row.account).toBe(owners.get(row.account as typeof owner));
    // As a stop it keeps all that reaches it.
    const [first] = paid;
    const stopped = await answer({ claims: [transferClaim("V", first?.name ?? "")], stops: [owner] });
    expect(amountsOf(stopped)).toEqual([`${first?.to} stopped ${first?.atoms}`]);
  });

  test("the answer from the part that is loaded is the naive answer from the whole ledger, under every rule", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const outpoints = await loadOutpoints(
      store,
      transfers.map((transfer) => transfer.to),
    );
    const whole = { transfers, outpoints, conversions: [], tags: [], balances: [], coverage: [] };
    const seeds = [2, 3, 5].map((height) => transferClaim(`V${height}`, `${chain.blocks[height]?.header.hash}:out:0`));
    for (const rule of ["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"] as const) {
      const request = requestOf({ claims: seeds, method: rule });
      const { coverage_gaps: _ours, ...ours } = await answer(request);
      const { coverage_gaps: _naive, ...naive } = naiveForward(whole, request, rule);
      expect(ours, rule).toEqual(naive);
    }
  });
});

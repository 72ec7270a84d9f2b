import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountId, assert } from "@tributary/domain";
import { openStore, type Store, traceQuestion } from "@tributary/engine";
import { coverage, outpointsOfAccounts, outputsHeld, transfersUntil } from "@tributary/queries";
import { requestOf, transferClaim } from "@tributary/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GrownChain, growMadeChain } from "../../pipelines/chain-utxo/src/grow-made-chain.ts";
import { madeNodes } from "../../pipelines/chain-utxo/src/made-node.ts";
import { openBitcoinSource } from "../../pipelines/chain-utxo/src/open-bitcoin-source.ts";
import { makeRandom } from "../integration/seeded-random.ts";

const chain: GrownChain = growMadeChain({ blockCount: 60, draw: makeRandom(11) });
const finality = { kind: "depth", blocks: 2n } as const;
const folder = mkdtempSync(join(tmpdir(), "tributary-bitcoin-watch-"));
let whole: Store;
let watched: Store;
/** An address that pays a fee. */
let address: AccountId;

beforeAll(async () => {
  whole = await openStore({ directory: join(folder, "whole"), mode: "write", create: true, threads: 1 });
  const all = await openBitcoinSource({ ...madeNodes({ chain }), finality });
  await all.readSegment({ from: 0n, to: 58n }, { store: whole });
  const fees = (await whole.query(transfersUntil, { until: null })).filter(({ id }) => id.endsWith(":fee"));
  const spent = (await whole.query(transfersUntil, { until: null })).find(({ to }) => to === fees[0]?.from);

  const [row] = await whole.query(outputsHeld, { outpoints: [spent?.from ?? ""] });
  assert(row !== undefined && row.address !== null, "an output that pays a fee has an address");
  address = row.address;
  watched = await openStore({ directory: join(folder, "watched"), mode: "write", create: true, threads: 1 });
  const source = await openBitcoinSource({ ...madeNodes({ chain }), finality, accounts: [address] });
  await source.readSegment({ from: 0n, to: 58n }, { store: watched });
});

afterAll(async () => {
  await whole?.close();
  await watched?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a fee that comes to a coinbase which was not kept is held there, and the result says that its account is not covered", async () => {
  const transfers = await watched.query(transfersUntil, { until: null });
  const [fee] = transfers.filter(({ id, to }) => id.endsWith(":fee") && !transfers.some(({ from }) => from === to));
  const { document } = await traceQuestion(watched, requestOf({ claims: [transferClaim("V", fee?.id ?? "")] }));
  if (!("positions" in document)) throw new Error("one forward rule was asked for");
  expect(document.positions.map((row) => [row.account, row.status])).toEqual([[fee?.to, "held"]]);
  expect(document.coverage_gaps.map((row) => row.account)).toContain(fee?.to);
});

test("a watched address is covered, and so are its outpoints", async () => {
  expect((await watched.query(coverage, {})).map(({ scope }) => scope)).toEqual([address]);
  const transfers = await watched.query(transfersUntil, { until: null });

  const own = await watched.query(outpointsOfAccounts, { accounts: [address] });
  const paid = transfers.find(({ to }) => own.some(({ outpoint }) => outpoint === to));
  const { document } = await traceQuestion(watched, requestOf({ claims: [transferClaim("V", paid?.id ?? "")] }));
  if (!("positions" in document)) throw new Error("one forward rule was asked for");
  const gaps = document.coverage_gaps.map((row) => row.account);
  expect(gaps.filter((account) => own.some(({ outpoint }) => outpoint === account))).toEqual([]);
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackfill } from "@tributary/chain-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callOf, creationOf, internalOf, logOf, madeAddress, makeChain, transferOf, wordOf, wordOfAmount } from "./made-chain.ts";
import { type MadeLedger, openMadeLedger } from "./made-ledger.ts";
import type { Lie } from "./stub-node.ts";

const [alice, bob, token] = [madeAddress("a1"), madeAddress("b2"), madeAddress("d4")];
const transfer = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
const call = callOf(alice, token, { amount: 3n });
const log = [logOf(token, [transfer, wordOf(alice), wordOf(bob)], wordOfAmount(7n))];
const internal_transactions = [internalOf({ from: token, to: bob, values: [{ callValue: 2n }] })];
const run = { ...call, info: { ...call.info, fee: 100n, log, internal_transactions } };
const creation = { ...creationOf(alice, 7n), info: call.info ?? null };
const chain = makeChain([
  [transferOf(alice, bob, 1n)],
  [transferOf(alice, bob, 2n), run, creation],
  [transferOf(alice, bob, 3n)],
]);

/** A node that has forgotten what became of block 2's transactions. */
const forgets: Lie = ({ path, num }, answer) => (path.endsWith("gettransactioninfobyblocknum") && num === 2 ? {} : answer);

let poor: MadeLedger;
let rich: MadeLedger;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-tron-better-"));
  poor = await openMadeLedger();
  rich = await openMadeLedger();
});

afterEach(async () => {
  await poor.close();
  await rich.close();
  await rm(folder, { recursive: true });
});

/** The lines of the transfer table. */
async function transfersOf({ store }: MadeLedger): Promise<readonly string[]> {
  const path = join(folder, "transfers.csv");
  await store.exportTransfers({ path, format: "csv" });
  return (await readFile(path, "utf8")).split("\n");
}

test("what a node has forgotten stays missing for the worker, which reads it again from a node that remembers", async () => {
  const first = await runBackfill({ store: poor.store, source: await poor.openSource(chain, { lie: forgets }), from: 1n });
  expect(first).toMatchObject({ isComplete: false, missing: [{ from: 1n, to: 3n }] });
  expect((await poor.store.quarantine()).length).toBeGreaterThan(0);
  const again = await runBackfill({ store: poor.store, source: await poor.openSource(chain), from: 1n });
  expect(again).toMatchObject({ isComplete: true, missing: [], conflicts: 0n, rejected: 0n });
  await runBackfill({ store: rich.store, source: await rich.openSource(chain), from: 1n });
  const expected = await transfersOf(rich);
  expect(expected.length).toBeGreaterThan(6);
  expect(await transfersOf(poor)).toEqual(expected);
});

test("a node that has forgotten it takes nothing away from what the ledger holds", async () => {
  await runBackfill({ store: poor.store, source: await poor.openSource(chain), from: 1n });
  const before = await transfersOf(poor);
  const source = await poor.openSource(chain, { lie: forgets });
  await source.readSegment({ from: 1n, to: 3n }, { store: poor.store });
  expect(await transfersOf(poor)).toEqual(before);
});

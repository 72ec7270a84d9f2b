import { type Transfer, tronChain } from "@tributary/domain";
import type { AcknowledgedBatch } from "@tributary/pipeline-kit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  callOf,
  hexOf,
  internalOf,
  logOf,
  type MadeChain,
  type MadeTransaction,
  madeAddress,
  makeChain,
  ownedOf,
  transferOf,
  wordOf,
  wordOfAmount,
} from "./made-chain.ts";
import { type MadeLedger, type MadeReading, openMadeLedger } from "./made-ledger.ts";
import type { OpenTronSource } from "./open-tron-source.ts";
import type { StubOptions } from "./stub-node.ts";

const [alice, bob, carol] = [madeAddress("a1"), madeAddress("b2"), madeAddress("c3")];
const token = madeAddress("d4");
const router = madeAddress("e5");
let ledger: MadeLedger;

beforeEach(async () => {
  ledger = await openMadeLedger();
});

afterEach(() => ledger.close());

/** Reads the whole chain into the store and tells what came to it. */
async function readChain(
  chain: MadeChain,
  stubs: StubOptions | readonly StubOptions[] = {},
  options: Partial<OpenTronSource> = {},
): Promise<MadeReading> {
  return ledger.read(await ledger.openSource(chain, stubs, options), BigInt(chain.blocks.length - 1));
}

/** `a1…` addresses by their letter, assets by their last part. */
function short({ id, from, to, asset, atoms }: Transfer): string {
  const name = (account: string): string =>
    [
      ["alice", alice],
      ["bob", bob],
      ["carol", carol],
      ["token", token],
      ["router", router],
    ].find(([, address]) => account === `${tronChain}:${address}`)?.[0] ?? account;
  return `${id.slice(65)} ${name(from)} > ${name(to)} ${asset.slice(tronChain.length + 1)} ${atoms}`;
}

function oneBlock(...transactions: readonly MadeTransaction[]): MadeChain {
  return makeChain([transactions]);
}

describe("proof", () => {
  const chain = makeChain([
    [transferOf(alice, bob, 1n)],
    [],
    [transferOf(alice, bob, 2n), transferOf(bob, carol, 3n), transferOf(carol, alice, 4n)],
  ]);

  test("transactions are proven; TransactionInfo is what one endpoint or a quorum says", async () => {
    const { rows } = await readChain(chain);
    expect(rows.blockProofs.map(({ part, from, to, state }) => [part, from, to, state.kind])).toEqual([
      ["transactions", 1n, 3n, "proven"],
      ["receipts", 1n, 3n, "single-source"],
      ["traces", 1n, 3n, "single-source"],
    ]);
  });

  test("a quorum is told as one", async () => {
    const { rows } = await readChain(chain, [{}, {}, {}], { quorum: 2 });
    expect(rows.blockProofs[1]?.state).toEqual({ kind: "quorum", agreeing: 2, asked: 2 });
  });

  test("the same chain twice changes nothing", async () => {
    const first = await readChain(chain);
    const again = await readChain(chain);
    expect(first.report.added).toBeGreaterThan(0n);
    expect(again.report).toMatchObject({ added: 0n, conflicts: 0n, outcome: "complete" });
  });

  test("a run that was stopped goes on where it was, with the gaps that it had", async () => {
    const gap = ownedOf("ExchangeTransactionContract", 44n, alice);
    const long = makeChain(
      Array.from({ length: 30 }, (_, index) => [index === 1 ? gap : transferOf(alice, bob, BigInt(index + 1))]),
    );
    const source = await ledger.openSource(long);
    const stop = new AbortController();
    const onAcknowledged = ({ itemsAcknowledged }: AcknowledgedBatch): void => {
      if (itemsAcknowledged > 0n) stop.abort();
    };
    const stopped = await source.readSegment(
      { from: 1n, to: 30n },
      { store: ledger.store, signal: stop.signal, limits: { batchRecordsMax: 1 }, onAcknowledged },
    );
    expect(stopped.outcome).toBe("interrupted");
    const { report, rows } = await ledger.read(source, 30n);
    expect(report).toMatchObject({ outcome: "incomplete", rejected: 1n });
    expect(report.resumedAfter).toBeGreaterThan(0n);
    expect(rows.coverage).toHaveLength(2);
  });

  test("only solidified blocks are read; later ones stand apart with their transfers", async () => {
    const source = await ledger.openSource(chain, { unsolidified: 1 });
    expect((await source.final())?.number).toBe(2n);
    expect(await source.head()).toBe(3n);
    await expect(source.readSegment({ from: 1n, to: 3n }, { store: ledger.store })).rejects.toThrow(
      /SOURCE_UNAVAILABLE.*calls block 3 final/,
    );
    const pending = await source.readPending(await source.header(3n));
    expect(pending.transfers.map(({ atoms }) => atoms)).toEqual([2n, 3n, 4n]);
    expect(pending).toMatchObject({ number: 3n, hash: chain.blocks[3]?.id });
  });

  test("internal transactions are a part of the reading where the endpoint keeps them", async () => {
    const call = callOf(alice, router);
    const info = { ...call.info, internal_transactions: [internalOf({ from: router, to: bob, values: [{ callValue: 1n }] })] };
    const keeping = await ledger.openSource(oneBlock({ ...call, info }), {}, { traces: "auto" });
    expect(keeping.readings).toEqual(["receipts", "traces"]);
    const bare = await readChain(oneBlock(call), {}, { traces: "auto" });
    expect(bare.rows.blockRanges.map(({ reading }) => reading)).toEqual(["receipts"]);
  });

  test("of watched accounts alone only what touches them enters, and only they are covered", async () => {
    const accounts = [hexOf(carol)];
    const { rows } = await readChain(chain, {}, { accounts });
    expect(rows.transfers.map(short)).toEqual(["value bob > carol slip44:195 3", "value carol > alice slip44:195 4"]);
    expect(rows.coverage.map(({ scope }) => scope)).toEqual([`${tronChain}:${carol}`]);
    expect(rows.blockRanges.map(({ reading }) => reading)).toEqual([
      expect.stringMatching(/^watch:.*:receipts$/),
      expect.stringMatching(/^watch:.*:traces$/),
    ]);
    await expect(ledger.openSource(chain, {}, { accounts: ["TNotAnAddress"] })).rejects.toThrow(/USAGE/);
  });

  test("readings of different kinds stand in one store beside each other", async () => {
    const some = await readChain(chain, {}, { accounts: [carol] });
    const bare = await readChain(chain, {}, { traces: "off" });
    const all = await readChain(chain);
    expect([some, bare, all].map(({ report }) => [report.outcome, report.conflicts])).toEqual([
      ["complete", 0n],
      ["complete", 0n],
      ["complete", 0n],
    ]);
    expect([some, bare, all].map(({ report }) => report.rowsByTable["ledger.transfer"] ?? 0n)).toEqual([2n, 2n, 0n]);
    expect([some, bare, all].map(({ report }) => report.rowsByTable["ledger.block_range"] ?? 0n)).toEqual([2n, 1n, 1n]);
  });

  test("internal transactions that a later reading brings move nothing of what is there", async () => {
    const call = callOf(alice, router);
    const log = [
      logOf(
        bob,
        ["ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", wordOf(alice), wordOf(bob)],
        wordOfAmount(7n),
      ),
    ];
    const info = {
      ...call.info,
      log,
      internal_transactions: [internalOf({ from: router, to: bob, values: [{ callValue: 1n }] })],
    };
    const whole = oneBlock({ ...call, info });
    const lie: StubOptions["lie"] = ({ path }, answer) =>
      path === "/wallet/gettransactioninfobyblocknum" && Array.isArray(answer)
        ? answer.map(({ internal_transactions: _, ...rest }) => rest)
        : undefined;
    const bare = await readChain(whole, { lie }, { traces: "off" });
    const later = await readChain(whole);
    expect(bare.rows.transfers.map(short)).toHaveLength(1);
    expect(later.report).toMatchObject({ outcome: "complete", conflicts: 0n });
    expect(later.report.rowsByTable["ledger.transfer"]).toBe(1n);
  });

  test("what another node writes otherwise is the same record", async () => {
    const first = await readChain(chain);
    const lie: StubOptions["lie"] = ({ path }, answer) =>
      path === "/wallet/gettransactioninfobyblocknum" && Array.isArray(answer)
        ? answer.map((info) => ({ ...info, receipt: { ...info.receipt, energy_penalty_total: 1n }, resMessage: "" }))
        : undefined;
    const again = await readChain(chain, { lie });
    expect(first.report.outcome).toBe("complete");
    expect(again.report).toMatchObject({ outcome: "complete", added: 0n, conflicts: 0n });
  });

  test("another network is refused", async () => {
    const other = { blocks: [{ ...oneBlock().blocks[1], id: "", infos: [], block: { ...oneBlock().blocks[1]?.block } }] };
    await expect(ledger.openSource(other)).rejects.toThrow(/SOURCE_INCONSISTENT|USAGE/);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail, TributaryError } from "@tributary/domain";
import { openStore, type Store } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { BlockRef, ChainSource } from "./chain-source.ts";
import { type MadeSource, madeChain, makeSource } from "./made-source.ts";
import { runBackfill } from "./run-backfill.ts";
import { runSync } from "./run-sync.ts";
import type { WorkStep } from "./work-options.ts";
import type { WorkProgress } from "./work-report.ts";

let folder = "";
let count = 0;
let stores: Store[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "worker-"));
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("a backfill", () => {
  test("reads what is missing, once, segment by segment on the grid", async () => {
    const { store, source } = await begin({ blocks: 40, final: 35n });
    const segments: string[] = [];
    source.before(({ from, to }) => void segments.push(`${from}..${to}`));
    await runBackfill({ store, source, from: 12n, to: 21n });
    expect(segments).toEqual(["12..15", "16..21"]);
    const report = await runBackfill({ store, source, from: 5n, to: 35n });
    expect(segments.slice(2)).toEqual(["5..7", "8..11", "22..23", "24..31", "32..35"]);
    expect(report).toMatchObject({ isComplete: true, blocksRead: 21n, missing: [], segmentsDone: 5n, findings: [] });
    expect(await idsOf(store)).toEqual(source.transfers(35n).slice(5));
  });

  test("does not read what is not final, and says so", async () => {
    const { store, source } = await begin({ blocks: 40, final: 20n });
    const report = await runBackfill({ store, source, from: 0n, to: 30n });
    expect(report).toMatchObject({ isComplete: false, missing: [{ from: 21n, to: 30n }] });
    expect(report.findings).toMatchObject([{ code: "SOURCE_PARTIAL", found: "block 20 as the last final one" }]);
    expect(await idsOf(store)).toEqual(source.transfers(20n));
    source.finalise(39n);
    expect(await runBackfill({ store, source, from: 0n, to: 30n })).toMatchObject({ isComplete: true, blocksRead: 10n });
  });

  test("a segment that says what it certainly lacks leaves the work incomplete, though all blocks are read", async () => {
    const { store, source } = await begin({ blocks: 40, final: 35n });
    const lacking: ChainSource = {
      ...source,
      readSegment: async (...of) => ({ ...(await source.readSegment(...of)), outcome: "incomplete", isComplete: false }),
    };
    const report = await runBackfill({ store, source: lacking, from: 0n, to: 10n });
    expect(report).toMatchObject({ isComplete: false, missing: [], rejected: 0n, blocksRead: 11n });
  });

  test("nothing is final yet: nothing is read, and it is told", async () => {
    const { store, source } = await begin({ blocks: 3, final: -1n });
    const report = await runBackfill({ store, source, from: 0n });
    expect(report).toMatchObject({ isComplete: false, required: null, findings: [{ code: "SOURCE_PARTIAL" }] });
  });

  test.each(["SOURCE_INCONSISTENT", "SOURCE_MALFORMED", "SOURCE_UNAVAILABLE"] as const)(
    "%s in one segment: its range stays missing and is named, the others are read",
    async (code) => {
      const { store, source } = await begin({ blocks: 40, final: 39n });
      source.before(({ from }) => (from === 8n ? fail(code, { found: "one thing", expected: "the other" }) : undefined));
      const report = await runBackfill({ store, source, from: 0n, to: 31n });
      expect(report).toMatchObject({
        isComplete: false,
        segmentsRefused: 1n,
        segmentsDone: 3n,
        missing: [{ from: 8n, to: 15n }],
      });
      expect(report.findings).toMatchObject([{ code, found: "one thing", where: { path: `${madeChain} blocks 8 to 15` } }]);
      source.before(() => undefined);
      expect(await runBackfill({ store, source, from: 0n, to: 31n })).toMatchObject({ isComplete: true, blocksRead: 8n });
      expect(await idsOf(store)).toEqual(source.transfers(31n));
    },
  );

  test("endpoints that serve nothing end the run after some segments", async () => {
    const { store, source } = await begin({ blocks: 100, final: 99n });
    source.before(() => fail("SOURCE_UNAVAILABLE", { found: "nothing", expected: "blocks" }));
    const report = await runBackfill({ store, source, from: 0n });
    expect(report).toMatchObject({ segmentsRefused: 3n, missing: [{ from: 0n, to: 99n }] });
    expect(report.findings.at(-1)?.found).toContain("segmentFailuresMax");
  });

  test("a block of the ledger that is off the chain ends it, and nothing is lost or mixed", async () => {
    const { store, source } = await begin({ blocks: 40, final: 30n });
    await runBackfill({ store, source, from: 0n, to: 20n });
    const before = await store.contentHash();
    source.reorganise(25, 5);
    source.finalise(40n);
    await expect(runBackfill({ store, source, from: 0n, to: 40n })).rejects.toMatchObject({ code: "CHAIN_REORGANISED" });
    await expect(runSync({ store, source, once: true, pollMilliseconds: 1 })).rejects.toMatchObject({
      code: "CHAIN_REORGANISED",
    });
    expect(await store.contentHash()).toBe(before);
  });

  test("an endpoint that says otherwise of a known block once is named, and the work goes on", async () => {
    const { store, source } = await begin({ blocks: 40, final: 30n });
    await runBackfill({ store, source, from: 0n, to: 15n });
    source.answerOnce(15n, { hash: "0xlie" });
    const report = await runBackfill({ store, source, from: 0n, to: 23n });
    expect(report).toMatchObject({ isComplete: true, findings: [{ code: "SOURCE_INCONSISTENT", found: "hash 0xlie" }] });
    source.answerOnce(24n, { parentHash: "0xlie" });
    const next = await runBackfill({ store, source, from: 0n, to: 30n });
    expect(next).toMatchObject({ missing: [{ from: 24n, to: 30n }], findings: [{ code: "SOURCE_INCONSISTENT" }] });
  });

  test("stops by its signal and goes on where it stopped", async () => {
    const { store, source } = await begin({ blocks: 40, final: 39n });
    const stop = new AbortController();
    let batches = 0;
    const onStep = (step: WorkStep): void => {
      if (step === "batch-acknowledged") batches += 1;
      if (batches === 7) stop.abort();
    };
    const ingestLimits = { batchRecordsMax: 1 };
    const report = await runBackfill({ store, source, from: 0n, signal: stop.signal, onStep, ingestLimits });
    expect(report).toMatchObject({ isInterrupted: true, isComplete: false });
    expect(await idsOf(store)).toEqual(source.transfers(6n));
    expect(await runBackfill({ store, source, from: 0n })).toMatchObject({ isComplete: true });
    expect(await idsOf(store)).toEqual(source.transfers(39n));
  });

  test("tells its progress with rate and remaining time", async () => {
    const { store, source } = await begin({ blocks: 40, final: 39n });
    const shown: WorkProgress[] = [];
    let now = 0;
    const scheduler = { now: () => (now += 10), wait: async () => undefined };
    await runBackfill({ store, source, from: 0n, scheduler, onProgress: (progress) => void shown.push(progress) });
    const last = shown.filter(({ phase }) => phase === "reading").at(-1);
    expect(last).toMatchObject({ blocksDone: 40n, blocksTotal: 40n, remainingMilliseconds: 0, final: 39n });
    expect(last?.blocksPerSecond).toBeGreaterThan(0);
    expect(shown.at(-1)).toMatchObject({ phase: "finished", blocksDone: 40n });
  });

  test("a range that ends before it starts is refused", async () => {
    const { store, source } = await begin({ blocks: 3, final: 2n });
    await expect(runBackfill({ store, source, from: 2n, to: 1n })).rejects.toBeInstanceOf(TributaryError);
  });
});

describe("a sync", () => {
  test("brings final blocks into the ledger and keeps the others apart", async () => {
    const { store, source } = await begin({ blocks: 30, final: 19n });
    const report = await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
    expect(report).toMatchObject({ isComplete: true, pending: { added: 10n, dropped: 0n } });
    expect(await idsOf(store)).toEqual(source.transfers(19n));
    expect(await pendingOf(store)).toEqual(source.transfers(29n).slice(20));
    source.grow(5);
    source.finalise(26n);
    await runSync({ store, source, once: true, pollMilliseconds: 1 });
    expect(await idsOf(store)).toEqual(source.transfers(26n));
    expect(await pendingOf(store)).toEqual(source.transfers(34n).slice(27));
  });

  test("a reorganisation above what is final drops by hash down to the shared block", async () => {
    const { store, source } = await begin({ blocks: 30, final: 9n });
    await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
    source.reorganise(7, 3);
    const asked = source.headersAsked();
    const report = await runSync({ store, source, once: true, pollMilliseconds: 1 });
    expect(report.pending).toEqual({ added: 10n, dropped: 7n, deepestReorg: 7n });
    expect(await pendingOf(store)).toEqual(source.transfers(32n).slice(10));
    expect(source.headersAsked() - asked).toBeLessThan(25);
    source.reorganise(23, 0);
    await runSync({ store, source, once: true, pollMilliseconds: 1 });
    expect(await pendingOf(store)).toEqual(source.transfers(32n).slice(10));
  });

  test("a reorganisation deeper than is looked through drops all that is pending", async () => {
    const { store, source } = await begin({ blocks: 30, final: 9n });
    const workLimits = { reorgDepthMax: 4 };
    await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
    source.reorganise(8, 1);
    const report = await runSync({ store, source, once: true, pollMilliseconds: 1, workLimits });
    expect(report.pending).toEqual({ added: 21n, dropped: 20n, deepestReorg: 20n });
    expect(await pendingOf(store)).toEqual(source.transfers(30n).slice(10));
  });

  test("a head that lags takes nothing back", async () => {
    const { store, source } = await begin({ blocks: 30, final: 9n });
    await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
    const lagging = { ...source, head: async () => 15n, final: () => source.header(5n) };
    const report = await runSync({ store, source: lagging, once: true, pollMilliseconds: 1 });
    expect(report.pending).toEqual({ added: 0n, dropped: 0n, deepestReorg: 0n });
    expect(await pendingOf(store)).toEqual(source.transfers(29n).slice(10));
  });

  test("endpoints that fail or change their mind above the last final block are named; what is final leaves, and nothing is mixed", async () => {
    const { store, source } = await begin({ blocks: 30, final: 9n });
    await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
    source.finalise(14n);
    const down = {
      ...source,
      header: async (number: bigint) =>
        number > 14n ? fail("SOURCE_UNAVAILABLE", { found: "x", expected: "y" }) : source.header(number),
    };
    const failed = await runSync({ store, source: down, once: true, pollMilliseconds: 1 });
    expect(failed.findings).toMatchObject([{ code: "SOURCE_UNAVAILABLE" }]);
    expect(await pendingOf(store)).toEqual(source.transfers(29n).slice(15));
    source.grow(12);
    source.answerOnce(33n, { parentHash: "0xlie" });
    const lied = await runSync({ store, source, once: true, pollMilliseconds: 1 });
    expect(lied.findings).toMatchObject([{ code: "SOURCE_INCONSISTENT", found: expect.stringContaining("0xlie") }]);
    expect(await pendingOf(store)).toEqual(source.transfers(32n).slice(15));
    const swapped = {
      ...source,
      readPending: async (ref: BlockRef) => ({ ...(await source.readPending(ref)), hash: "0xother" }),
    };
    const other = await runSync({ store, source: swapped, once: true, pollMilliseconds: 1 });
    expect(other.findings).toMatchObject([{ code: "SOURCE_INCONSISTENT", found: expect.stringContaining("0xother") }]);
    await runSync({ store, source, once: true, pollMilliseconds: 1 });
    expect(await pendingOf(store)).toEqual(source.transfers(41n).slice(15));
  });

  test("more blocks above the last final one than the area holds: it says how many are not there", async () => {
    const { store, source } = await begin({ blocks: 30, final: 9n });
    const report = await runSync({ store, source, once: true, pollMilliseconds: 1, workLimits: { pendingBlocksMax: 6n } });
    expect(await pendingOf(store)).toEqual(source.transfers(15n).slice(10));
    expect(report.findings).toMatchObject([{ code: "LIMIT_REACHED", found: expect.stringContaining("14 blocks") }]);
  });

  test("follows until its signal, over rounds that fail, each after a longer pause", async () => {
    const { store, source } = await begin({ blocks: 30, final: 19n });
    const stop = new AbortController();
    const waits: number[] = [];
    let isDown = true;
    const flaky = {
      ...source,
      final: async () => (isDown ? fail("SOURCE_UNAVAILABLE", { found: "x", expected: "y" }) : source.final()),
    };
    const scheduler = {
      now: () => 0,
      wait: async (milliseconds: number) => {
        waits.push(milliseconds);
        isDown = waits.length < 3;
        if (waits.length === 5) stop.abort();
      },
    };
    const report = await runSync({ store, source: flaky, from: 16n, pollMilliseconds: 1_000, scheduler, signal: stop.signal });
    expect(waits).toEqual([2_000, 4_000, 8_000, 1_000, 1_000]);
    expect(report).toMatchObject({ isInterrupted: true, missing: [], blocksRead: 4n });
  });

  test("a refused segment is tried again after a pause, and the others meanwhile", async () => {
    const { store, source } = await begin({ blocks: 30, final: 23n });
    let tries = 0;
    source.before(({ from }) => {
      if (from !== 8n) return;
      tries += 1;
      if (tries < 3) fail("SOURCE_INCONSISTENT", { found: "one", expected: "two" });
    });
    let now = 0;
    const stop = new AbortController();
    const scheduler = {
      now: () => now,
      wait: async (milliseconds: number) => {
        now += milliseconds;
        if (now > 40_000) stop.abort();
      },
    };
    const report = await runSync({ store, source, from: 0n, pollMilliseconds: 1_000, scheduler, signal: stop.signal });
    expect(tries).toBe(3);
    expect(report.missing).toEqual([]);
    expect(await idsOf(store)).toEqual(source.transfers(23n));
  });
});

test("blocks that are read and not covered are told and not read again in each round", async () => {
  const { store, source } = await begin({ blocks: 30, final: 23n });
  const narrow = { ...source, readings: ["receipts", "traces"] };
  const segments: bigint[] = [];
  source.before(({ from }) => void segments.push(from));
  const stop = new AbortController();
  let waits = 0;
  const scheduler = {
    now: () => 1_000_000 * waits,
    wait: async () => {
      waits += 1;
      if (waits === 3) stop.abort();
    },
  };
  const report = await runSync({ store, source: narrow, from: 0n, pollMilliseconds: 1, scheduler, signal: stop.signal });
  expect(segments).toEqual([0n, 8n, 16n]);
  expect(report).toMatchObject({ isComplete: false, missing: [{ from: 0n, to: 23n }] });
  expect(report.findings).toMatchObject([{ code: "SOURCE_PARTIAL" }, { code: "SOURCE_PARTIAL" }, { code: "SOURCE_PARTIAL" }]);
});

const steps: readonly WorkStep[] = [
  "round-begun",
  "segment-begun",
  "batch-begun",
  "batch-acknowledged",
  "segment-done",
  "pending-begun",
  "pending-changed",
  "round-done",
];

test.each(steps)("killed at %s again and again, it loses nothing, doubles nothing and ends with the chain", async (killed) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat(6), grow: fc.nat(9), depth: fc.nat(6) }), { maxLength: 4 }),
      async (kills) => {
        const { store, source } = await begin({ blocks: 30, final: 11n });
        let final = 11;
        let height = 30;
        for (const { at, grow, depth } of kills) {
          let left = at;
          const onStep = (step: WorkStep): void => {
            if (step === killed && left-- === 0) throw new Error("killed");
          };
          await runSync({
            store,
            source,
            from: 0n,
            once: true,
            pollMilliseconds: 1,
            onStep,
            ingestLimits: { batchRecordsMax: 3 },
          }).catch((error: unknown) => expect(String(error)).toContain("killed"));
          source.reorganise(Math.min(depth, height - 1 - final), grow);
          height += grow;
          final = Math.max(final, height - 10 - depth);
          source.finalise(BigInt(final));
        }
        const report = await runSync({ store, source, from: 0n, once: true, pollMilliseconds: 1 });
        expect(report.isComplete).toBe(true);
        expect(await idsOf(store)).toEqual(source.transfers(BigInt(final)));
        expect(await pendingOf(store)).toEqual(source.transfers(BigInt(height)).slice(final + 1));
      },
    ),
    { numRuns: 2 },
  );
});

async function begin(chain: { readonly blocks: number; readonly final: bigint }): Promise<{ store: Store; source: MadeSource }> {
  count += 1;
  const store = await openStore({ directory: join(folder, `store-${count}`), mode: "write", create: true });
  stores.push(store);
  const source = makeSource(8n);
  source.grow(chain.blocks);
  source.finalise(chain.final);
  return { store, source };
}

async function idsOf(store: Store): Promise<readonly string[]> {
  return (await store.query(transfersUntil, { until: null })).map(({ id }) => id);
}

async function pendingOf(store: Store): Promise<readonly string[]> {
  return (await store.pending.list(madeChain)).flatMap(({ transfers }) => transfers.map(({ id }) => id));
}

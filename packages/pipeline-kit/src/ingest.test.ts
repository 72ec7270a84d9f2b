import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  digestText,
  fail,
  parseAccount,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  type SourceFile,
  type Transfer,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import { openStore, type Store } from "@tributary/store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type IngestItem, type IngestStore, type IngestUnits, ingestFile, ingestUnits } from "./index.ts";

let folder = "";
let opened = 0;
const stores: Store[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kit-"));
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await rm(folder, { recursive: true });
});

async function newStore(): Promise<Store> {
  opened += 1;
  const store = await openStore({ directory: join(folder, `store-${opened}`), mode: "write", create: true });
  stores.push(store);
  return store;
}

const range: SourceFile = {
  sha256: digestText("a range"),
  byteCount: 0n,
  kind: "evm-rpc",
  origin: "eip155:1 blocks 0..19",
  submitter: null,
  licence: null,
};

function transferItem(fileSha256: SourceFile["sha256"], name: string): IngestItem {
  const record = { fileSha256, locator: name, rawSha256: digestText(name) };
  const account = (number: number) => unwrap(parseAccount(`bank:A:${number}`));
  const transfer: Transfer = {
    source: unwrap(parseSourceName("kit")),
    id: unwrap(parseTransferId(name)),
    occurredAt: unwrap(parseInstant("2024-01-01T00:00:00Z")),
    sequence: 0n,
    precision: "instant",
    basis: "observed",
    from: account(1),
    to: account(2),
    asset: unwrap(parseAsset("iso4217:USD")),
    atoms: unwrap(toAtoms(1n)),
    reference: null,
  };
  return { record, rows: { transfers: [transfer] } };
}

const badItem = (fileSha256: SourceFile["sha256"], name: string): IngestItem => ({
  record: { fileSha256, locator: name, rawSha256: digestText(name) },
  findings: [{ code: "VALUE_UNREADABLE", found: name, expected: "something else", where: { record: name } }],
  raw: name,
});

/** Every unit gives two records; the third unit's second one is bad. Units take a varying number of turns to come. */
function unitsOf(store: IngestStore, change: Partial<IngestUnits> = {}): IngestUnits {
  return {
    store,
    file: range,
    options: "test",
    unitCount: 20n,
    limits: { batchRecordsMax: 5, concurrencyMax: 3, unitsInFlightMax: 6 },
    fetchUnit: async (index) => {
      for (let turn = (index * 7n) % 11n; turn > 0n; turn -= 1n) await Promise.resolve();
      const second = `u${index}-b`;
      return [
        transferItem(range.sha256, `u${index}-a`),
        index === 2n ? badItem(range.sha256, second) : transferItem(range.sha256, second),
      ];
    },
    ...change,
  };
}

describe("ingestUnits", () => {
  test("writes units in order within its bounds, whatever the order they come in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const written: string[] = [];
        let running = 0;
        let fetched = 0n;
        let unwritten = 0n;
        const store = {
          beginRun: async () => ({ itemsAcknowledged: 0n, isDone: false }),
          quarantine: async () => [],
          append: async (_: unknown, batch: { items: readonly IngestItem[]; itemsAcknowledged: bigint }) => {
            written.push(...batch.items.map((item) => item.record.locator));
            unwritten = batch.itemsAcknowledged;
            return {
              added: BigInt(batch.items.length),
              same: 0n,
              quarantined: 0n,
              conflicts: [],
              unstorable: [],
              rowsByTable: {},
            };
          },
        };
        const fetchUnit = scheduler.scheduleFunction(async (index: bigint) => [transferItem(range.sha256, `u${index}`)]);
        const run = ingestUnits({
          ...unitsOf(store),
          limits: { batchRecordsMax: 1, concurrencyMax: 3, unitsInFlightMax: 6 },
          fetchUnit: async (index) => {
            running += 1;
            fetched += 1n;
            expect(running).toBeLessThanOrEqual(3);
            expect(fetched - unwritten).toBeLessThanOrEqual(7n);
            const items = await fetchUnit(index);
            running -= 1;
            return items;
          },
        });
        await scheduler.waitFor(run);
        expect(written).toEqual(Array.from({ length: 20 }, (_, index) => `u${index}`));
      }),
      { numRuns: 50 },
    );
  });

  test("keeps the units before one that fails, resumes at it, and ends with the content of an undisturbed run", async () => {
    const whole = await newStore();
    expect(await ingestUnits(unitsOf(whole))).toMatchObject({ outcome: "incomplete", records: 40n, added: 39n, rejected: 1n });
    const store = await newStore();
    const fetched: bigint[] = [];
    const { fetchUnit } = unitsOf(store);
    const broken = unitsOf(store, {
      fetchUnit: async (index, signal) => {
        fetched.push(index);
        if (index === 9n) fail("SOURCE_UNAVAILABLE", { found: "no answer", expected: "an answer" });
        return fetchUnit(index, signal);
      },
    });
    await expect(ingestUnits(broken)).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    expect(await store.beginRun({ file: range, options: "test" })).toEqual({ itemsAcknowledged: 9n, isDone: false });
    const resumed = await ingestUnits(
      unitsOf(store, {
        fetchUnit: async (index, signal) => {
          expect(index).toBeGreaterThanOrEqual(9n);
          return fetchUnit(index, signal);
        },
      }),
    );
    expect(resumed).toMatchObject({ outcome: "incomplete", resumedAfter: 9n, records: 23n, added: 22n, rejected: 1n });
    expect(await store.contentHash()).toBe(await whole.contentHash());
    expect(await ingestUnits(unitsOf(store))).toMatchObject({ added: 0n, same: 39n, rejected: 1n });
    expect(await store.contentHash()).toBe(await whole.contentHash());
  });

  test("stops after the batch at hand when its signal aborts, and never calls itself done", async () => {
    const store = await newStore();
    const stop = new AbortController();
    let isFinishCalled = false;
    const report = await ingestUnits(
      unitsOf(store, {
        signal: stop.signal,
        onAcknowledged: () => stop.abort(),
        finish: async () => {
          isFinishCalled = true;
          return [];
        },
      }),
    );
    expect(report).toMatchObject({ outcome: "interrupted", isComplete: false });
    expect(isFinishCalled).toBe(false);
    expect(await store.beginRun({ file: range, options: "test" })).toEqual({ itemsAcknowledged: 3n, isDone: false });
  });

  test("writes what can be said only at the end together with the end", async () => {
    const store = await newStore();
    const report = await ingestUnits(unitsOf(store, { finish: async () => [transferItem(range.sha256, "last")] }));
    expect(report).toMatchObject({ records: 41n, added: 40n });
  });
});

describe("ingestFile", () => {
  async function ingest(read: () => AsyncIterable<IngestItem>, limits = {}): ReturnType<typeof ingestFile> {
    const path = join(folder, "any.csv");
    await writeFile(path, "content");
    return ingestFile({ store: await newStore(), path, kind: "transfer-table", options: "test", read, limits });
  }
  const sha256 = digestText("content");

  test("an error of the input ends the file, keeps what came before, and stands in the report and in quarantine", async () => {
    const report = await ingest(async function* () {
      yield transferItem(sha256, "a");
      fail("FILE_TRUNCATED", { found: "half a file", expected: "a whole one", where: { line: 7 } });
    });
    expect(report).toMatchObject({ sha256, outcome: "incomplete", added: 1n, rejected: 1n });
    expect(report.findings).toEqual([
      { code: "FILE_TRUNCATED", found: "half a file", expected: "a whole one", where: { file: "any.csv", line: 7 } },
    ]);
    expect(await stores.at(-1)?.quarantine()).toMatchObject([{ locator: "file", findings: report.findings }]);
  });

  test("an error of ours is thrown", async () => {
    const broken = ingest(async function* () {
      yield transferItem(sha256, "a");
      throw new Error("broken invariant: a test");
    });
    await expect(broken).rejects.toThrow("broken invariant");
  });

  test("shows the first findings and counts them all", async () => {
    const report = await ingest(
      async function* () {
        for (let index = 0; index < 12; index += 1) yield badItem(sha256, `b${index}`);
      },
      { findingsShownMax: 5 },
    );
    expect(report).toMatchObject({ outcome: "refused", rejected: 12n, findingsTotal: 12n, findingsMore: 7n });
    expect(report.findings.map(({ found }) => found)).toEqual(["b0", "b1", "b2", "b3", "b4"]);
  });

  test("bounds a batch by what it keeps apart as well as by records", async () => {
    const batches: bigint[] = [];
    const path = join(folder, "raw.csv");
    await writeFile(path, "content");
    await ingestFile({
      store: await newStore(),
      path,
      kind: "transfer-table",
      options: "test",
      limits: { batchRawMax: 100 },
      onAcknowledged: ({ itemsAcknowledged }) => {
        batches.push(itemsAcknowledged);
      },
      read: async function* () {
        for (let index = 0; index < 5; index += 1) yield badItem(sha256, `${index}${"x".repeat(60)}`);
      },
    });
    expect(batches).toEqual([2n, 4n, 5n]);
  });

  const addsUp = ({ records, added, same, rejected, conflicts }: Awaited<ReturnType<typeof ingestFile>>): boolean =>
    records === added + same + rejected + conflicts;

  /** A good record whose text the engine would change: its reader cannot know. */
  function unstorableItem(name: string): IngestItem {
    const record = { fileSha256: sha256, locator: name, rawSha256: digestText(name) };
    return { record, rows: { compounds: [{ id: name, name: "A\0B", country: "MM", otherNames: [], note: null }] } };
  }

  test("tells a record that the store cannot hold, and never calls such a file complete", async () => {
    const report = await ingest(async function* () {
      yield transferItem(sha256, "a");
      yield unstorableItem("line 7 compounds[0]");
    });
    expect(report).toMatchObject({ outcome: "incomplete", records: 2n, added: 1n, rejected: 1n, findingsTotal: 1n });
    expect(report.findings).toMatchObject([{ code: "VALUE_UNREADABLE", where: { file: "any.csv", line: 7 } }]);
    expect(
      await ingest(async function* () {
        yield unstorableItem("b");
      }),
    ).toMatchObject({ outcome: "refused", rejected: 1n });
  });

  test("counts add up for files that cannot be opened and for runs that are resumed", async () => {
    const absent = await ingestFile({
      store: await newStore(),
      path: join(folder, "absent.csv"),
      kind: "transfer-table",
      options: "test",
      read: async function* () {},
    });
    expect(absent).toMatchObject({ outcome: "refused", records: 1n, rejected: 1n });
    const path = join(folder, "resumed.csv");
    await writeFile(path, "content");
    const store = await newStore();
    async function run(signal?: AbortSignal, onAcknowledged?: () => void): ReturnType<typeof ingestFile> {
      const read = async function* () {
        yield transferItem(sha256, "a");
        yield badItem(sha256, "b");
        yield unstorableItem("c");
        yield { ...transferItem(sha256, "a"), record: { fileSha256: sha256, locator: "a", rawSha256: digestText("other") } };
        for (const name of ["d", "e", "f", "g"]) yield transferItem(sha256, name);
      };
      const limits = { batchRecordsMax: 5 };
      return ingestFile({ store, path, kind: "transfer-table", options: "test", read, limits, signal, onAcknowledged });
    }
    const stop = new AbortController();
    const first = await run(stop.signal, () => stop.abort());
    expect(first).toMatchObject({ outcome: "interrupted", records: 5n, added: 2n, rejected: 2n, conflicts: 1n });
    const resumed = await run();
    expect(resumed).toMatchObject({ outcome: "incomplete", resumedAfter: 5n, records: 8n, added: 3n, rejected: 2n });
    const again = await run();
    expect(again).toMatchObject({ outcome: "incomplete", records: 8n, added: 0n, rejected: 2n, conflicts: 1n });
    expect([absent, first, resumed, again].map(addsUp)).toEqual([true, true, true, true]);
  });
});

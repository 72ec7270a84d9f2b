import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import {
  compareTransfers,
  digestText,
  isSpecialAccount,
  type SourceFile,
  type Transfer,
  type UtcMicros,
} from "@tributary/domain";
import {
  buildIndex,
  currentSnapshot,
  type IndexManifest,
  indexStatus,
  listSnapshots,
  openFreshIndex,
  openIndex,
  openShared,
  verifyContent,
  verifyFiles,
} from "@tributary/flow-index";
import { isMovement, type TraceLedger } from "@tributary/ledger";
import { transfersUntil } from "@tributary/queries";
import { type IngestItem, type LedgerRows, openStore, type Store } from "@tributary/store";
import { accountNamed, arbitraryTrace, arbitraryUtxoTrace, everyFeature, ledgerOf } from "@tributary/testkit";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "tributary-flow-index-"));
let stores = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const software = "test";

async function withStore(
  work: (store: Store, send: (rows: readonly LedgerRows[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  stores += 1;
  const directory = join(root, `store-${stores}`);
  const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
  let files = 0;
  const send = async (rows: readonly LedgerRows[]): Promise<void> => {
    files += 1;
    const sha256 = digestText(`file ${files}`);
    const file: SourceFile = { sha256, byteCount: 0n, kind: "transfer-table", origin: "made", submitter: null, licence: null };
    const items = rows.map(
      (row, index): IngestItem => ({
        record: { fileSha256: sha256, locator: `row ${index + 1}`, rawSha256: digestText(String(index)) },
        rows: row,
      }),
    );
    await store.beginRun({ file, options: "" });
    await store.append({ file, options: "" }, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
  };
  try {
    await work(store, send);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function plainTransfers(ledger: TraceLedger): readonly Transfer[] {
  return ledger.transfers.map(({ name: _, ...transfer }) => transfer);
}

/** All of a ledger but its transfers. */
function besides(ledger: TraceLedger): LedgerRows[] {
  return [
    ...ledger.conversions.map((conversion) => ({ conversions: [conversion] })),
    ...ledger.tags.map((tag) => ({ tags: [tag] })),
    ...ledger.balances.map((balance) => ({ balances: [balance] })),
    ...ledger.coverage.map((coverage) => ({ coverage: [coverage] })),
    ...ledger.outpoints.map((row) => ({ outpoints: [{ ...row, scriptKind: "p2wpkh" }] })),
  ];
}

/** A report that states the transfers, and stands until it is withdrawn. */
function reportOf(transfers: readonly Transfer[], name: string): LedgerRows {
  const [reportId, versionId, recordId] = ["report", "version", "record"].map((kind) => digestText(`${kind} ${name}`));
  if (reportId === undefined || versionId === undefined || recordId === undefined)
    throw new Error("three names make three digests");
  const nothing = { reportCode: null, schemaVersion: null, statedDate: null, narrative: null, action: null };
  return {
    transfers,
    reportVersions: [
      { id: versionId, reportId, number: 1n, submitter: "b", format: "goaml", profile: "p", reference: name, ...nothing },
    ],
    payments: transfers.map((transfer, index) => ({
      id: digestText(`payment ${name} ${index}`),
      versionId,
      recordId,
      shape: "two-sided" as const,
      transfer: { source: transfer.source, id: transfer.id, sequence: transfer.sequence },
      reference: null,
      path: `/${index}`,
    })),
    reportCompletions: [{ versionId }],
  };
}

function withdrawalOf(name: string): LedgerRows {
  const madeAt = 0n as UtcMicros;
  const reportId = digestText(`report ${name}`);
  return {
    reportWithdrawals: [{ id: digestText(`withdrawal ${name}`), reportId, upTo: null, author: "b", madeAt, reason: "r" }],
  };
}

/** What the index says against what the store says, by every way to it. */
async function expectParity(store: Store): Promise<void> {
  const { directory } = await buildIndex(store, { software });
  expect(await verifyFiles(directory)).toEqual([]);
  expect(await verifyContent(directory, store)).toEqual([]);
  const { index } = await openFreshIndex(store);
  if (index === undefined) throw new Error("the index that was just built is fresh");
  const rows = await store.query(transfersUntil, { until: null });
  const movements = rows.filter(isMovement);
  movements.forEach((row, place) => {
    expect(index.placeOf(row)).toBe(place);
    const account = index.accountNumber(row.from);
    const asset = index.assetNumber(row.asset);
    if (account === undefined || asset === undefined) throw new Error("who pays, and what, has a number");
    expect(index.accountName(account)).toBe(row.from);
    expect(index.assetName(asset)).toBe(row.asset);
    const holding = index.holdingNumber(account, asset);
    expect(holding).toBe(index.memory.u32(index.columns.payer + place * 4, 1)[0]);
    expect(index.firstPlaceFrom(row.occurredAt)).toBe(movements.findIndex((other) => other.occurredAt === row.occurredAt));
  });
  movements.forEach(({ occurredAt, precision, source, sequence }, place) => {
    expect(index.orderAt(place)).toEqual({ occurredAt, precision, source, sequence });
  });
  const numbers = Array.from({ length: index.columns.accountCount }, (_, number) => number);
  expect(index.specialAccounts()).toEqual(numbers.filter((number) => isSpecialAccount(index.accountName(number))));
  for (const account of [...index.sides.tags(), ...index.sides.balances()].map((row) => row.account))
    expect(index.accountNumber(account)).toBeLessThan(index.columns.accountCount);
  index.close();
}

describe("what the index says is what the store says", () => {
  test.each([
    ["accounts", arbitraryTrace(everyFeature)],
    ["a UTXO chain", arbitraryUtxoTrace(everyFeature)],
  ] as const)(
    "after any series of imports, of %s",
    async (_, arbitrary) => {
      const series = fc.tuple(arbitrary, fc.boolean(), fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }));
      await fc.assert(
        fc.asyncProperty(series, ([{ ledger }, isInOrder, cuts]) =>
          withStore(async (store, send) => {
            const transfers = isInOrder ? [...plainTransfers(ledger)].sort(compareTransfers) : plainTransfers(ledger);
            let first = 0;
            for (const count of cuts) {
              await send(transfers.slice(first, first + count).map((transfer) => ({ transfers: [transfer] })));
              await expectParity(store);
              first += count;
            }
            const rest = transfers.slice(first);
            await send([
              reportOf(rest.slice(0, 3), "late"),
              ...rest.slice(3).map((transfer) => ({ transfers: [transfer] })),
              ...besides(ledger),
            ]);
            await expectParity(store);
            await send([withdrawalOf("late")]);
            await expectParity(store);
          }),
        ),
        { numRuns: 12 },
      );
    },
    600_000,
  );
});

/** `count` transfers, one a second from `first` on. */
function manyTransfers(first: number, count: number): LedgerRows[] {
  const fixtures = Array.from({ length: count }, (_, index) => ({
    id: `t${first + index}`,
    from: `A${(first + index) % 7}`,
    to: `B${(first + index) % 11}`,
    atoms: BigInt(first + index + 1),
    at: first + index,
  }));
  return plainTransfers(ledgerOf(fixtures)).map((transfer) => ({ transfers: [transfer] }));
}

describe("growing", () => {
  test("what comes after everything is one segment more, and the files of the others stay", async () => {
    await withStore(async (store, send) => {
      await send(manyTransfers(0, 200));
      const whole = await buildIndex(store, { software });
      expect(whole).toMatchObject({ outcome: "built", segmentsKept: 0 });
      await send(manyTransfers(200, 10));
      const more = await buildIndex(store, { software });
      expect(more).toMatchObject({ outcome: "appended", segmentsKept: 1 });
      expect(more.manifest.segments[0]).toEqual(whole.manifest.segments[0]);
      expect(await verifyContent(more.directory, store)).toEqual([]);
      expect((await buildIndex(store, { software })).outcome).toBe("fresh");
    });
  });

  test("segments that are small beside what follows are built into it", async () => {
    await withStore(async (store, send) => {
      await send(manyTransfers(0, 400));
      await buildIndex(store, { software });
      for (let step = 0; step < 12; step += 1) {
        await send(manyTransfers(400 + step * 8, 8));
        const { manifest, directory } = await buildIndex(store, { software });
        expect(manifest.segments.length).toBeLessThanOrEqual(5);
        expect(await verifyContent(directory, store)).toEqual([]);
      }
    });
  });

  test("a transfer that comes before the end has its segment and the later ones built anew, and the reason is told", async () => {
    await withStore(async (store, send) => {
      await send(manyTransfers(0, 200).filter((_, index) => index !== 50));
      await buildIndex(store, { software });
      await send(manyTransfers(200, 10));
      await buildIndex(store, { software });
      await send(manyTransfers(50, 1));
      const built = await buildIndex(store, { software });
      expect(built).toMatchObject({ outcome: "built", segmentsKept: 0, reason: expect.stringContaining("segment-0") });
      expect(await verifyContent(built.directory, store)).toEqual([]);
    });
  });

  test("old snapshots stay as long as asked, and the one that stands always", async () => {
    await withStore(async (store, send) => {
      for (let step = 0; step < 4; step += 1) {
        await send(manyTransfers(step * 10, 10));
        await buildIndex(store, { software, keep: 3 });
      }
      expect(listSnapshots(store.directory)).toHaveLength(3);
      await send(manyTransfers(100, 1));
      const { directory } = await buildIndex(store, { software, keep: 1 });
      expect(listSnapshots(store.directory)).toEqual([directory]);
    });
  });
});

function readManifestOf(directory: string): IndexManifest {
  return JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
}

describe("an index that cannot be trusted is not used", () => {
  const withIndex = (
    work: (store: Store, send: (rows: readonly LedgerRows[]) => Promise<void>, directory: string) => Promise<void>,
  ) =>
    withStore(async (store, send) => {
      await send(manyTransfers(0, 100));
      await work(store, send, (await buildIndex(store, { software })).directory);
    });

  test("of a ledger that was written to since: stale", async () => {
    await withIndex(async (store, send) => {
      await send([
        { balances: [{ account: accountNamed("A1"), asset: "iso4217:USD" as never, time: 0n as UtcMicros, atoms: 1n as never }] },
      ]);
      expect(await indexStatus(store)).toMatchObject({ condition: "stale" });
      expect(await openFreshIndex(store)).toMatchObject({ reason: expect.stringContaining("built of the ledger at write") });
    });
  });

  test("with one bit changed in any file that is read, or cut: damaged", async () => {
    await withIndex(async (store, _, directory) => {
      const path = join(directory, "segment-0", "movements.arrow");
      truncateSync(path, 900);
      expect(await openFreshIndex(store)).toMatchObject({ reason: expect.stringContaining("movements.arrow") });
      expect(await verifyFiles(directory)).toHaveLength(1);
      await buildIndex(store, { software, isWhole: true });
      appendFileSync(path, "x");
      expect(await verifyFiles(directory)).toEqual([expect.stringContaining("bytes, not")]);
    });
  });

  test("with one bit changed in any byte that a trace reads: damaged", async () => {
    await withIndex(async (store, _, directory) => {
      const { segments } = readManifestOf(directory);
      const read = ["movements", "holdings", "heads", "out-offsets", "out-places", "in-offsets", "in-places"];
      for (const [name, file] of Object.entries(segments[0]?.files ?? {}).filter(([key]) => read.includes(key)))
        for (const { offset, bytes } of file.batches.flatMap((batch) => Object.values(batch.columns))) {
          const path = join(directory, "segment-0", file.path);
          const whole = readFileSync(path);
          const changed = Buffer.from(whole);
          const at = offset + Math.floor(bytes / 2);
          changed[at] = (changed[at] ?? 0) ^ 1;
          writeFileSync(path, changed);
          expect(await openFreshIndex(store), name).toMatchObject({ reason: expect.stringContaining(file.path) });
          writeFileSync(path, whole);
        }
      const { index } = await openFreshIndex(store);
      expect(index).toBeDefined();
      index?.close();
    });
  });

  test("with one bit changed in any file that is read piece by piece: told when it is read", async () => {
    await withIndex(async (_, __, directory) => {
      const { segments, sides } = readManifestOf(directory);
      const texts = ["details", "accounts", "assets"].flatMap((name) =>
        Object.entries(segments[0]?.files ?? {}).flatMap(([key, file]) => (key === name ? [{ folder: "segment-0", file }] : [])),
      );
      const beside = Object.values(sides.files).map((file) => ({ folder: sides.name, file }));
      const filled = [...texts, ...beside].filter(({ file }) => file.batches.some(({ rows }) => rows > 0));
      expect(filled.length).toBeGreaterThan(2);
      for (const { folder, file } of filled) {
        const path = join(directory, folder, file.path);
        const whole = readFileSync(path);
        for (const share of [0.3, 0.6, 0.9]) {
          const changed = Buffer.from(whole);
          const at = Math.floor(whole.length * share);
          changed[at] = (changed[at] ?? 0) ^ 1;
          writeFileSync(path, changed);
          await expect(readAll(directory), `${file.path} at ${at}`).rejects.toThrow(/other bytes than were written/);
        }
        writeFileSync(path, whole);
      }
      await readAll(directory);
    });
  });

  test("without manifest, or with another: damaged", async () => {
    await withIndex(async (store, _, directory) => {
      appendFileSync(join(directory, "manifest.json"), " ");
      expect(await indexStatus(store)).toMatchObject({ condition: "damaged" });
      rmSync(join(directory, "manifest.json"));
      expect(await indexStatus(store)).toMatchObject({ condition: "damaged" });
      expect((await buildIndex(store, { software })).outcome).toBe("built");
      expect(await indexStatus(store)).toMatchObject({ condition: "fresh" });
    });
  });

  test("what a killed build left is no snapshot, and goes with the next build", async () => {
    await withIndex(async (store, send, directory) => {
      const left = join(store.directory, "index", "building-999999999");
      writeFileSync(join(store.directory, "index", "current.new"), "half");
      mkdirSync(left);
      expect(currentSnapshot(store.directory)).toBe(directory);
      await send(manyTransfers(100, 1));
      await buildIndex(store, { software });
      expect(existsSync(left)).toBe(false);
      expect(readdirSync(join(store.directory, "index")).filter((name) => name.startsWith("building"))).toEqual([]);
    });
  });
});

test("who is sent what is shared reads the same memory", async () => {
  await withStore(async (store, send) => {
    await send(manyTransfers(0, 50));
    const { directory } = await buildIndex(store, { software });
    const index = await openIndex(directory);
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(index.share());
    const other = openShared(receiveMessageOnPort(port2)?.message);
    index.memory.u32(index.columns.payer, 1)[0] = 12_345;
    expect(other.memory.u32(other.columns.payer, 1)[0]).toBe(12_345);
    expect(other.transfersAt([7])).toEqual(index.transfersAt([7]));
    port1.close();
    other.close();
    index.close();
  });
});

/** Everything that an answer may say. */
async function readAll(directory: string): Promise<void> {
  const index = await openIndex(directory);
  try {
    for (let place = 0; place < index.columns.eventCount; place += 1) index.transferAt(place);
    for (let account = 0; account < index.columns.accountCount; account += 1) index.accountName(account);
    for (let asset = 0; asset < index.columns.assetCount; asset += 1) index.assetName(asset);
    const { tags, balances, coverage, conversions, outpoints, sharedIds } = index.sides;
    for (const read of [tags, balances, coverage, conversions, outpoints, sharedIds]) read();
  } finally {
    index.close();
  }
}

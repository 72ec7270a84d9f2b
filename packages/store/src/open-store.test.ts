import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assets, counts, ledgerTransferKey, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleItem, sampleRun, sampleTransfer, temporaryFolder, transferItem } from "../test/samples.ts";
import type { IngestItem, IngestRun } from "./index.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

let folder = temporaryFolder();
let store: Store;

beforeEach(async () => {
  folder = temporaryFolder();
  store = await openStore({ directory: join(folder.path, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

async function ingest(target: Store, run: IngestRun, batches: readonly (readonly IngestItem[])[]) {
  const { itemsAcknowledged } = await target.beginRun(run);
  let count = itemsAcknowledged;
  const outcomes = [];
  for (const [index, items] of batches.entries()) {
    count += BigInt(items.length);
    outcomes.push(await target.append(run, { items, itemsAcknowledged: count, isDone: index === batches.length - 1 }));
  }
  return outcomes;
}

test.each([0n, 1n, 2n ** 64n, 2n ** 127n, 2n ** 128n, 2n ** 256n - 1n])("%d atoms come back to the atom", async (atoms) => {
  const run = sampleRun("amounts.csv");
  await ingest(store, run, [[transferItem(run, "row 1", { id: "t1", atoms })]]);
  const [row] = await store.query(transfersUntil, { until: null });
  expect(row).toEqual({ ...sampleTransfer({ id: "t1", atoms }), name: "t1" });
});

test("the same import twice changes nothing", async () => {
  const run = sampleRun("a.csv");
  const items = [transferItem(run, "row 1", { id: "t1" }), transferItem(run, "row 2", { id: "t2", atoms: 5n })];
  const [first] = await ingest(store, run, [items]);
  const hash = await store.contentHash();
  expect(first).toMatchObject({ added: 2n, same: 0n, quarantined: 0n, rowsByTable: { "ledger.transfer": 2n } });
  expect(await store.beginRun(run)).toEqual({ itemsAcknowledged: 2n, isDone: true });
  const again = await store.append(run, { items, itemsAcknowledged: 2n, isDone: true });
  expect(again).toMatchObject({ added: 0n, same: 2n, quarantined: 0n, rowsByTable: {} });
  expect(await store.contentHash()).toBe(hash);
  expect(await store.query(ledgerTransferKey, {})).toEqual([]);
});

test("other content under a known key is kept apart with both values, and the rest loads", async () => {
  const run = sampleRun("a.csv");
  const other = sampleRun("b.csv");
  await ingest(store, run, [[transferItem(run, "row 1", { id: "t1", atoms: 3n })]]);
  const [outcome] = await ingest(store, other, [
    [transferItem(other, "row 1", { id: "t1", atoms: 5n }), transferItem(other, "row 2", { id: "t2" })],
  ]);
  expect(outcome).toMatchObject({ added: 1n, same: 0n, quarantined: 1n });
  expect(outcome?.conflicts).toEqual([
    {
      code: "RECORD_CONFLICT",
      where: { file: "b.csv", record: "row 1", path: "ledger.transfer table t1" },
      found: "atoms 5",
      expected: `atoms 3, as record row 1 of file ${run.file.sha256} states`,
    },
  ]);
  const rows = await store.query(transfersUntil, { until: null });
  expect(rows.map(({ id, atoms }) => [id, atoms])).toEqual([
    ["t1", 3n],
    ["t2", 100n],
  ]);
  const [kept] = await store.quarantine();
  expect(kept).toMatchObject({ fileOrigin: "b.csv", locator: "row 1", findings: outcome?.conflicts });
});

test("what wins does not depend on where a batch ends", async () => {
  const run = sampleRun("a.csv");
  const item = (locator: string, ids: readonly (readonly [string, bigint])[]) =>
    sampleItem(run, locator, { transfers: ids.map(([id, atoms]) => sampleTransfer({ id, atoms })) });
  const items = [
    item("1", [["x", 1n]]),
    item("2", [
      ["x", 2n],
      ["z", 1n],
    ]),
    item("3", [["z", 7n]]),
    item("4", [
      ["q", 1n],
      ["q", 2n],
    ]),
    item("5", [["x", 1n]]),
  ];
  const hashes = new Set<string>();
  for (const size of [1, 2, 3, 5]) {
    const other = await openStore({ directory: join(folder.path, `by ${size}`), mode: "write", create: true });
    const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
      items.slice(index * size, (index + 1) * size),
    );
    const outcomes = await ingest(other, run, batches);
    expect(outcomes.reduce((sum, outcome) => sum + outcome.quarantined, 0n)).toBe(2n);
    expect((await other.query(transfersUntil, { until: null })).map(({ id, atoms }) => [id, atoms])).toEqual([
      ["x", 1n],
      ["z", 7n],
    ]);
    hashes.add(await other.contentHash());
    await other.close();
  }
  expect(hashes.size).toBe(1);
});

test("the content hash does not depend on order, batches, threads or which file came first", async () => {
  const runs = [sampleRun("a.csv"), sampleRun("b.csv")];
  const items = runs.map((run, file) =>
    Array.from({ length: 50 }, (_, index) =>
      transferItem(run, `row ${index}`, {
        id: `t${index + 25 * file}`,
        atoms: BigInt(index + 25 * file),
        sequence: BigInt(index + 25 * file),
      }),
    ),
  );
  const hashes = new Set<string>();
  for (const [threads, order, size] of [
    [1, [0, 1], 50],
    [2, [1, 0], 7],
    [1, [1, 0], 1],
  ] as const) {
    const other = await openStore({
      directory: join(folder.path, `${threads} ${order} ${size}`),
      mode: "write",
      create: true,
      threads,
    });
    for (const file of order) {
      const run = runs[file] ?? sampleRun("");
      const list = size === 50 ? (items[file] ?? []) : [...(items[file] ?? [])].reverse();
      await ingest(
        other,
        run,
        Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size)),
      );
    }
    expect((await other.query(counts, {})).find(({ tableName }) => tableName === "ledger.transfer")?.rowCount).toBe(75n);
    hashes.add(await other.contentHash());
    await other.close();
  }
  expect(hashes.size).toBe(1);
});

test("a record that was kept apart leaves the list when it is read well", async () => {
  const run = sampleRun("a.csv");
  const good = transferItem(run, "row 7", { id: "t7" });
  const finding = { code: "AMOUNT_NOT_DECIMAL", where: { file: "a.csv", line: 8 }, found: "1e3", expected: "digits" } as const;
  await ingest(store, run, [[{ record: good.record, findings: [finding], raw: "t7,1e3\0\ud800" }]]);
  expect(await store.quarantine()).toMatchObject([{ locator: "row 7", findings: [finding], raw: "t7,1e3\0\ud800" }]);
  const retry = { ...run, options: '{"decimal":"scientific"}' };
  await ingest(store, retry, [[good]]);
  expect(await store.quarantine()).toEqual([]);
});

test("an id that two sources use is told apart by its source", async () => {
  const run = sampleRun("a.csv");
  const other = sampleRun("b.csv");
  await ingest(store, run, [[transferItem(run, "1", { id: "t1" }), transferItem(run, "2", { id: "t2" })]]);
  await ingest(store, other, [[transferItem(other, "1", { id: "t1", source: "bank" })]]);
  const names = (await store.query(transfersUntil, { until: null })).map(({ name }) => name);
  expect(names).toEqual(["bank:t1", "table:t1", "t2"]);
});

test("text that the engine would change is refused, not changed", async () => {
  const run = sampleRun("a.csv");
  const [outcome] = await ingest(store, run, [[transferItem(run, "1", { id: "t1", reference: "a\0b" })]]);
  expect(outcome).toMatchObject({ added: 0n, quarantined: 1n });
  expect(await store.query(transfersUntil, { until: null })).toEqual([]);
  expect((await store.quarantine())[0]?.findings[0]?.code).toBe("VALUE_UNREADABLE");
});

test("a scale that contradicts a known one is a conflict, another symbol is not", async () => {
  const run = sampleRun("a.csv");
  const asset = sampleTransfer({ id: "t" }).asset;
  const [outcome] = await ingest(store, run, [
    [
      sampleItem(run, "1", { assets: [{ id: asset, scale: 2, symbol: "THB" }] }),
      sampleItem(run, "2", { assets: [{ id: asset, scale: null, symbol: "Baht" }] }),
      sampleItem(run, "3", { assets: [{ id: asset, scale: 3, symbol: "THB" }] }),
    ],
  ]);
  expect(outcome).toMatchObject({ added: 2n, quarantined: 1n });
  expect(await store.query(assets, {})).toEqual([{ id: asset, scale: 2, symbol: "Baht" }]);
});

test("ten thousand transfers in one batch take well under two seconds of work", async () => {
  const run = sampleRun("large.csv");
  const items = Array.from({ length: 10_000 }, (_, index) =>
    transferItem(run, `row ${index}`, { id: `t${index}`, atoms: 2n ** 200n + BigInt(index), from: `a${index % 97}` }),
  );
  await ingest(store, sampleRun("other.csv"), [[]]);
  await store.beginRun(run);
  const start = process.cpuUsage();
  await store.append(run, { items, itemsAcknowledged: 10_000n, isDone: true });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(2000);
});

test("a store has a name, and stands in a folder", async () => {
  const file = join(folder.path, "a-file");
  writeFileSync(file, "");
  for (const directory of ["", file, join(file, "below")])
    await expect(openStore({ directory, mode: "write", create: true })).rejects.toMatchObject({ code: "USAGE" });
});

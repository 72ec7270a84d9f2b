import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleItem, sampleRun, sampleTransfer, temporaryFolder } from "../test/samples.ts";
import { Database } from "./database.ts";
import { factTables } from "./fact-tables.ts";
import { KnownKeys, rowsOf } from "./known-keys.ts";
import { openStore } from "./open-store.ts";

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** More than are looked for before the keys are read. */
const batchesOfOldStore = 40;

test("a reopened store tells known from new rows, before and after it has read its keys", async () => {
  const directory = join(folder.path, "store");
  const write = async (file: string, atoms: bigint) => {
    const run = sampleRun(file);
    const item = (id: string, stated: bigint) =>
      sampleItem(run, `record ${id}`, { transfers: [sampleTransfer({ id, atoms: stated })] });
    const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
    await store.beginRun(run);
    const outcomes = new Set<string>();
    for (let index = 0; index < batchesOfOldStore; index += 1) {
      const items = [item(`a${index}`, atoms), item(`b${index}`, 1n)];
      const { added, same, conflicts } = await store.append(run, { items, itemsAcknowledged: BigInt(index), isDone: false });
      outcomes.add(`${added} ${same} ${conflicts.length}`);
    }
    await store.close();
    return outcomes;
  };
  expect(await write("one", 1n)).toEqual(new Set(["2 0 0"]));
  expect(await write("two", 1n)).toEqual(new Set(["0 2 0"]));
  expect(await write("three", 2n)).toEqual(new Set(["0 1 1"]));
});

test("every table's keys can be read", async () => {
  const directory = join(folder.path, "store");
  await (await openStore({ directory, mode: "write", create: true, threads: 1 })).close();
  const database = await Database.open({ path: join(directory, "tributary.duckdb"), isReadOnly: true, threads: 1 });
  const keys = new KnownKeys();
  for (const rows of factTables.map(rowsOf)) {
    expect(keys.mayHold(rows, "a")).toBe(true);
    await keys.prepare(database, rows);
    expect(keys.mayHold(rows, "a")).toBe(false);
    keys.note(rows, "a");
    expect(keys.mayHold(rows, "a")).toBe(true);
    expect(await database.select(`SELECT ${rows.key} FROM ${rows.from} AS t`)).toEqual([]);
  }
  database.close();
});

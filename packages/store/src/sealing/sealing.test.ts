import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { digestText, type Finding } from "@tributary/domain";
import * as queriesModule from "@tributary/queries";
import { counts, migrations, type Query, quarantinedRecords, reportsOfTransfers, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { everyRow, partyId, transfer, versionId } from "../../test/every-row.ts";
import { sampleItem, sampleRun, temporaryFolder, transferItem } from "../../test/samples.ts";
import { Database } from "../database.ts";
import { tableName } from "../fact-table.ts";
import { factTables } from "../fact-tables.ts";
import type { IngestItem, IngestRun } from "../index.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";

let folder = temporaryFolder();
let directory = "";
let keyFile = "";
const stores: Store[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  directory = join(folder.path, "store");
  keyFile = `${directory}.key`;
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  folder.remove();
});

async function open(options: Partial<Parameters<typeof openStore>[0]> = {}): Promise<Store> {
  const store = await openStore({ directory, mode: "write", create: true, ...options });
  stores.push(store);
  return store;
}

async function append(store: Store, run: IngestRun, items: readonly IngestItem[]) {
  const { itemsAcknowledged } = await store.beginRun(run);
  return store.append(run, { items, itemsAcknowledged: itemsAcknowledged + BigInt(items.length), isDone: true });
}

const bankRun = (name: string): IngestRun => {
  const run = sampleRun(name);
  return { ...run, file: { ...run.file, kind: "goaml" } };
};
const finding: Finding = { code: "TIME_UNREADABLE", where: { file: "somchai.xml" }, found: "Somchai", expected: "a time" };
const apart = (run: IngestRun, locator: string): IngestItem => ({
  record: { fileSha256: run.file.sha256, locator, rawSha256: digestText(locator) },
  findings: [finding],
  raw: "<name>Somchai</name>",
});

async function fill(store: Store): Promise<void> {
  const run = bankRun("somchai.xml");
  await append(store, run, [sampleItem(run, "1", everyRow), apart(run, "2")]);
}

/** Every text of every table, as the engine holds it. */
async function textsOnDisk(): Promise<string[]> {
  const database = await Database.open({ path: join(directory, "tributary.duckdb"), isReadOnly: true, threads: 1 });
  try {
    const columns = await database.select(
      "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'",
    );
    const texts: string[] = [];
    for (const [table, column] of columns)
      for (const [text] of await database.select(`SELECT "${column}" FROM ${table} WHERE "${column}" IS NOT NULL`))
        texts.push(`${table}.${column} ${text}`);
    return texts;
  } finally {
    database.close();
  }
}

describe("a store with its key", () => {
  test("gets one beside it, for its owner alone, and holds only its name and a check value", async () => {
    const store = await open();
    expect(store.key).toEqual({ state: "ready", id: expect.stringMatching(/^[0-9a-f]{16}$/), path: keyFile });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    await store.close();
    const secret = readFileSync(keyFile, "utf8").trim().split(" ").at(-1) ?? "";
    const bytes = readFileSync(join(directory, "tributary.duckdb"));
    expect(bytes.includes(Buffer.from(secret, "base64url"))).toBe(false);
    expect(bytes.includes(secret)).toBe(false);
  });

  test("writes nothing that a report states as it is, and answers it plain", async () => {
    const store = await open();
    await fill(store);
    expect(await store.query(reportsOfTransfers, { ids: [transfer.id] })).toMatchObject([
      { reference: "REF-1", narrative: "Paid at once.", statedDate: "2024-03-01", action: null },
    ]);
    expect(await store.quarantine()).toMatchObject([
      { fileOrigin: "somchai.xml", findings: [finding], raw: "<name>Somchai</name>" },
    ]);
    await store.close();
    const texts = await textsOnDisk();
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => /somchai|REF-1|Paid at once|\+66/i.test(text))).toEqual([]);
    const sealed = factTables.flatMap((table) =>
      table.sealed.map((index) => `${tableName(table)}.${table.columns[index]?.name}`),
    );
    for (const text of texts) if (sealed.includes(text.split(" ")[0] ?? "")) expect(text).toMatch(/ s1:/);
  });

  test("is told by no question in ciphertext", async () => {
    const store = await open();
    await fill(store);
    const isQuery = (value: object): value is Query<Record<string, unknown>, object> => "sql" in value && "parameters" in value;
    const queries = Object.values(queriesModule).filter((value): value is never => typeof value === "object" && isQuery(value));
    const ids = [transfer.id, partyId, versionId, "eip155:1", "t1"];
    for (const query of queries as readonly Query<Record<string, unknown>, object>[]) {
      if (query.name.startsWith("matching/")) continue;
      const parameters = query.parameters.map(({ key, type }) => [key, type === "VARCHAR[]" ? ids : sampleOf(type)]);
      const rows = await store.query(query, Object.fromEntries(parameters));
      const told = JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
      expect(told, query.name).not.toMatch(/"s1:/);
    }
  });

  test("takes the same again for the same, and other content for a conflict, in plain words", async () => {
    const store = await open();
    await fill(store);
    const again = bankRun("again.xml");
    expect(await append(store, again, [sampleItem(again, "1", everyRow)])).toMatchObject({ same: 1n, conflicts: [] });
    const [party] = everyRow.parties;
    const rows = party === undefined ? {} : { parties: [{ ...party, name: "Somsak" }] };
    const { conflicts } = await append(store, again, [sampleItem(again, "2", rows)]);
    expect(conflicts).toMatchObject([
      { found: "name Somsak", expected: expect.stringMatching(/^name Somchai, as record 1 of file/) },
    ]);
  });

  test("is told of a file's name once, however often it comes", async () => {
    const store = await open();
    await fill(store);
    await fill(store);
    expect((await store.query(queriesModule.files, { digests: null })).map(({ origin }) => origin)).toEqual(["somchai.xml"]);
  });
});

function sampleOf(type: string): unknown {
  if (type === "VARCHAR") return "x";
  if (type.endsWith("[]")) return [0n];
  return type === "BOOLEAN" ? true : 1n;
}

test("the content hash is that of the content, whatever the key and the nonces", async () => {
  const hashes = [];
  for (const name of ["one", "two"]) {
    const store = await open({ directory: join(folder.path, name) });
    await fill(store);
    hashes.push(await store.contentHash());
  }
  expect(
    new Set([readFileSync(join(folder.path, "one.key"), "utf8"), readFileSync(join(folder.path, "two.key"), "utf8")]).size,
  ).toBe(2);
  expect(hashes[1]).toBe(hashes[0]);
  const changed = await open({ directory: join(folder.path, "three") });
  const run = bankRun("somchai.xml");
  const rows = { ...everyRow, parties: everyRow.parties.map((party) => ({ ...party, name: "Somsak" })) };
  await append(changed, run, [sampleItem(run, "1", rows), apart(run, "2")]);
  expect(await changed.contentHash()).not.toBe(hashes[0]);
});

describe("a store without its key", () => {
  beforeEach(async () => {
    const store = await open();
    const table = sampleRun("table.csv");
    await append(store, table, [transferItem(table, "1", { id: "t9" })]);
    await fill(store);
    await store.close();
    rmSync(keyFile);
  });

  test("opens, and answers all that is not sealed", async () => {
    for (const mode of ["read", "write"] as const) {
      const store = await open({ mode });
      expect(store.key.state).toBe("missing");
      expect((await store.query(transfersUntil, { until: null })).map(({ id }) => id)).toEqual(["t1", "t9"]);
      expect((await store.query(counts, {})).length).toBeGreaterThan(10);
      const target = { path: join(folder.path, "out.csv"), format: "csv" } as const;
      expect((await store.exportTransfers(target)).rows).toBe(2n);
      for (const asked of [
        () => store.quarantine(),
        () => store.contentHash(),
        () => store.query(reportsOfTransfers, { ids: [transfer.id] }),
        () => store.query(quarantinedRecords, { file: null }),
      ])
        await expect(asked()).rejects.toMatchObject({
          code: "KEY_MISSING",
          kind: "access",
          finding: { where: { file: keyFile } },
        });
      await store.close();
    }
    expect(existsSync(keyFile)).toBe(false);
  });

  test("takes in tables and chains still, and nothing that would be sealed", async () => {
    const store = await open();
    const table = sampleRun("more.csv");
    expect(await append(store, table, [transferItem(table, "1", { id: "t10" })])).toMatchObject({ added: 1n });
    const before = await store.query(counts, {});
    await expect(append(store, table, [apart(table, "2")])).rejects.toMatchObject({ code: "KEY_MISSING" });
    await expect(store.beginRun(bankRun("other.xml"))).rejects.toMatchObject({ code: "KEY_MISSING" });
    const [party] = everyRow.parties;
    if (party === undefined) throw new Error("a party");
    const unsealed = sampleItem(table, "3", { parties: [{ ...party, id: digestText("new") }] });
    await expect(append(store, table, [unsealed])).rejects.toMatchObject({ code: "KEY_MISSING" });
    expect(await store.query(counts, {})).toEqual(before);
  });

  test("does the same with another's key, and says whose it is", async () => {
    await open({ directory: join(folder.path, "other") });
    copyFileSync(join(folder.path, "other.key"), keyFile);
    const store = await open();
    expect(store.key.state).toBe("wrong");
    expect((await store.query(transfersUntil, { until: null })).length).toBe(2);
    await expect(store.quarantine()).rejects.toMatchObject({
      code: "KEY_WRONG",
      finding: { found: expect.stringMatching(/^key [0-9a-f]{16}$/), expected: expect.stringContaining(`key ${store.key.id}`) },
    });
  });
});

test("the key may stand elsewhere, and never in the store's folder", async () => {
  const elsewhere = join(folder.path, "keys.key");
  const store = await open({ keyFile: elsewhere });
  expect(store.key).toMatchObject({ state: "ready", path: elsewhere });
  expect(existsSync(keyFile)).toBe(false);
  await store.close();
  expect((await open({ keyFile: elsewhere })).key.id).toBe(store.key.id);
  await expect(openStore({ directory, mode: "write", keyFile: join(directory, "a.key") })).rejects.toMatchObject({
    code: "USAGE",
  });
});

test("a hostile name that looks like ciphertext is a name", async () => {
  const store = await open();
  const run = sampleRun("s1:AAAA");
  await append(store, run, [transferItem(run, "1", { id: "t1" })]);
  expect(await store.query(queriesModule.files, { digests: null })).toMatchObject([{ origin: "s1:AAAA" }]);
});

test("the schema says of the same columns that they are sealed or blind", () => {
  const sql = migrations.map((step) => step.sql).join("\n");
  const marked = [...sql.matchAll(/^CREATE TABLE ([a-z_.]+) \(\n([\s\S]*?)\n\);/gm)].flatMap(([, table, body = ""]) =>
    [...body.matchAll(/^ {2}([a-z_]+) VARCHAR[^\n]* -- (sealed|blind)$/gm)].map(
      ([, column, care]) => `${table}.${column} ${care}`,
    ),
  );
  const cared = factTables.flatMap((table) =>
    table.columns.flatMap(({ name, care }) =>
      care === "sealed" || care === "blind" ? [`${tableName(table)}.${name} ${care}`] : [],
    ),
  );
  expect(marked.sort()).toEqual(cared.sort());
});

describe("a record kept apart", () => {
  const recordKey = digestText("version 1, record T-17");
  const bad = bankRun("first.xml");
  const good = bankRun("corrected.xml");
  const badItem = { ...apart(bad, "/report/transaction[3] line 40"), recordKey };
  const goodItem = { ...transferItem(good, "/report/transaction[3] line 41", { id: "t17" }), recordKey };

  test.each([
    ["before", [bad, good]],
    ["after", [good, bad]],
  ] as const)("leaves the list when another file holds it whole, whichever came first (%s)", async (_, order) => {
    const store = await open();
    for (const run of order) await append(store, run, [run === bad ? badItem : goodItem]);
    expect(await store.quarantine()).toEqual([]);
    const straight = await open({ directory: join(folder.path, "straight") });
    await append(straight, bad, [badItem]);
    expect((await straight.quarantine()).length).toBe(1);
    await append(straight, good, [goodItem]);
    expect(await store.contentHash()).toBe(await straight.contentHash());
  });

  test("stays where only its own file has another one of that reference", async () => {
    const store = await open();
    const other = { ...transferItem(bad, "/report/transaction[9] line 90", { id: "t18" }), recordKey };
    await append(store, bad, [badItem, other]);
    expect((await store.quarantine()).length).toBe(1);
  });
});

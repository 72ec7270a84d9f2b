import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../test/samples.ts";
import { Database } from "./database.ts";

let folder = temporaryFolder();
let database: Database;
beforeEach(async () => {
  folder = temporaryFolder();
  database = await Database.open({ path: join(folder.path, "d.duckdb"), isReadOnly: false, threads: 2 });
  await database.harden();
});
afterEach(() => {
  database.close();
  folder.remove();
});

test.each([
  "SELECT * FROM read_text('/etc/hostname')",
  "COPY (SELECT 1) TO 'out.csv'",
  "ATTACH 'other.duckdb'",
  "LOAD httpfs",
  "SET threads = 1",
  "SET GLOBAL enable_external_access = true",
])("%s is refused", async (sql) => {
  await expect(database.run(sql)).rejects.toThrow();
});

test("every connection is in UTC", async () => {
  const sql = "SELECT '2024-01-01'::TIMESTAMPTZ::VARCHAR";
  const utc = [["2024-01-01 00:00:00+00"]];
  expect(await database.select(sql)).toEqual(utc);
  expect(await database.selectAsWriter(sql)).toEqual(utc);
  for await (const rows of database.stream(sql)) expect(rows).toEqual(utc);
});

test("a transaction that fails leaves nothing behind", async () => {
  await database.run("CREATE TABLE t (n INTEGER)");
  await expect(
    database.transaction(async () => {
      await database.run("INSERT INTO t VALUES (1)");
      throw new Error("stop");
    }),
  ).rejects.toThrow("stop");
  expect(await database.select("SELECT n FROM t")).toEqual([]);
});

test("a type that could lose a digit never leaves the engine", async () => {
  await expect(database.select("SELECT 1.5::DECIMAL(5,2) AS x")).rejects.toThrow("broken invariant");
});

test("a stream that is broken off lets go of the file", async () => {
  const files = temporaryFolder();
  const options = { path: join(files.path, "s.duckdb"), threads: 1 } as const;
  const first = await Database.open({ ...options, isReadOnly: false });
  for await (const rows of first.stream("SELECT range FROM range(1000000)")) {
    expect(rows.length).toBeGreaterThan(0);
    break;
  }
  first.close();
  const started = performance.now();
  (await Database.open({ ...options, isReadOnly: true })).close();
  expect(performance.now() - started).toBeLessThan(2000);
  files.remove();
});

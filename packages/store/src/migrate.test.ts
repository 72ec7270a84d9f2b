import { join } from "node:path";
import { migrations } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../test/samples.ts";
import { Database } from "./database.ts";
import { assertMigrated, migrate } from "./migrate.ts";

let folder = temporaryFolder();
let database: Database;
beforeEach(async () => {
  folder = temporaryFolder();
  database = await Database.open({ path: join(folder.path, "m.duckdb"), isReadOnly: false, threads: 1 });
});
afterEach(() => {
  database.close();
  folder.remove();
});

test("steps are applied once, and later ones follow", async () => {
  await migrate(database, migrations.slice(0, 2));
  await expect(assertMigrated(database)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  await migrate(database);
  await migrate(database);
  await assertMigrated(database);
});

test("a store of a newer version is refused", async () => {
  await migrate(database);
  await expect(migrate(database, migrations.slice(0, -1))).rejects.toMatchObject({
    code: "STORE_DAMAGED",
    message: expect.stringContaining("newer version"),
  });
});

test("a step that was edited after it was applied is refused", async () => {
  await migrate(database);
  const edited = migrations.map((step, index) => (index === 1 ? { ...step, sql: `${step.sql}-- edited\n` } : step));
  await expect(migrate(database, edited)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
});

test("a step that fails leaves nothing behind", async () => {
  const broken = [...migrations.slice(0, 1), { name: "0002_broken", sql: "CREATE SCHEMA half; SELECT no_such_function();" }];
  await expect(migrate(database, broken)).rejects.toThrow();
  await migrate(database);
  expect(await database.select("SELECT 1 FROM duckdb_schemas() WHERE schema_name = 'half'")).toEqual([]);
});

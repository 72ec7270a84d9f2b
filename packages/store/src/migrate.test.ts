import { join } from "node:path";
import { migrations } from "@tributary/queries";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

test("withdrawals of an older schema become statements of their own", async () => {
  await migrate(database, migrations.slice(0, 7));
  await database.run(`INSERT INTO graph.judgement VALUES
    ('c', 'a1', 'h/1', 'e', 'who', TIMESTAMP '2025-01-01', NULL, 'file', 'line 1'),
    ('c', 'a2', 'h/1', 'e', 'who', TIMESTAMP '2025-01-01', TIMESTAMP '2025-02-01', 'file', 'line 1')`);
  await database.run(`INSERT INTO place.link VALUES
    ('l', 'k', 'a1', NULL, 'e', 50, 'who', TIMESTAMP '2025-01-01', TIMESTAMP '2025-03-01', 'file', 'line 2')`);
  await database.run(
    "INSERT INTO source.repeat VALUES ('graph.judgement', 'c' || chr(31) || 'a1' || chr(31) || 'h/1', 'other', 'line 1')",
  );
  await migrate(database);
  expect(await database.select("SELECT account, evidence FROM graph.judgement ORDER BY account")).toEqual([
    ["a1", "e"],
    ["a2", "e"],
  ]);
  expect(await database.select("SELECT account, withdrawn_at_utc::VARCHAR FROM graph.withdrawal")).toEqual([
    ["a2", "2025-02-01 00:00:00"],
  ]);
  expect(await database.select("SELECT link_id, withdrawn_at_utc::VARCHAR FROM place.withdrawal")).toEqual([
    ["l", "2025-03-01 00:00:00"],
  ]);
  expect(await database.select("SELECT replace(row_key, chr(31), ' ') FROM source.repeat")).toEqual([
    ["c a1 h/1 who 1735689600000000"],
  ]);
});

test("readings of older schemas are without what they said in words to be without", async () => {
  await migrate(database, migrations.slice(0, 10));
  const said = "finalized 0xaa; without transfers inside contract calls";
  const rows = [
    ["table", "eip155:1:*", null],
    ["eip155:1", "eip155:1:*", said],
    ["eip155:10", "eip155:10:*", "finalized 0xaa; transfers inside contract calls only where block ranges name traces"],
    ["eip155:1:tokens:00aa", "eip155:1:*", `${said}; tokens only 0x0f 0x0a`],
    ["tron:0x2b6653dc", "tron:0x2b6653dc:*", "solidified 00aa; with internal transactions where block ranges say so"],
    ["bip122:00", "bip122:00:*", "final 00aa"],
  ];
  for (const [source, scope, finality] of rows) {
    const text = finality === null ? "NULL" : `'${finality}'`;
    await database.run(
      `INSERT INTO ledger.coverage VALUES ('${source}', '${scope}', TIMESTAMP '2025-01-01', TIMESTAMP '2025-02-01', ${text}, 'file', 'c')`,
    );
    await database.run(
      `INSERT INTO source.repeat VALUES ('ledger.coverage', concat_ws(chr(31), '${source}', '${scope}', '1735689600000000', '1738368000000000'), 'other', 'c')`,
    );
  }
  await migrate(database);
  expect(await database.select("SELECT source, assets FROM ledger.coverage ORDER BY source")).toEqual([
    ["bip122:00", "all"],
    ["eip155:10:without-traces", "without eip155:10/slip44:60"],
    ["eip155:1:tokens:00aa", "only eip155:1/erc20:0x0a eip155:1/erc20:0x0f"],
    ["eip155:1:without-traces", "without eip155:1/slip44:60"],
    ["table", "all"],
    ["tron:0x2b6653dc:without-traces", "without tron:0x2b6653dc/slip44:195 tron:0x2b6653dc/trc10:*"],
  ]);
  expect(
    await database.select(`SELECT count(*)::INTEGER FROM source.repeat AS r INNER JOIN ledger.coverage AS c
      ON r.row_key = concat_ws(chr(31), c.source, c.scope, epoch_us(c.from_utc)::VARCHAR, epoch_us(c.to_utc)::VARCHAR)`),
  ).toEqual([[6]]);
});

describe("a store of before the sealing", () => {
  const old = migrations.slice(0, 11);
  const steps = () => database.select("SELECT count(*)::INTEGER FROM store.migration");

  test.each([
    [
      "a report's file name",
      "INSERT INTO source.receipt VALUES ('f', 'goaml', 'somchai.xml', 's', NULL, TIMESTAMP '2025-01-01')",
    ],
    ["a party", "INSERT INTO party.party VALUES ('p', 'r', 'person', '/t', 'Somchai', 'f', 'line 1')"],
    ["a field", "INSERT INTO str.field VALUES ('r', '/report/reason', 1, 'Somchai paid.', 'f', 'line 1')"],
  ])("is refused with %s in it, and not changed", async (_, insert) => {
    await migrate(database, old);
    await database.run(insert);
    for (const open of [migrate, assertMigrated])
      await expect(open(database)).rejects.toMatchObject({
        code: "STORE_OUTDATED",
        kind: "usage",
        message: expect.stringContaining("make a new store, ingest the files again"),
      });
    expect(await steps()).toEqual([[11]]);
    expect(await database.select("SELECT count(*)::INTEGER FROM str.report")).toEqual([[0]]);
  });

  test("is taken over without reports in it", async () => {
    await migrate(database, old);
    await database.run("INSERT INTO source.receipt VALUES ('f', 'evm-rpc', 'eip155:1', NULL, NULL, TIMESTAMP '2025-01-01')");
    await migrate(database);
    expect(await steps()).toEqual([[migrations.length]]);
  });
});

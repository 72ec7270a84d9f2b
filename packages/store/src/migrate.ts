import { digestText, fail } from "@tributary/domain";
import { type Migration, migrations } from "@tributary/queries";
import type { Database } from "./database.ts";

/**
 * Brings the schema up to this version, one transaction a step. Errors: STORE_OUTDATED, before anything is changed, where reports stand in plain
 * text; STORE_DAMAGED where a step that was applied differs from the one
 * that this version knows, or where a newer version made the store.
 */
export async function migrate(database: Database, known: readonly Migration[] = migrations): Promise<void> {
  await database.run("CREATE SCHEMA IF NOT EXISTS store");
  await database.run(
    "CREATE TABLE IF NOT EXISTS store.migration (number INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL)",
  );
  const applied = await readApplied(database);
  checkApplied(applied, known);
  await refusePlainReports(database, applied);
  for (const [index, migration] of known.entries()) {
    if (index < applied.length) continue;
    await database.transaction(async () => {
      await database.run(migration.sql);
      await database.run("INSERT INTO store.migration VALUES ($number, $name, $sha256)", [
        { name: "number", type: "INTEGER", value: BigInt(index + 1) },
        { name: "name", type: "VARCHAR", value: migration.name },
        { name: "sha256", type: "VARCHAR", value: digestText(migration.sql) },
      ]);
    });
  }
}

/** For a store that may not be written: all steps must be there already. */
export async function assertMigrated(database: Database, known: readonly Migration[] = migrations): Promise<void> {
  const hasTable = await database.select(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'store' AND table_name = 'migration'",
  );
  const applied = hasTable.length === 0 ? [] : await readApplied(database);
  checkApplied(applied, known);
  await refusePlainReports(database, applied);
  if (applied.length < known.length)
    fail("STORE_DAMAGED", {
      found: `a schema at step ${applied.length} of ${known.length}`,
      expected: "a store of this version; open it once for writing to bring it up",
    });
}

interface AppliedStep {
  readonly name: string;
  readonly sha256: string;
}

async function readApplied(database: Database): Promise<AppliedStep[]> {
  const rows = await database.select("SELECT name, sha256 FROM store.migration ORDER BY number");
  return rows.map(([name, sha256]) => ({ name: String(name), sha256: String(sha256) }));
}

function checkApplied(applied: readonly AppliedStep[], known: readonly Migration[]): void {
  if (applied.length > known.length)
    fail("STORE_DAMAGED", {
      found: `a store made by a newer version: its schema is at step ${applied.at(-1)?.name}`,
      expected: `a schema up to step ${known.at(-1)?.name}; use the newer version`,
    });
  applied.forEach((step, index) => {
    const expected = known[index];
    if (expected === undefined || step.name !== expected.name || step.sha256 !== digestText(expected.sql))
      fail("STORE_DAMAGED", {
        found: `schema step ${step.name} with digest ${step.sha256}`,
        expected: `step ${expected?.name} with digest ${expected === undefined ? "none" : digestText(expected.sql)}`,
      });
  });
}

/** The step that seals what reports say. */
const sealingStep = "0012_submission";

const plainTables = ["str.report", "str.field", "str.account", "party.party", "party.involvement"];

/**
 * Older versions wrote reports, and the names of their files, in plain text. Sealing them now would leave that text in the free blocks of the
 * database's file: such a store is not taken over.
 */
async function refusePlainReports(database: Database, applied: readonly AppliedStep[]): Promise<void> {
  const names = new Set(applied.map(({ name }) => name));
  if (names.has(sealingStep)) return;
  const asked = [
    ...(names.has("0001_source") ? ["SELECT 1 FROM source.receipt WHERE kind = 'goaml'"] : []),
    ...(names.has("0004_report") ? plainTables.map((table) => `SELECT 1 FROM ${table}`) : []),
  ];
  const rows = asked.length === 0 ? [] : await database.select(asked.join(" UNION ALL "));
  if (rows.length > 0)
    fail("STORE_OUTDATED", {
      found: "a store of an older version that holds reports in plain text",
      expected: "a store without them: make a new store, ingest the files again, and destroy this one",
    });
}

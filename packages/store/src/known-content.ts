import { assert } from "@tributary/domain";
import type { Candidate, KnownContent, KnownFact } from "./batch-plan.ts";
import type { Database } from "./database.ts";
import { type FactTable, type FactValue, keyText } from "./fact-table.ts";
import type { IngestRun } from "./ingest-run.ts";
import { type KnownKeys, recordKey, recordRows, rowsOf } from "./known-keys.ts";
import { unsealRow } from "./sealing/sealed-rows.ts";
import type { Sealing } from "./sealing/sealing.ts";

interface KnownContext {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly keys: KnownKeys;
}

/** Makes ready what is known of the keys of the tables that a batch states rows of. Outside the batch's transaction. */
export async function prepareKeys(
  { database, keys }: Pick<KnownContext, "database" | "keys">,
  candidates: readonly Candidate[],
): Promise<void> {
  const tables = new Set(
    candidates.flatMap((candidate) => ("facts" in candidate ? candidate.facts.map(({ table }) => table) : [])),
  );
  for (const rows of [recordRows, ...[...tables].map(rowsOf)]) await keys.prepare(database, rows);
}

/** What the store holds of the records and the rows that a batch states. Only keys that it may hold are looked for. */
export async function readKnown(context: KnownContext, candidates: readonly Candidate[], run: IngestRun): Promise<KnownContent> {
  const keysByTable = new Map<FactTable, Map<string, readonly FactValue[]>>();
  for (const candidate of candidates) {
    if (!("facts" in candidate)) continue;
    for (const { table, key, values } of candidate.facts) {
      const rows = keysByTable.get(table);
      const stated = rows ?? new Map<string, readonly FactValue[]>();
      if (rows === undefined) keysByTable.set(table, stated);
      if (!stated.has(key) && context.keys.mayHold(rowsOf(table), key)) stated.set(key, values);
    }
  }
  const facts = new Map<FactTable, Map<string, KnownFact>>();
  for (const [table, keys] of keysByTable) facts.set(table, await readKnownFacts(context, table, [...keys.values()]));
  return { records: await readKnownRecords(context, candidates, run), facts };
}

/** Raw digests by locator. */
async function readKnownRecords(
  { database, keys }: KnownContext,
  candidates: readonly Candidate[],
  { file }: IngestRun,
): Promise<Map<string, string>> {
  const locators = candidates.flatMap((candidate) => ("facts" in candidate ? [candidate.record.locator] : []));
  const perhapsKnown = locators.filter((locator) => keys.mayHold(recordRows, recordKey(file.sha256, locator)));
  if (perhapsKnown.length === 0) return new Map();
  const staged = await stageKeys(database, "source_record", {
    types: ["VARCHAR"],
    rows: perhapsKnown.map((locator) => [locator]),
  });
  const records = await database.selectAsWriter(
    `SELECT r.locator, r.raw_sha256 FROM source.record AS r SEMI JOIN ${staged} AS k ON r.locator = k.k0 WHERE r.file_sha256 = $file`,
    [{ name: "file", type: "VARCHAR", value: file.sha256 }],
  );
  return new Map(records.map(([locator, raw]) => [String(locator), String(raw)]));
}

async function readKnownFacts(
  { database, sealing }: KnownContext,
  table: FactTable,
  keys: readonly (readonly FactValue[])[],
): Promise<Map<string, KnownFact>> {
  if (keys.length === 0) return new Map();
  const keyColumns = table.columns.slice(0, table.keyCount);
  const columns = table.columns.map(({ name }) => `t."${name}"`).join(", ");
  const staged = await stageKeys(database, `${table.schema}_${table.name}`, {
    types: keyColumns.map(({ type }) => type),
    rows: keys.map((values) => values.slice(0, table.keyCount)),
  });
  const matches = keyColumns.map(({ name }, index) => `t."${name}" = k.k${index}`).join(" AND ");
  const rows = await database.selectAsWriter(
    `SELECT ${columns}, t.file_sha256, t.locator FROM ${table.known} AS t SEMI JOIN ${staged} AS k ON ${matches}`,
  );
  const known = rows.map((row): [string, KnownFact] => {
    const stored = table.columns.map(({ type }, index) => readFactValue(row[index], type));
    const values = unsealRow(table, stored, sealing);
    const [fileSha256, locator] = row.slice(table.columns.length).map(String);
    return [keyText(table, values), { values, fileSha256: fileSha256 ?? "", locator: locator ?? "" }];
  });
  return new Map(known);
}

/** Puts the keys of a batch into a table of the writing connection, which costs far less than a list as a parameter. Gives its name. */
async function stageKeys(
  database: Database,
  name: string,
  keys: { readonly types: readonly string[]; readonly rows: readonly (readonly FactValue[])[] },
): Promise<string> {
  const table = `keys_${name}`;
  const columns = keys.types.map((type, index) => `k${index} ${type}`).join(", ");
  await database.run(`CREATE TEMP TABLE IF NOT EXISTS ${table} (${columns})`);
  await database.run(`DELETE FROM temp.${table}`);
  await database.appendRows({ catalog: "temp", schema: "main", table, types: keys.types }, keys.rows);
  return `temp.${table}`;
}

function readFactValue(value: unknown, type: string): FactValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean") return value;
  assert(typeof value === "number" && type === "INTEGER", "a fact is text, an integer, truth or a list of texts");
  return BigInt(value);
}

import { assert, digestText } from "@tributary/domain";
import { type BatchPlan, type Candidate, type KnownContent, type KnownFact, planBatch, readCandidates } from "./batch-plan.ts";
import type { CommitLog } from "./commit-log.ts";
import type { Binding, Database } from "./database.ts";
import { type FactTable, type FactValue, keyText, tableName } from "./fact-table.ts";
import type { AppendOutcome, Clock, IngestBatch, IngestRun } from "./ingest-run.ts";
import { sealRow, unsealRow } from "./sealing/sealed-rows.ts";
import type { Sealing } from "./sealing/sealing.ts";
import { settleReports } from "./settle-reports.ts";

export interface AppendContext {
  readonly database: Database;
  readonly commits: CommitLog;
  readonly clock: Clock;
  readonly sealing: Sealing;
  /** Names of the sources that the store has transfers of. Grows with what is appended. */
  readonly sources: Set<string>;
}

/** Writes one batch: facts, records, quarantine and cursor in one transaction, then the commit log. */
export async function appendBatch(
  { database, commits, clock, sealing, sources }: AppendContext,
  run: IngestRun,
  batch: IngestBatch,
): Promise<AppendOutcome> {
  assert(
    batch.items.every((item) => item.record.fileSha256 === run.file.sha256),
    "a batch holds records of its run's file",
  );
  const candidates = readCandidates(batch.items, run.file, sealing);
  const { entry, plan, newSources } = await database.transaction(async () => {
    const known = await readKnown({ database, sealing }, candidates, run);
    const plan = planBatch(candidates, known, run.file);
    const newSources = await writePlan({ database, clock, sealing, sources }, plan, run);
    const entry = commits.next([
      run.file.sha256,
      digestText(run.options),
      batch.itemsAcknowledged.toString(),
      digestText(plan.records.map((record) => `${record.locator} ${record.rawSha256}`).join("\n")),
    ]);
    await writeProgress(database, { run, batch, plan });
    await database.run("INSERT INTO ingest.commit VALUES ($number, $digest)", [
      { name: "number", type: "BIGINT", value: entry.number },
      { name: "digest", type: "VARCHAR", value: entry.digest },
    ]);
    await database.run("INSERT INTO ingest.batch VALUES ($number, $file, $options, $items, $added, $same, $quarantined)", [
      { name: "number", type: "BIGINT", value: entry.number },
      ...runBindings(run),
      { name: "items", type: "BIGINT", value: batch.itemsAcknowledged },
      { name: "added", type: "BIGINT", value: plan.added },
      { name: "same", type: "BIGINT", value: plan.same },
      { name: "quarantined", type: "BIGINT", value: plan.quarantined },
    ]);
    return { entry, plan, newSources };
  });
  commits.append(entry);
  for (const source of newSources) sources.add(source);
  const rowsByTable = [...plan.inserts].map(([table, rows]): [string, bigint] => [tableName(table), BigInt(rows.length)]);
  return {
    added: plan.added,
    same: plan.same,
    quarantined: plan.quarantined,
    conflicts: plan.conflicts,
    unstorable: plan.unstorable,
    rowsByTable: Object.fromEntries(rowsByTable),
  };
}

/** The run's key, as `$file` and `$options`. */
export function runBindings(run: IngestRun): Binding[] {
  return [
    { name: "file", type: "VARCHAR", value: run.file.sha256 },
    { name: "options", type: "VARCHAR", value: digestText(run.options) },
  ];
}

async function readKnown(
  { database, sealing }: Pick<AppendContext, "database" | "sealing">,
  candidates: readonly Candidate[],
  run: IngestRun,
): Promise<KnownContent> {
  const locators = candidates.flatMap((candidate) => ("facts" in candidate ? [candidate.record.locator] : []));
  const keys = await stageKeys(database, "source_record", { types: ["VARCHAR"], rows: locators.map((locator) => [locator]) });
  const records = await database.selectAsWriter(
    `SELECT r.locator, r.raw_sha256 FROM source.record AS r SEMI JOIN ${keys} AS k ON r.locator = k.k0 WHERE r.file_sha256 = $file`,
    [{ name: "file", type: "VARCHAR", value: run.file.sha256 }],
  );
  const keysByTable = new Map<FactTable, Map<string, readonly FactValue[]>>();
  for (const candidate of candidates) {
    if (!("facts" in candidate)) continue;
    for (const { table, key, values } of candidate.facts) {
      const keys = keysByTable.get(table) ?? new Map<string, readonly FactValue[]>();
      keys.set(key, values);
      keysByTable.set(table, keys);
    }
  }
  const facts = new Map<FactTable, Map<string, KnownFact>>();
  for (const [table, keys] of keysByTable)
    facts.set(table, await readKnownFacts({ database, sealing }, table, [...keys.values()]));
  return { records: new Map(records.map(([locator, raw]) => [String(locator), String(raw)])), facts };
}

async function readKnownFacts(
  { database, sealing }: Pick<AppendContext, "database" | "sealing">,
  table: FactTable,
  keys: readonly (readonly FactValue[])[],
): Promise<Map<string, KnownFact>> {
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

/** Gives the sources that had no transfer before. */
async function writePlan(
  { database, clock, sealing, sources }: Pick<AppendContext, "database" | "clock" | "sealing" | "sources">,
  plan: BatchPlan,
  run: IngestRun,
): Promise<readonly string[]> {
  const recordedAt = clock();
  await database.appendRows(
    { schema: "source", table: "record", types: ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"] },
    plan.records.map((record) => [record.fileSha256, record.locator, record.rawSha256, record.recordKey]),
  );
  for (const [table, rows] of plan.inserts)
    await database.appendRows(
      { schema: table.schema, table: table.name, types: [...table.columns.map(({ type }) => type), "VARCHAR", "VARCHAR"] },
      rows.map((row) => sealRow(table, row, { sealing, recordedAt })),
    );
  await writeRepeats(database, plan);
  await writeQuarantine({ database, sealing }, plan, run);
  await settleReports(database, plan);
  return registerSharedIds({ database, sources }, plan);
}

async function writeRepeats(database: Database, plan: BatchPlan): Promise<void> {
  if (plan.repeats.length === 0) return;
  const columns = ["table_name", "row_key", "file_sha256", "locator"];
  await database.run(
    `INSERT INTO source.repeat
     SELECT DISTINCT n.table_name, n.row_key, n.file_sha256, n.locator
     FROM (SELECT ${columns.map((name) => `UNNEST($${name}::VARCHAR[]) AS ${name}`).join(", ")}) AS n
     ANTI JOIN source.repeat AS r USING (table_name, row_key, file_sha256, locator)`,
    columns.map((name, index) => ({ name, type: "VARCHAR[]", value: plan.repeats.map((repeat) => repeat[index] ?? "") })),
  );
}

/** What a finding quotes, and the record's own text, can hold anything: both are sealed, whatever they are of. */
async function writeQuarantine(
  { database, sealing }: Pick<AppendContext, "database" | "sealing">,
  plan: BatchPlan,
  run: IngestRun,
): Promise<void> {
  const known = await database.selectAsWriter("SELECT locator FROM ingest.quarantine WHERE file_sha256 = $file", [
    { name: "file", type: "VARCHAR", value: run.file.sha256 },
  ]);
  const replaced = known.map(([locator]) => String(locator)).filter((locator) => plan.quarantine.has(locator));
  if (replaced.length > 0)
    await database.run(
      "DELETE FROM ingest.quarantine WHERE file_sha256 = $file AND locator IN (SELECT UNNEST($locators::VARCHAR[]))",
      [
        { name: "file", type: "VARCHAR", value: run.file.sha256 },
        { name: "locators", type: "VARCHAR[]", value: replaced },
      ],
    );
  const entries = [...plan.quarantine.values()].filter((entry) => entry !== undefined);
  const types = ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"];
  await database.appendRows(
    { schema: "ingest", table: "quarantine", types },
    entries.map(({ record, findings, raw }) => {
      const rowId = `${record.fileSha256}\u001f${record.locator}`;
      return [
        record.fileSha256,
        record.locator,
        record.rawSha256,
        sealing.seal({ column: "ingest.quarantine.findings", rowId }, JSON.stringify(findings)),
        sealing.seal({ column: "ingest.quarantine.raw", rowId }, JSON.stringify(raw)),
        record.recordKey,
      ];
    }),
  );
}

async function writeProgress(
  database: Database,
  { run, batch }: { run: IngestRun; batch: IngestBatch; plan: BatchPlan },
): Promise<void> {
  await database.run(
    `UPDATE ingest.run
     SET items_acknowledged = greatest(items_acknowledged, $items), is_done = is_done OR $is_done
     WHERE file_sha256 = $file AND options_sha256 = $options`,
    [
      ...runBindings(run),
      { name: "items", type: "BIGINT", value: batch.itemsAcknowledged },
      { name: "is_done", type: "BOOLEAN", value: batch.isDone },
    ],
  );
}

async function registerSharedIds(
  { database, sources }: Pick<AppendContext, "database" | "sources">,
  plan: BatchPlan,
): Promise<readonly string[]> {
  const transfers = [...plan.inserts].find(([table]) => tableName(table) === "ledger.transfer")?.[1] ?? [];
  const newSources = [...new Set(transfers.map(([source]) => String(source)))].filter((source) => !sources.has(source));
  if (sources.size + newSources.length > 1 && transfers.length > 0)
    await database.run(
      `INSERT INTO ledger.shared_transfer_id
       SELECT t.transfer_id
       FROM ledger.transfer_stated AS t
       WHERE t.transfer_id IN (SELECT UNNEST($ids::VARCHAR[]))
         AND t.transfer_id NOT IN (SELECT s.transfer_id FROM ledger.shared_transfer_id AS s)
       GROUP BY t.transfer_id
       HAVING COUNT(DISTINCT t.source) > 1`,
      [{ name: "ids", type: "VARCHAR[]", value: transfers.map(([, id]) => String(id)) }],
    );
  return newSources;
}

import { assert, digestText } from "@tributary/domain";
import { type BatchPlan, planBatch, readCandidates } from "./batch-plan.ts";
import type { CommitLog } from "./commit-log.ts";
import type { Binding, Database } from "./database.ts";
import { keyText, tableName } from "./fact-table.ts";
import type { AppendOutcome, Clock, IngestBatch, IngestRun } from "./ingest-run.ts";
import { prepareKeys, readKnown } from "./known-content.ts";
import { type KnownKeys, recordKey, recordRows, rowsOf } from "./known-keys.ts";
import { sealRow } from "./sealing/sealed-rows.ts";
import type { Sealing } from "./sealing/sealing.ts";
import { settleReports } from "./settle-reports.ts";

export interface AppendContext {
  readonly database: Database;
  readonly commits: CommitLog;
  readonly clock: Clock;
  readonly sealing: Sealing;
  /** Names of the sources that the store has transfers of. Grows with what is appended. */
  readonly sources: Set<string>;
  /** The keys that the store may hold. Grows with what is appended. */
  readonly keys: KnownKeys;
}

/** Writes one batch: facts, records, quarantine and cursor in one transaction, then the commit log. */
export async function appendBatch(
  { database, commits, clock, sealing, sources, keys }: AppendContext,
  run: IngestRun,
  batch: IngestBatch,
): Promise<AppendOutcome> {
  assert(
    batch.items.every((item) => item.record.fileSha256 === run.file.sha256),
    "a batch holds records of its run's file",
  );
  const candidates = readCandidates(batch.items, run.file, sealing);
  await prepareKeys({ database, keys }, candidates);
  const { entry, plan, newSources } = await database.transaction(async () => {
    const known = await readKnown({ database, sealing, keys }, candidates, run);
    const plan = planBatch(candidates, known, run.file);
    noteKeys(keys, plan);
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

/** A batch that is taken back leaves keys noted that the store has not: they are looked for, and not found. */
function noteKeys(keys: KnownKeys, plan: BatchPlan): void {
  for (const { fileSha256, locator } of plan.records) keys.note(recordRows, recordKey(fileSha256, locator));
  for (const [table, rows] of plan.inserts) for (const row of rows) keys.note(rowsOf(table), keyText(table, row));
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
  const columns = ["table_name", "row_key", "file_sha256", "locator"];
  await database.appendRows({ schema: "source", table: "repeat", types: columns.map(() => "VARCHAR") }, plan.firstRepeats);
  if (plan.repeats.length === 0) return;
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

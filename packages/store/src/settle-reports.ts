import type { BatchPlan } from "./batch-plan.ts";
import type { Database } from "./database.ts";
import { type FactTable, type FactValue, tableName } from "./fact-table.ts";

/**
 * Brings the ledger in line with the versions of reports that stand after a batch: a transfer that no standing version states goes aside, one
 * that a standing version states again comes back, and each has its place of the version that states it. Runs inside the batch's transaction,
 * after its rows are written. The rules stand in this package's README; only the reports and transfers that the batch touches are looked at.
 */
export async function settleReports(database: Database, { inserts }: Pick<BatchPlan, "inserts">): Promise<void> {
  const rows = new Map([...inserts].map(([table, values]) => [tableName(table), { table, values }]));
  const column = (table: string, name: string): string[] => valuesOf(rows.get(table), name).map(String);
  const reports = [...column("str.report_version", "report_id"), ...column("str.withdrawal", "report_id")];
  const completed = column("str.completion", "version_id");
  const payments = paymentsIn(rows.get("str.payment"), rows.get("ledger.transfer"));
  const isSameStanding = reports.length + completed.length === 0;
  if (isSameStanding && (await areInPlace(database, payments))) return;
  await stage(database, "settle_named", { columns: ["report_id VARCHAR"], rows: reports.map((id) => [id]) });
  await stage(database, "settle_completed", { columns: ["version_id VARCHAR"], rows: completed.map((id) => [id]) });
  await stage(database, "settle_payment", {
    columns: ["source VARCHAR", "transfer_id VARCHAR", "version_id VARCHAR", "is_new BOOLEAN"],
    rows: payments,
  });
  await renewStanding(database);
  await findUnsettled(database);
  await moveTransfers(database);
}

interface InsertedRows {
  readonly table: FactTable;
  readonly values: readonly (readonly FactValue[])[];
}

function valuesOf(rows: InsertedRows | undefined, name: string): readonly FactValue[] {
  if (rows === undefined) return [];
  const index = rows.table.columns.findIndex((column) => column.name === name);
  return rows.values.map((row) => row[index] ?? null);
}

/** The payments of a batch that name a transfer; new are transfers that came with the batch and that one payment alone names. */
function paymentsIn(payments: InsertedRows | undefined, transfers: InsertedRows | undefined): readonly (readonly FactValue[])[] {
  const identities = (rows: InsertedRows | undefined): string[] => {
    const ids = valuesOf(rows, "transfer_id");
    return valuesOf(rows, "source").map((source, index) => `${source} ${ids[index]}`);
  };
  const [sources, ids, versions] = ["source", "transfer_id", "version_id"].map((name) => valuesOf(payments, name));
  const named = new Map<string, number>();
  for (const identity of identities(payments)) named.set(identity, (named.get(identity) ?? 0) + 1);
  const inserted = new Set(identities(transfers));
  return identities(payments).flatMap((identity, index) => {
    const id = ids?.[index] ?? null;
    const isNew = inserted.has(identity) && named.get(identity) === 1;
    return id === null ? [] : [[sources?.[index] ?? null, id, versions?.[index] ?? null, isNew]];
  });
}

/** Whether each payment brought its transfer along, for a version that stands. Most batches of a long report are of this sort. */
async function areInPlace(database: Database, payments: readonly (readonly FactValue[])[]): Promise<boolean> {
  if (!payments.every(([, , , isNew]) => isNew === true)) return false;
  const versions = [...new Set(payments.map(([, , version]) => String(version)))];
  if (versions.length === 0) return true;
  const [row] = await database.selectAsWriter(
    "SELECT count(DISTINCT s.version_id) FROM str.standing AS s WHERE s.version_id IN (SELECT UNNEST($versions::VARCHAR[]))",
    [{ name: "versions", type: "VARCHAR[]", value: versions }],
  );
  return row?.[0] === BigInt(versions.length);
}

/** Fills a table of the writing connection. */
async function stage(
  database: Database,
  name: string,
  { columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly (readonly FactValue[])[] },
): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE ${name} (${columns.join(", ")})`);
  const types = columns.map((column) => column.split(" ")[1] ?? "");
  await database.appendRows({ catalog: "temp", schema: "main", table: name, types }, rows);
}

/** Leaves the reports whose standing version is another one now in `settle_changed`. */
async function renewStanding(database: Database): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE settle_changed AS
    WITH
      report AS (
        SELECT n.report_id FROM temp.settle_named AS n
        UNION
        SELECT v.report_id FROM str.report_version AS v SEMI JOIN temp.settle_completed AS c ON c.version_id = v.version_id
      ),
      version AS (
        SELECT v.report_id, v.version_id, v.number, c.version_id IS NOT NULL AS is_complete
        FROM str.report_version AS v
        SEMI JOIN report AS r ON r.report_id = v.report_id
        LEFT JOIN str.completion AS c ON c.version_id = v.version_id
      ),
      withdrawn AS (
        SELECT w.report_id, max(coalesce(w.up_to, ${everyVersion})) AS up_to
        FROM str.withdrawal AS w SEMI JOIN report AS r ON r.report_id = w.report_id
        GROUP BY w.report_id
      ),
      ruled AS (
        SELECT v.report_id,
          str.standing_number(max(v.number), max(v.number) FILTER (WHERE v.is_complete), coalesce(max(w.up_to), 0)) AS number
        FROM version AS v LEFT JOIN withdrawn AS w ON w.report_id = v.report_id
        GROUP BY v.report_id
      )
    SELECT r.report_id, v.version_id
    FROM report AS r
    LEFT JOIN ruled AS u ON u.report_id = r.report_id
    LEFT JOIN version AS v ON v.report_id = u.report_id AND v.number = u.number
    LEFT JOIN str.standing AS s ON s.report_id = r.report_id
    WHERE v.version_id IS DISTINCT FROM s.version_id`);
  await database.run("DELETE FROM str.standing AS s USING temp.settle_changed AS c WHERE c.report_id = s.report_id");
  await database.run(
    "INSERT INTO str.standing SELECT c.report_id, c.version_id FROM temp.settle_changed AS c WHERE c.version_id IS NOT NULL",
  );
}

const everyVersion = "9223372036854775807";

/**
 * Leaves the transfers that may stand in the wrong place in `settle_transfer`: of reports that changed, and of the batch, without those
 * that came with a standing version. Each with its place in the standing version, or with none where none states it.
 */
async function findUnsettled(database: Database): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE settle_transfer AS
    WITH
      touched AS (
        SELECT p.source, p.transfer_id
        FROM str.payment AS p
        WHERE p.transfer_id IS NOT NULL AND p.version_id IN (
          SELECT v.version_id FROM str.report_version AS v SEMI JOIN temp.settle_changed AS c ON c.report_id = v.report_id
        )
        UNION
        SELECT b.source, b.transfer_id FROM temp.settle_payment AS b
      ),
      settled AS (
        SELECT b.source, b.transfer_id FROM temp.settle_payment AS b
        SEMI JOIN str.standing AS s ON s.version_id = b.version_id
        WHERE b.is_new
      ),
      unsettled AS (
        FROM touched AS t ANTI JOIN settled AS s ON s.source = t.source AND s.transfer_id = t.transfer_id
      ),
      stated AS (
        SELECT p.source, p.transfer_id, min(p.sequence) AS sequence
        FROM str.payment AS p
        SEMI JOIN unsettled AS u ON u.source = p.source AND u.transfer_id = p.transfer_id
        SEMI JOIN str.standing AS s ON s.version_id = p.version_id
        GROUP BY p.source, p.transfer_id
      )
    SELECT u.source, u.transfer_id, s.sequence
    FROM unsettled AS u LEFT JOIN stated AS s ON s.source = u.source AND s.transfer_id = u.transfer_id`);
}

async function moveTransfers(database: Database): Promise<void> {
  const [counts] = await database.selectAsWriter(
    "SELECT count(*), count(k.sequence), (SELECT count(*) FROM ledger.transfer_superseded) FROM temp.settle_transfer AS k",
  );
  const [unsettled, stated, aside] = (counts ?? []).map((count) => BigInt(String(count)));
  if (unsettled !== stated) await move(database, { from: "ledger.transfer", to: "ledger.transfer_superseded", isStated: false });
  if (stated === 0n) return;
  if (aside !== 0n) await move(database, { from: "ledger.transfer_superseded", to: "ledger.transfer", isStated: true });
  await database.run(
    `UPDATE ledger.transfer AS t SET sequence = k.sequence FROM temp.settle_transfer AS k
     WHERE k.source = t.source AND k.transfer_id = t.transfer_id AND k.sequence <> t.sequence`,
  );
}

async function move(
  database: Database,
  { from, to, isStated }: { readonly from: string; readonly to: string; readonly isStated: boolean },
): Promise<void> {
  const matches = `k.source = t.source AND k.transfer_id = t.transfer_id AND k.sequence IS ${isStated ? "NOT NULL" : "NULL"}`;
  await database.run(`INSERT INTO ${to} FROM ${from} AS t SEMI JOIN temp.settle_transfer AS k ON ${matches}`);
  await database.run(`DELETE FROM ${from} AS t USING temp.settle_transfer AS k WHERE ${matches}`);
}

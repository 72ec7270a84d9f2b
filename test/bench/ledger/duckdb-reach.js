// The question in SQL: a recursive query with a key, and joins of a frontier, over edges sorted by payer and place.
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { listHoldings, readColumn } from "./ledger-files.js";
import { ensureTables } from "./write-tables.js";

/** Sorted as the questions read them; where services stop, their payments are left out of a table of its own. */
export async function loadEdges(connection, folder) {
  const [parquet] = await ensureTables(folder, ["transfers.parquet"]);
  const services = listHoldings(folder, readColumn(folder, "services")).flat();
  await connection.run(`CREATE TABLE service AS SELECT unnest([${services.join(",")}])::UINTEGER AS holding`);
  await connection.run(`CREATE TABLE edge AS SELECT payer, place, payee FROM '${parquet}' ORDER BY payer, place`);
  await connection.run("CREATE TABLE carried AS FROM edge WHERE payer NOT IN (FROM service) ORDER BY payer, place");
}

/** The same tables in a file. */
export async function ensureFile(folder) {
  const path = join(folder, "edges.duckdb");
  if (existsSync(path)) return path;
  const draft = `${path}.draft-${process.pid}`;
  rmSync(draft, { force: true });
  const instance = await DuckDBInstance.create(draft);
  const connection = await instance.connect();
  await loadEdges(connection, folder);
  connection.closeSync();
  instance.closeSync();
  renameSync(draft, path);
  return path;
}

export async function askWithKey(connection, { hops, edges, seeds }) {
  const limit = hops === 0 ? "" : `AND reach.hop < ${hops - 1}`;
  return readPair(
    connection,
    `WITH RECURSIVE reach(holding, since, hop) USING KEY (holding) AS (
       SELECT unnest([${seeds}])::UINTEGER, 0::UINTEGER, 0
     UNION
       SELECT found.holding, found.since, found.hop
       FROM (
         SELECT edge.payee AS holding, (min(edge.place) + 1)::UINTEGER AS since, max(reach.hop) + 1 AS hop
         FROM reach JOIN ${edges} AS edge ON edge.payer = reach.holding AND edge.place >= reach.since ${limit}
         GROUP BY edge.payee
       ) AS found
       LEFT JOIN recurring.reach AS known ON known.holding = found.holding
       WHERE known.since IS NULL OR found.since < known.since
     )
     SELECT count(*), sum(edge.place) FROM ${edges} AS edge JOIN reach ON edge.payer = reach.holding AND edge.place >= reach.since`,
  );
}

export async function askFrontier(connection, { hops, edges, seeds }) {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE reach AS SELECT unnest([${seeds}])::UINTEGER AS holding, 0::UINTEGER AS since`,
  );
  await connection.run("CREATE OR REPLACE TEMP TABLE frontier AS FROM reach");
  for (let hop = 1; hops === 0 || hop < hops; hop += 1) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE coming AS
       SELECT found.holding, found.since
       FROM (
         SELECT edge.payee AS holding, (min(edge.place) + 1)::UINTEGER AS since
         FROM ${edges} AS edge JOIN frontier ON edge.payer = frontier.holding AND edge.place >= frontier.since
         GROUP BY edge.payee
       ) AS found
       LEFT JOIN reach ON reach.holding = found.holding
       WHERE reach.since IS NULL OR found.since < reach.since`,
    );
    await connection.run(
      "CREATE OR REPLACE TEMP TABLE reach AS SELECT holding, min(since) AS since FROM (FROM reach UNION ALL FROM coming) GROUP BY holding",
    );
    await connection.run("CREATE OR REPLACE TEMP TABLE frontier AS FROM coming");
    if (hops === 0 && (await readPair(connection, "SELECT count(*), 0 FROM frontier")) === "0 0") break;
  }
  return readPair(
    connection,
    `SELECT count(*), sum(edge.place) FROM ${edges} AS edge JOIN reach ON edge.payer = reach.holding AND edge.place >= reach.since`,
  );
}

async function readPair(connection, sql) {
  const [[count, sum]] = (await connection.runAndReadAll(sql)).getRows();
  return `${count} ${sum ?? 0}`;
}

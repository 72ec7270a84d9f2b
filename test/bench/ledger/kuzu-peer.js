// Kuzu, an embedded graph database. Arrival and step are kept as properties of the nodes, which its planner handles best:
// a condition between two transfers in a row cannot be pushed into a path of variable length.
// `node kuzu-peer.js FOLDER THREADS`; questions: `set HOPS STOPS FIRST LAST`.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { listHoldings, readColumn, readMeta } from "./ledger-files.js";
import { serveQuestions } from "./serve-questions.js";
import { ensureTables } from "./write-tables.js";

const { Connection, Database } = createRequire(new URL("../peers/package.json", import.meta.url))("kuzu");
const [folder, threads] = process.argv.slice(2);
const never = 9_999_999_999;
const bufferBytes = 8 * 2 ** 30;
/** Held here so that it outlives its connection. */
let database;
await ensureTables(folder, ["edges.parquet"]);

await serveQuestions(async () => {
  const path = await ensureGraph();
  database = new Database(path, bufferBytes);
  const connection = new Connection(database, Number(threads));
  const seeds = listHoldings(folder, readColumn(folder, "seeds"));
  return {
    answer: ([, hops, stops, first, last]) =>
      follow(connection, {
        hops: Number(hops),
        edges: stops === "1" ? "Carried" : "Moved",
        seeds: seeds.slice(Number(first), Number(last)).flat().join(","),
      }),
  };
});

async function ensureGraph() {
  const path = join(folder, "graph.kuzu");
  const finished = join(folder, "graph.kuzu.finished");
  if (existsSync(finished)) return path;
  for (const part of [path, `${path}.wal`]) rmSync(part, { recursive: true, force: true });
  const connection = new Connection(new Database(path, bufferBytes), Number(threads));
  const services = listHoldings(folder, readColumn(folder, "services")).flat();
  const nodes = join(folder, "nodes.csv");
  const lines = Array.from({ length: readMeta(folder).holdingCount }, (_, holding) => `${holding},${never},-1`);
  writeFileSync(nodes, `${lines.join("\n")}\n`);
  const edges = join(folder, "edges.parquet");
  await run(connection, "CREATE NODE TABLE Holding(id INT64, since INT64, hop INT64, PRIMARY KEY(id))");
  await run(connection, "CREATE REL TABLE Moved(FROM Holding TO Holding, place INT64)");
  await run(connection, "CREATE REL TABLE Carried(FROM Holding TO Holding, place INT64)");
  await run(connection, `COPY Holding FROM '${nodes}'`);
  const columns = "CAST(payer, 'INT64'), CAST(payee, 'INT64'), CAST(place, 'INT64')";
  await run(connection, `COPY Moved FROM (LOAD FROM '${edges}' RETURN ${columns})`);
  await run(
    connection,
    `COPY Carried FROM (LOAD FROM '${edges}' WITH payer, payee, place WHERE NOT payer IN [${services.join(",")}] RETURN ${columns})`,
  );
  await run(connection, "CHECKPOINT");
  writeFileSync(finished, "");
  return path;
}

async function follow(connection, { hops, edges, seeds }) {
  await run(connection, `MATCH (h:Holding) WHERE h.since < ${never} SET h.since = ${never}, h.hop = -1`);
  await run(connection, `MATCH (h:Holding) WHERE h.id IN [${seeds}] SET h.since = 0, h.hop = 0`);
  for (let hop = 0; hop < hops - 1; hop += 1)
    await run(
      connection,
      `MATCH (a:Holding)-[t:${edges}]->(b:Holding) WHERE a.hop = ${hop} AND t.place >= a.since
       WITH b, min(t.place) + 1 AS since WHERE since < b.since SET b.since = since, b.hop = ${hop + 1}`,
    );
  const [row] = await run(
    connection,
    `MATCH (a:Holding)-[t:${edges}]->(b:Holding) WHERE a.since < ${never} AND t.place >= a.since RETURN count(*) AS count, sum(t.place) AS sum`,
  );
  return `${row.count} ${row.sum ?? 0}`;
}

async function run(connection, statement) {
  const result = await connection.query(statement);
  const results = Array.isArray(result) ? result : [result];
  const rows = await results[results.length - 1].getAll();
  for (const each of results) each.close();
  return rows;
}

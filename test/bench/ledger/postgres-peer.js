// PostgreSQL with a covering index, following a frontier in a function on the server. `node postgres-peer.js FOLDER`;
// questions: `frontier HOPS STOPS FIRST LAST`.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { listHoldings, readColumn, readMeta } from "./ledger-files.js";
import { findPostgres, startCluster } from "./postgres-cluster.js";
import { serveQuestions } from "./serve-questions.js";
import { ensureTables } from "./write-tables.js";

const folder = process.argv[2];
const ticksPerSecond = 100;
const programs = findPostgres();
if (programs === null) throw new Error("PostgreSQL is not installed");
const [edges] = await ensureTables(folder, ["edges.csv"]);
const cluster = startCluster(programs);
process.on("exit", () => cluster.stop());

await serveQuestions(async () => {
  const session = openSession();
  const name = `ledger_${readMeta(folder).size}`;
  if (!(await isLoaded(session, name))) await loadEdges(session, name);
  const backend = await session.ask("SELECT pg_backend_pid()");
  for (const table of ["edge", "carried"]) await session.ask(`SELECT count(*) FROM ${name}_${table}`);
  const seeds = listHoldings(folder, readColumn(folder, "seeds"));
  return {
    answer: async ([, hops, stops, first, last]) => {
      const chosen = seeds.slice(Number(first), Number(last)).flat().join(",");
      const before = cpuOf(backend);
      const start = performance.now();
      const answer = await session.ask(`SELECT follow_${name}_${stops === "1" ? "carried" : "edge"}('{${chosen}}', ${hops})`);
      return { ms: performance.now() - start, cpuMs: cpuOf(backend) - before, answer };
    },
  };
});

function openSession() {
  const child = spawn(join(programs, "psql"), cluster.words, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));
  return {
    /** The one value that a query gives. */
    ask: (query) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${query};\n`);
      }),
    /** Statements that give nothing. */
    run: (statements) => child.stdin.write(`${statements}\n`),
  };
}

/** The function is made last. A server that did not stop in order has emptied the tables, which are not logged, and kept the function. */
async function isLoaded(session, name) {
  const made = await session.ask(`SELECT count(*) FROM pg_proc WHERE proname = 'follow_${name}_carried'`);
  return made !== "0" && (await session.ask(`SELECT count(*) FROM (SELECT FROM ${name}_carried LIMIT 1) AS carried`)) !== "0";
}

async function loadEdges(session, name) {
  const services = listHoldings(folder, readColumn(folder, "services")).flat();
  session.run(`DROP TABLE IF EXISTS ${name}_edge, ${name}_carried;
    CREATE UNLOGGED TABLE ${name}_edge (place int, payer int, payee int);
    \\copy ${name}_edge FROM '${edges}' CSV
    CREATE UNLOGGED TABLE ${name}_carried AS
      SELECT place, payer, payee FROM ${name}_edge
      WHERE NOT EXISTS (SELECT FROM unnest('{${services.join(",")}}'::int[]) AS service (holding) WHERE holding = payer);
    CREATE INDEX ON ${name}_edge (payer, place) INCLUDE (payee);
    CREATE INDEX ON ${name}_carried (payer, place) INCLUDE (payee);
    VACUUM ANALYZE ${name}_edge;
    VACUUM ANALYZE ${name}_carried;
    ${["edge", "carried"].map((table) => followFunction(`${name}_${table}`)).join("\n")}`);
  await session.ask("SELECT 'loaded'");
}

function followFunction(table) {
  return `CREATE OR REPLACE FUNCTION follow_${table}(seeds int[], hops int) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE answer text;
    BEGIN
      CREATE TEMP TABLE IF NOT EXISTS reach (holding int PRIMARY KEY, since int);
      CREATE TEMP TABLE IF NOT EXISTS frontier (holding int, since int);
      CREATE TEMP TABLE IF NOT EXISTS coming (holding int, since int);
      TRUNCATE reach, frontier, coming;
      INSERT INTO reach SELECT unnest(seeds), 0;
      INSERT INTO frontier SELECT * FROM reach;
      ANALYZE frontier;
      FOR hop IN 1 .. hops - 1 LOOP
        TRUNCATE coming;
        INSERT INTO coming
          SELECT found.holding, found.since
          FROM (
            SELECT edge.payee AS holding, min(edge.place) + 1 AS since
            FROM frontier JOIN ${table} AS edge ON edge.payer = frontier.holding AND edge.place >= frontier.since
            GROUP BY edge.payee
          ) AS found
          LEFT JOIN reach ON reach.holding = found.holding
          WHERE reach.holding IS NULL OR found.since < reach.since;
        INSERT INTO reach SELECT * FROM coming ON CONFLICT (holding) DO UPDATE SET since = excluded.since;
        TRUNCATE frontier;
        INSERT INTO frontier SELECT * FROM coming;
        ANALYZE frontier;
      END LOOP;
      ANALYZE reach;
      SELECT count(*) || ' ' || coalesce(sum(edge.place::bigint), 0) INTO answer
        FROM reach JOIN ${table} AS edge ON edge.payer = reach.holding AND edge.place >= reach.since;
      RETURN answer;
    END $$;`;
}

/** Milliseconds that a process has computed so far, without its helpers. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

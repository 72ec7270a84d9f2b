// Two real laundering cases inside of millions of other transfers: are all terminals found that can be reached, is every path told, and how long does it
// take? Needs the real data (TRIBUTARY_TEST_DATA); without it the benchmark says so and ends. TRIBUTARY_BENCH_SIZE: transfers around them (5000000).
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { buildFlowIndex, openStore, pathsQuestion, traceQuestion } from "@tributary/engine";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { ensureLedger } from "./ledger/ledger-files.js";
import { ensureFilled } from "./ours/fill-store.js";
import { plainRequest, walletClaim } from "./plain-request.js";

const dataFolder = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? join(import.meta.dirname, "../../../shared/data"), "flows");
const size = Number(process.env["TRIBUTARY_BENCH_SIZE"] ?? 5_000_000);
const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
/** One in so many of the background's dollars goes to an account of the cases: money that is nobody's proceeds mixes with theirs. */
const noiseEvery = 5003;

const cases = [
  { name: "atomic", folder: "cluster1_atomic", terminals: 101 },
  { name: "harmony", folder: "cluster2_harmony", terminals: 11 },
];

if (existsSync(dataFolder)) await run();
else process.stdout.write(`skipped: ${dataFolder} is not there; set TRIBUTARY_TEST_DATA\n`);

async function run() {
  const folder = ensureLedger(size);
  const directory = await ensureFilled(join(folder, "store-embedded"), folder, "place > 0");
  await mix(directory);
  const store = await openStore({ directory, mode: "write" });
  for (const { name, folder: of } of cases) {
    const [report] = await ingestTransfers({
      store,
      paths: [join(dataFolder, of, "flow_records.csv")],
      mapPath: join(import.meta.dirname, `../../fixtures/maps/${name}.yaml`),
    });
    if (report.outcome !== "complete") throw new Error(`${name} did not load`);
  }
  const built = await timed(() => buildFlowIndex(store, { keep: 1, isWhole: true }));
  process.stdout.write(`${built.value.transfers} transfers around and in the cases; index built in ${built.seconds} s\n`);
  for (const one of cases) await ask(store, one);
  await store.close();
}

/** Gives the background the cases' asset, and lets some of it pay accounts of the cases. */
async function mix(directory) {
  const accounts = cases.flatMap(({ folder }) =>
    linesOf(folder, "flow_records.csv")
      .slice(1)
      .map((line) => `eip155:1:${line.split(",")[5].toLowerCase()}`),
  );
  const instance = await DuckDBInstance.create(join(directory, "tributary.duckdb"));
  const connection = await instance.connect();
  await connection.run("CREATE TEMP TABLE paid (number BIGINT, account VARCHAR)");
  const appender = await connection.createAppender("paid");
  for (const [number, account] of [...new Set(accounts)].entries()) {
    appender.appendBigInt(BigInt(number));
    appender.appendVarchar(account);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`UPDATE ledger.transfer SET asset = 'iso4217:USD' WHERE asset = '${usdt}'`);
  await connection.run(
    `UPDATE ledger.transfer SET to_account = paid.account FROM paid
     WHERE asset = 'iso4217:USD' AND sequence % ${noiseEvery} = 0
       AND paid.number = (sequence // ${noiseEvery}) % (SELECT count(*) FROM paid)`,
  );
  await connection.run("CHECKPOINT");
  connection.closeSync();
  instance.closeSync();
}

async function ask(store, { name, folder, terminals: expected }) {
  const sources = [...new Set(linesOf(folder, "source_addresses.csv"))];
  const terminals = linesOf(folder, "terminal_addresses.csv").map((address) => `eip155:1:${address.toLowerCase()}`);
  const claims = sources.map((address, index) => walletClaim(`S${index + 1}`, `eip155:1:${address.toLowerCase()}`));
  const request = (method) => plainRequest(claims, method);
  const poison = await timed(() => traceQuestion(store, request("poison")));
  const reached = new Set(poison.value.document.positions.map((row) => row.account));
  const found = terminals.filter((terminal) => reached.has(terminal));
  process.stdout.write(
    `${name}: ${new Set(found).size} of ${expected} terminals that can be reached, ${reached.size} accounts, in ${poison.seconds} s (${poison.value.source})\n`,
  );
  if (new Set(found).size !== expected) throw new Error(`${name}: terminals are missing`);
  for (const rule of ["fifo", "pro-rata"]) {
    const traced = await timed(() => traceQuestion(store, request(rule)));
    const told = await timed(() => pathsQuestion(store, request(rule), { which: "all", to: [...new Set(found)] }));
    const { positions } = told.value.document.results[rule];
    const paths = positions.reduce((sum, row) => sum + row.paths.length, 0);
    const left = positions.reduce((sum, row) => sum + BigInt(row.atoms_left), 0n);
    process.stdout.write(
      `  ${rule}: traced in ${traced.seconds} s; ${positions.length} positions at terminals by ${paths} paths, ${left} atoms by paths not told, in ${told.seconds} s\n`,
    );
  }
}

function linesOf(folder, file) {
  return readFileSync(join(dataFolder, folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return { value, seconds: ((performance.now() - start) / 1000).toFixed(2) };
}

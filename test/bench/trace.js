// Times this engine against the same question as a recursive query of DuckDB, in one run, on one ledger, and prints ratios.
// The question: from one account, which transfers can have carried its money on, in time order? (the rule `poison`). Both answers
// are compared before a time counts. Exact rules are timed beside it: DuckDB has no query for them.
// Both start warm: the store is open and has answered once; the peer's table is in memory, ordered, and has answered once.
// The engine is asked in three ways: a store without an index; the same with one, opened anew for each question, as the command does; and an index that
// stays open. The three answers are the same.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { buildFlowIndex, openStore, traceQuestion } from "@tributary/engine";
import { openIndex } from "@tributary/flow-index";
import { indexOutpoints } from "@tributary/ledger";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { openSnapshotView, traceSnapshot } from "@tributary/trace";
import { plainRequest, walletClaim } from "./plain-request.js";

const sizes = [20_000, 200_000];
const touchedAimed = 1000;
const candidateCount = 60;
const repeats = 9;

for (const size of sizes) await compare(size);

async function compare(size) {
  const transfers = makeTransfers(size);
  const seed = findSeed(transfers);
  const peer = await openPeer(transfers, seed);
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  try {
    await fillStore(store, join(folder, "ledger.csv"), transfers);
    await timeRules(store, { peer, seed, size });
  } finally {
    await store.close();
    peer.close();
    rmSync(folder, { recursive: true });
  }
}

async function timeRules(store, { peer, seed, size }) {
  const requests = Object.fromEntries(
    ["poison", "fifo", "lifo", "pro-rata", "libr", "pifo"].map((rule) => [rule, makeRequest(seed, rule)]),
  );
  const { document } = await traceQuestion(store, requests.poison);
  const marked = new Set(document.flows.map((flow) => flow.transfer)).size;
  const queried = await peer.answer();
  if (marked !== queried) throw new Error(`the answers differ: ${marked} transfers here, ${queried} in SQL`);
  const query = await time(() => peer.answer());
  process.stdout.write(
    `\n${size} transfers in the ledger, ${marked} touched; DuckDB's recursive query = 1.00 (spread ${query.spread})\n`,
  );
  const asked = await timeWay(requests, (request) => traceQuestion(store, request));
  const { directory } = await buildFlowIndex(store, { keep: 1, isWhole: false });
  const indexed = await timeWay(requests, (request) => askIndexed(store, request));
  const index = await openIndex(directory);
  const view = openSnapshotView(index);
  const open = await timeWay(requests, async (request) => askOpen(view, request));
  index.close();
  process.stdout.write("             without an index      with one, opened anew  with one that is open\n");
  for (const rule of Object.keys(requests)) {
    const cells = [asked, indexed, open].map((way) => way.get(rule));
    if (new Set(cells.map(({ text }) => text)).size > 1) throw new Error(`the answers under ${rule} differ`);
    const told = cells.map(({ medianMs, spread }) => `${(medianMs / query.medianMs).toFixed(2)} (spread ${spread})`.padEnd(22));
    process.stdout.write(`  ${rule.padEnd(9)}  ${told.join(" ").trimEnd()}\n`);
  }
}

/** Of each rule the times, and the answer as text. */
async function timeWay(requests, ask) {
  const found = new Map();
  for (const [rule, request] of Object.entries(requests)) {
    const { document } = await ask(request);
    found.set(rule, { ...(await time(() => ask(request))), text: JSON.stringify(document) });
  }
  return found;
}

async function askIndexed(store, request) {
  const answer = await traceQuestion(store, request);
  if (answer.source !== "index") throw new Error(`the index did not answer: ${answer.source}`);
  return answer;
}

function askOpen(view, request) {
  const outpoints = indexOutpoints([]);
  const question = { request, named: new Map(), tags: [], balances: [], outpoints, control: {} };
  return { document: traceSnapshot(view, question).write({ coverage: [], outpoints }) };
}

async function fillStore(store, path, transfers) {
  const lines = transfers.map(({ id, second, from, to, atoms }) => {
    const at = new Date(1_700_000_000_000 + second * 1000).toISOString();
    return `${id},${at},${from},${to},iso4217:USD,${atoms},${second}`;
  });
  writeFileSync(path, `transfer_id,occurred_at,from,to,asset,atoms,sequence\n${lines.join("\n")}\n`);
  const [report] = await ingestTransfers({ store, paths: [path] });
  if (report.outcome !== "complete") throw new Error("the bench's ledger did not load");
}

/** Power-law receivers: a few accounts take much of the traffic, as services do. */
function makeTransfers(size) {
  const random = makeRandom(20_261_124);
  const accountCount = Math.floor(size * 0.1);
  return Array.from({ length: size }, (_, second) => ({
    id: `t${second}`,
    second,
    from: account(Math.floor(random() * accountCount)),
    to: account(Math.floor(random() ** 3 * accountCount)),
    atoms: 1 + Math.floor(random() * 1_000_000),
  }));
}

function account(number) {
  return `bank:BENCH:${number}`;
}

/** The payer whose money touches nearest to the aimed number of transfers, so that the figure speaks of an analyst's usual question. */
function findSeed(transfers) {
  const step = Math.max(1, Math.floor(transfers.length / candidateCount));
  const candidates = transfers.filter((_, index) => index % step === 0).map((transfer) => transfer.from);
  const distances = candidates.map((candidate) => Math.abs(countTouched(transfers, candidate) - touchedAimed));
  return candidates[distances.indexOf(Math.min(...distances))];
}

function countTouched(transfers, seed) {
  const reached = new Set([seed]);
  let count = 0;
  for (const { from, to } of transfers) {
    if (!reached.has(from) || from === to) continue;
    reached.add(to);
    count += 1;
  }
  return count;
}

function makeRequest(seed, method) {
  return plainRequest([walletClaim("W1", seed)], method, { limits: { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n } });
}

async function openPeer(transfers, seed) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("CREATE TABLE transfer (position UBIGINT, payer VARCHAR, receiver VARCHAR)");
  const appender = await connection.createAppender("transfer");
  for (const { second, from, to } of transfers) {
    appender.appendUBigInt(BigInt(second));
    appender.appendVarchar(from);
    appender.appendVarchar(to);
    appender.endRow();
  }
  appender.closeSync();
  const sql = `WITH RECURSIVE reach(account, since) USING KEY (account) AS (
      SELECT '${seed}', 0::UBIGINT
    UNION
      SELECT found.account, found.since
      FROM (
        SELECT transfer.receiver AS account, min(transfer.position) + 1 AS since
        FROM reach JOIN transfer ON transfer.payer = reach.account AND transfer.position >= reach.since
        GROUP BY transfer.receiver
      ) AS found
      LEFT JOIN recurring.reach AS known ON known.account = found.account
      WHERE known.since IS NULL OR found.since < known.since
    )
    SELECT count(*) FROM transfer JOIN reach ON transfer.payer = reach.account AND transfer.position >= reach.since
    WHERE transfer.payer <> transfer.receiver`;
  return {
    answer: async () => Number((await connection.runAndReadAll(sql)).getRows()[0][0]),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function time(work) {
  await work();
  const times = [];
  for (let run = 0; run < repeats; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1], spread: (times.at(-1) / times[0]).toFixed(2) };
}

/** Mulberry32: a small generator with a seed, for ledgers that are the same each time. */
function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

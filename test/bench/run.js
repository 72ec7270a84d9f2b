// Times this engine against the same question as a recursive query of DuckDB, in one run, on one ledger, and prints ratios.
// The question: from one account, which accounts can the money have reached in time order? (the rule `poison`). Both answers are compared first.
import { DuckDBInstance } from "@duckdb/node-api";
import { trace } from "@tributary/trace";

const sizes = [20_000, 200_000];
const accountsPerTransfer = 0.4;
const repeats = 9;

for (const size of sizes) await compare(size);

async function compare(size) {
  const transfers = makeTransfers(size);
  const ledger = { transfers, conversions: [], tags: [], balances: [], coverage: [] };
  const seed = findSeed(transfers);
  const reachedByQuery = await openQuery(transfers, seed);
  const questions = Object.fromEntries(["poison", "fifo", "pro-rata"].map((method) => [method, makeRequest(seed, method)]));
  const marked = new Set(trace(ledger, questions.poison).flows.map((flow) => flow.transfer)).size;
  const queried = await reachedByQuery.answer();
  if (marked !== queried) throw new Error(`the answers differ: ${marked} transfers here, ${queried} in SQL`);
  const query = await medianMs(() => reachedByQuery.answer());
  process.stdout.write(`\n${size} transfers in the ledger, ${marked} touched; DuckDB recursive query: 1.00\n`);
  for (const [method, request] of Object.entries(questions)) {
    const own = await medianMs(async () => trace(ledger, request));
    process.stdout.write(
      `  ${method.padEnd(9)} / DuckDB ${(own.median / query.median).toFixed(2)} (spread ${(own.max / own.min).toFixed(2)}, DuckDB's ${(query.max / query.min).toFixed(2)})\n`,
    );
  }
  reachedByQuery.close();
}

/** Power-law receivers: a few accounts take much of the traffic, as services do. */
function makeTransfers(size) {
  const random = makeRandom(20_261_124);
  const accountCount = Math.floor(size * accountsPerTransfer);
  return Array.from({ length: size }, (_, index) => ({
    name: `t${index}`,
    source: "bench",
    id: `t${index}`,
    occurredAt: 1_700_000_000_000_000n + BigInt(index) * 1_000_000n,
    sequence: BigInt(index),
    precision: "instant",
    basis: "block",
    from: account(Math.floor(random() * accountCount)),
    to: account(Math.floor(random() ** 3 * accountCount)),
    asset: "iso4217:USD",
    atoms: BigInt(1 + Math.floor(random() * 1_000_000)),
    reference: null,
  }));
}

function account(number) {
  return `bank:BENCH:${number}`;
}

/** The payer whose money touches nearest to 1,000 transfers, so that the figure speaks of an analyst's usual question. */
function findSeed(transfers) {
  const step = Math.max(1, Math.floor(transfers.length / 400));
  const candidates = transfers.filter((_, index) => index % step === 0).map((transfer) => transfer.from);
  const distance = (candidate) => Math.abs(countReached(transfers, candidate) - 1000);
  return candidates.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

function countReached(transfers, seed) {
  const reached = new Set([seed]);
  return transfers.reduce((count, transfer) => {
    if (!reached.has(transfer.from)) return count;
    reached.add(transfer.to);
    return count + 1;
  }, 0);
}

function makeRequest(seed, method) {
  return {
    claims: [{ id: "W1", kind: "laundering_wallet", account: seed, since: null }],
    target: null,
    method,
    until: null,
    stops: [],
    open: [],
    stopCategories: [],
    stopConfidence: 50,
    openings: "inferred",
    sameTime: "recorded",
    includeInferred: false,
    limits: { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n },
  };
}

async function openQuery(transfers, seed) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("CREATE TABLE transfer (position UBIGINT, payer VARCHAR, receiver VARCHAR)");
  const appender = await connection.createAppender("transfer");
  transfers.forEach((transfer, position) => {
    appender.appendUBigInt(BigInt(position));
    appender.appendVarchar(transfer.from);
    appender.appendVarchar(transfer.to);
    appender.endRow();
  });
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

async function medianMs(work) {
  await work();
  const times = [];
  for (let run = 0; run < repeats; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], min: times[0], max: times.at(-1) };
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

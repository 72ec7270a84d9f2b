// What money can reach: all engines, the same answer from each.
import { openContestant } from "./contestants.js";
import { compare, interleave, interleaveMedians, medianOf, summarise } from "./measure.js";

const quick = [
  ["ours", "ours", "reach"],
  ["C", "c", "reach"],
  ["typed arrays", "arrays", "reach"],
  ["DuckDB, key, 2 threads", "duckdb-2", "key"],
  ["DuckDB, frontier, 2 threads", "duckdb-2", "frontier"],
];
const alone = [
  ["DuckDB, key, 1 thread", "duckdb-1", "key"],
  ["DuckDB, frontier, 1 thread", "duckdb-1", "frontier"],
  ["DuckDB, key, 2 threads, file", "duckdb-file", "key"],
  ["DuckDB, frontier, 2 threads, file", "duckdb-file", "frontier"],
];
const slow = [
  ["kuzu, 2 threads", "kuzu", "set"],
  ["PostgreSQL", "postgres", "frontier"],
  ["graphology", "graphology", "walk"],
  ["igraph", "igraph", "walk"],
  ["networkx", "networkx", "walk"],
  ["scipy", "scipy", "walk"],
];

/** 100 seeds together, six hops, services followed like everyone. */
export async function measureReach(ledger) {
  const question = "6 0 0 100";
  const first = await askTogether(ledger, [quick], { question, rounds: 7 });
  const others = await askTogether(
    ledger,
    alone.map((each) => [each]),
    { question, rounds: 3 },
  );
  const rest = await askTogether(
    ledger,
    slow.map((each) => [each]),
    { question, rounds: ledger.size > 1_000_000 ? 1 : 2 },
  );
  checkAlike([first, others, rest]);
  const runs = new Map([...first.runs, ...others.runs, ...rest.runs]);
  const ours = runs.get("ours");
  return { figures: { "reach-duckdb": ours && compareBest(ours, runs, "DuckDB") }, runs: summaries(runs) };
}

/** One seed at a time, stopping at services: the median over the first 30 seeds, over 15 for the slow engines. */
export async function measureSingle(ledger) {
  const fast = await askEach(ledger, [quick], { count: 30, rounds: 3 });
  const others = await askEach(
    ledger,
    alone.map((each) => [each]),
    { count: 30, rounds: 1 },
  );
  const figures = {};
  const ours = fast.get("ours");
  if (ours) figures["single-duckdb"] = compareBest(ours, new Map([...fast, ...others]), "DuckDB");
  const runs = new Map([...fast, ...others]);
  for (const each of slow) {
    const pair = await askEach(ledger, [[quick[0], quick[1], each]], { count: 15, rounds: 1 });
    const [name, id] = each;
    if (!pair.has(name)) continue;
    runs.set(`${name}, 15 seeds`, pair.get(name));
    runs.set("C, 15 seeds", pair.get("C"));
    if (pair.has("ours")) runs.set("ours, 15 seeds", pair.get("ours"));
    if (pair.has("ours")) figures[`single-${id}`] = compare(pair.get("ours"), pair.get(name));
  }
  return { figures, runs: summaries(runs) };
}

/** Asks one question of groups of engines; only the engines of one group live, and take turns, at the same time. */
async function askTogether(ledger, groups, { question, rounds }) {
  const runs = new Map();
  let answer = null;
  for (const group of groups) {
    const { peers, contestants } = await openGroup(ledger, group);
    if (contestants.length > 0) {
      const asked = contestants.map(({ name, ask }) => ({ name, ask: () => ask(question) }));
      for (const [name, list] of await interleave(asked, rounds)) runs.set(name, list);
      answer = runs.get(contestants[0].name)[0].answer;
    }
    await closeAll(peers);
  }
  return { runs, answer };
}

async function askEach(ledger, groups, { count, rounds }) {
  const questions = Array.from({ length: count }, (_, seed) => `6 1 ${seed} ${seed + 1}`);
  const runs = new Map();
  for (const group of groups) {
    const { peers, contestants } = await openGroup(ledger, group);
    if (contestants.length > 0)
      for (const [name, list] of await interleaveMedians(contestants, questions, rounds)) runs.set(name, list);
    await closeAll(peers);
  }
  return runs;
}

async function openGroup(ledger, group) {
  const peers = new Map();
  for (const [, id] of group) if (!peers.has(id)) peers.set(id, await openContestant(id, ledger));
  const contestants = group.flatMap(([name, id, form]) => {
    const peer = peers.get(id);
    return peer ? [{ name, ask: (question) => peer.ask(`${form} ${question}`) }] : [];
  });
  return { peers, contestants };
}

async function closeAll(peers) {
  for (const peer of peers.values()) await peer?.close();
}

/** Engines that never lived together are compared too. */
function checkAlike(groups) {
  const answers = groups.flatMap(({ runs }) => [...runs].map(([name, list]) => [name, list[0].answer]));
  const [first] = answers;
  for (const [name, answer] of answers)
    if (answer !== first[1]) throw new Error(`the answers differ: ${first[0]} says ${first[1]}, ${name} says ${answer}`);
}

function compareBest(ours, runs, family) {
  const best = [...runs]
    .filter(([name]) => name.startsWith(family))
    .sort(([, a], [, b]) => medianOf(a.map((run) => run.ms)) - medianOf(b.map((run) => run.ms)))[0];
  return best === undefined ? undefined : { ...compare(ours, best[1]), against: best[0] };
}

function summaries(runs) {
  return Object.fromEntries([...runs].map(([name, list]) => [name, summarise(list)]));
}

// What money can reach: all engines, the same answer from each.
import { openContestant } from "./contestants.js";
import { compare, interleave, interleaveMedians, summarise } from "./measure.js";

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
  const rounds = ledger.size > 1_000_000 ? 1 : 2;
  const first = await askTogether(ledger, [quick], { question, rounds: 7 });
  const pairs = await askTogether(ledger, pairedWithOurs(alone), { question, rounds: 3 });
  const rest = await askTogether(ledger, apart(slow), { question, rounds });
  checkAlike([...first, ...pairs, ...rest]);
  const figure = compareBest([...first, ...pairs]);
  return { figures: figure === null ? {} : { "reach-duckdb": figure }, runs: summaries([...pairs, ...rest, ...first]) };
}

/** One seed at a time, stopping at services: the median over the first 30 seeds, over 15 for the slow engines. */
export async function measureSingle(ledger) {
  const first = await askEach(ledger, [quick], { count: 30, rounds: 3 });
  const pairs = await askEach(ledger, pairedWithOurs(alone), { count: 30, rounds: 1 });
  const figure = compareBest([...first, ...pairs]);
  const figures = figure === null ? {} : { "single-duckdb": figure };
  const runs = renamed(summaries([...pairs, ...first]), "one seed");
  for (const each of slow) {
    const [pair] = await askEach(ledger, [[quick[0], quick[1], each]], { count: 15, rounds: 1 });
    const [name, id] = each;
    if (!pair.has(name)) continue;
    Object.assign(runs, renamed(summaries([pair]), "one seed, of 15"));
    if (pair.has("ours")) figures[`single-${id}`] = compare(pair.get("ours"), pair.get(name));
  }
  return { figures, runs };
}

const apart = (list) => list.map((each) => [each]);
const pairedWithOurs = (list) => list.map((each) => [quick[0], each]);

/** Asks one question of groups of engines; only the engines of one group live, and take turns, at the same time. */
async function askTogether(ledger, groups, { question, rounds }) {
  const found = [];
  for (const group of groups) {
    const { peers, contestants } = await openGroup(ledger, group);
    if (contestants.length > 0) {
      const asked = contestants.map(({ name, ask }) => ({ name, ask: () => ask(question) }));
      found.push(await interleave(asked, rounds));
    }
    await closeAll(peers);
  }
  return found;
}

async function askEach(ledger, groups, { count, rounds }) {
  const questions = Array.from({ length: count }, (_, seed) => `6 1 ${seed} ${seed + 1}`);
  const found = [];
  for (const group of groups) {
    const { peers, contestants } = await openGroup(ledger, group);
    found.push(await interleaveMedians(contestants, questions, rounds));
    await closeAll(peers);
  }
  return found;
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
  const answers = groups.flatMap((runs) => [...runs].map(([name, list]) => [name, list[0].answer]));
  const [first] = answers;
  for (const [name, answer] of answers)
    if (answer !== first[1]) throw new Error(`the answers differ: ${first[0]} says ${first[1]}, ${name} says ${answer}`);
}

/** Against the form of DuckDB that does best against us, each as it ran beside us. */
function compareBest(groups) {
  const figures = groups.flatMap((runs) =>
    [...runs]
      .filter(([name]) => name.startsWith("DuckDB") && runs.has("ours"))
      .map(([name, list]) => ({ ...compare(runs.get("ours"), list), against: name })),
  );
  return figures.sort((a, b) => b.seen - a.seen)[0] ?? null;
}

function renamed(runs, suffix) {
  return Object.fromEntries(Object.entries(runs).map(([name, run]) => [`${name}, ${suffix}`, run]));
}

function summaries(groups) {
  return Object.fromEntries(groups.flatMap((runs) => [...runs].map(([name, list]) => [name, summarise(list)])));
}

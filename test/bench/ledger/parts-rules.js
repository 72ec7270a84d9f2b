// Exact rules: over the whole ledger against plain C, with many claims, with stops, and all of one question together.
import { openContestant } from "./contestants.js";
import { compare, interleave, interleaveMedians, medianOf, summarise } from "./measure.js";

const openings = "inferred";
const question = (rule, apart) => `rule ${rule} 0 100 ${apart} ${openings} 0 0`;
const labels = { c: "C", ours: "ours", arrays: "BigInt" };

/** 100 seeds as one claim, pro rata: C, and what one writes first in JavaScript. */
export async function measureProRata(ledger) {
  const asked = [entry("c", "pro-rata", 0), entry("ours", "pro-rata", 0)];
  const runs = await askEngines(ledger, asked, 5);
  const slow = await askEngines(ledger, [entry("c", "pro-rata", 0), entry("arrays", "pro-rata", 0)], 0);
  const figures = {};
  addRatio(figures, "pro-rata-c", [runs.get("pro-rata, ours"), runs.get("pro-rata, C")]);
  addRatio(figures, "pro-rata-bigint", [runs.get("pro-rata, ours"), slow.get("pro-rata, BigInt")]);
  return { figures, runs: summaries(new Map([...slow, ...runs])) };
}

/** The rules that follow lots or a ratchet, as one claim, all in turn. */
export async function measureLots(ledger) {
  const rules = ["fifo", "lifo", "libr", "pifo"];
  const runs = await askEngines(
    ledger,
    rules.flatMap((rule) => [entry("ours", rule, 0), entry("c", rule, 0)]),
    5,
  );
  const figures = {};
  for (const rule of ["fifo", "lifo"]) addRatio(figures, `${rule}-c`, [runs.get(`${rule}, ours`), runs.get(`${rule}, C`)]);
  for (const rule of ["libr", "pifo"]) addRatio(figures, `${rule}-fifo`, [runs.get(`${rule}, ours`), runs.get("fifo, ours")]);
  return { figures, runs: summaries(runs) };
}

/** One claim against a hundred kept apart, in turn. */
export async function measureClaims(ledger) {
  const figures = {};
  const runs = new Map();
  for (const rule of ["fifo", "lifo", "pro-rata", "libr"]) {
    const asked = [0, 1].flatMap((apart) => [entry("ours", rule, apart), entry("c", rule, apart)]);
    for (const [name, list] of await askEngines(ledger, asked, 3)) runs.set(name, list);
    addRatio(figures, `${rule}-claims`, [runs.get(`${rule}, 100 claims, ours`), runs.get(`${rule}, ours`)]);
  }
  return { figures, runs: summaries(runs) };
}

/** One seed, one claim, stopping at services: ours follows amounts, C only walks. The amounts of the first seeds are checked against C's. */
export async function measureStops(ledger) {
  const ours = await openContestant("ours", ledger);
  const c = await openContestant("c", ledger);
  const seeds = Array.from({ length: 30 }, (_, seed) => seed);
  const found = new Map();
  const figures = {};
  for (const rule of ours && c ? ["pro-rata", "fifo", "lifo"] : []) {
    const exact = (seed) => `rule ${rule} ${seed} ${seed + 1} 0 ${openings} 1 0`;
    for (const seed of seeds.slice(0, 3))
      await interleave(
        [ours, c].map((peer, index) => ({ name: String(index), ask: () => peer.ask(exact(seed)) })),
        0,
      );
    const contestants = [
      { name: `${rule}, stops, ours`, kind: "amounts", ask: async (seed) => withoutAnswer(await ours.ask(exact(seed))) },
      {
        name: `walk, stops, C (beside ${rule})`,
        kind: "walk",
        ask: async (seed) => withoutAnswer(await c.ask(`reach 0 1 ${seed} ${seed + 1}`)),
      },
    ];
    const runs = await interleaveMedians(contestants, seeds, 3);
    for (const [name, list] of runs) found.set(name, list);
    const figure = { ...compare(...[...runs.values()]), against: `C's walk (${rule})` };
    if (!figures["stops-c"] || figures["stops-c"].seen < figure.seen) figures["stops-c"] = figure;
  }
  await ours?.close();
  await c?.close();
  return { figures, runs: summaries(found) };
}

/** All six rules of one question, sharing the work, against the dearest of them alone: over the whole ledger, and of one seed that stops at services, where all rules share what can be reached. */
export async function measureTogether(ledger) {
  const whole = await compareTogether(ledger, { id: "together", title: "", asked: `0 100 0 ${openings} 0 0` });
  const stopped = await compareTogether(ledger, { id: "together-stops", title: ", stops", asked: `19 20 0 ${openings} 1 0` });
  return { figures: { ...whole.figures, ...stopped.figures }, runs: { ...whole.runs, ...stopped.runs } };
}

async function compareTogether(ledger, { id, title, asked }) {
  const all = { engine: "ours", title: `all six together${title}, ours`, kind: id, asked: `together ${asked}` };
  const alone = ["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"].map((rule) => ({
    engine: "ours",
    title: `${rule}${title}, ours`,
    kind: `${rule}${title}`,
    asked: `rule ${rule} ${asked}`,
  }));
  const runs = await askEngines(ledger, [all, ...alone], 3);
  const found = alone.flatMap((one) => (runs.has(one.title) ? [[one.title, runs.get(one.title)]] : []));
  if (found.length === 0) return { figures: {}, runs: {} };
  const cost = ([, list]) => medianOf(list.map((run) => run.ms));
  const [dearest, list] = found.sort((a, b) => cost(b) - cost(a))[0];
  return { figures: { [id]: { ...compare(runs.get(all.title), list), against: dearest } }, runs: summaries(runs) };
}

function entry(engine, rule, apart) {
  const kind = apart === 1 ? `${rule}, 100 claims` : rule;
  return { engine, title: `${kind}, ${labels[engine]}`, kind, asked: question(rule, apart) };
}

/** Engines that live together and take turns, each with its question. */
async function askEngines(ledger, entries, rounds) {
  const peers = new Map();
  for (const { engine } of entries) if (!peers.has(engine)) peers.set(engine, await openContestant(engine, ledger));
  const contestants = entries.flatMap(({ engine, title, kind, asked }) => {
    const peer = peers.get(engine);
    return peer ? [{ name: title, kind, ask: () => peer.ask(asked) }] : [];
  });
  const runs = await interleave(contestants, rounds);
  for (const peer of peers.values()) await peer?.close();
  return runs;
}

function addRatio(figures, id, [ours, other]) {
  if (ours && other) figures[id] = compare(ours, other);
}

function withoutAnswer(run) {
  return { ...run, answer: "checked before" };
}

function summaries(runs) {
  return Object.fromEntries([...runs].map(([name, list]) => [name, summarise(list)]));
}

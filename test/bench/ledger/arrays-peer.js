// What one writes first in plain JavaScript: typed arrays for the walk, BigInt for the amounts. `node arrays-peer.js FOLDER`;
// questions: `reach HOPS STOPS FIRST LAST` and `rule pro-rata FIRST LAST 0 late|inferred STOPS 0`.
import { createAnswer } from "./answer.js";
import { listHoldings, readColumn, readMeta } from "./ledger-files.js";
import { serveQuestions } from "./serve-questions.js";

const folder = process.argv[2];

await serveQuestions(() => {
  const { size, holdingCount } = readMeta(folder);
  const [payer, payee] = ["payer", "payee"].map((name) => readColumn(folder, name));
  const seeds = listHoldings(folder, readColumn(folder, "seeds"));
  const services = listHoldings(folder, readColumn(folder, "services")).flat();
  const ledger = { size, holdingCount, payer, payee, seeds, services };
  let graph = null;
  let amounts = null;
  return {
    answer: ([kind, ...words]) => {
      if (kind === "reach") {
        graph ??= buildGraph(ledger);
        return answerReach(ledger, graph, words);
      }
      amounts ??= readAmounts();
      return answerProRata({ ...ledger, amounts }, words);
    },
  };
});

function buildGraph({ size, holdingCount, payer, payee }) {
  const first = new Uint32Array(holdingCount + 2);
  for (let place = 0; place < size; place += 1) first[payer[place] + 2] += 1;
  for (let holding = 0; holding < holdingCount; holding += 1) first[holding + 2] += first[holding + 1];
  const place = new Uint32Array(size);
  const to = new Uint32Array(size);
  for (let at = 0; at < size; at += 1) {
    const edge = first[payer[at] + 1]++;
    place[edge] = at;
    to[edge] = payee[at];
  }
  const state = () => new Uint32Array(holdingCount);
  return { first, place, to, since: state(), coming: state(), done: state(), stamp: state(), isStop: state(), round: 0 };
}

function answerReach({ seeds, services }, graph, [hops, stops, first, last]) {
  graph.isStop.fill(0);
  if (stops === "1") for (const holding of services) graph.isStop[holding] = 1;
  const chosen = seeds.slice(Number(first), Number(last)).flat();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const answer = reach(graph, chosen, Number(hops));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { answer, ms, cpuMs: (user + system) / 1000 };
}

function reach(graph, seeds, hops) {
  graph.round += 1;
  const found = { count: 0, sum: 0 };
  for (const holding of seeds) {
    graph.stamp[holding] = graph.round;
    graph.since[holding] = 0;
    graph.coming[holding] = 0;
    graph.done[holding] = graph.first[holding + 1];
  }
  let frontier = seeds;
  for (let hop = 0; frontier.length > 0 && (hops === 0 || hop < hops); hop += 1) {
    const next = [];
    for (const holding of frontier) if (graph.isStop[holding] === 0) leave(graph, holding, { found, next });
    for (const holding of next) graph.since[holding] = graph.coming[holding];
    frontier = next;
  }
  return `${found.count} ${found.sum}`;
}

function leave({ first, place, to, since, coming, done, stamp, round }, holding, { found, next }) {
  const end = done[holding];
  let edge = firstFrom(place, { low: first[holding], high: end, since: since[holding] });
  done[holding] = edge;
  found.count += end - edge;
  for (; edge < end; edge += 1) {
    const at = place[edge];
    const other = to[edge];
    found.sum += at;
    if (stamp[other] !== round) {
      stamp[other] = round;
      since[other] = 0xffff_ffff;
      coming[other] = at + 1;
      done[other] = first[other + 1];
      next.push(other);
    } else if (at + 1 < coming[other]) {
      if (coming[other] === since[other]) next.push(other);
      coming[other] = at + 1;
    }
  }
}

function firstFrom(place, { low, high, since }) {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (place[middle] < since) from = middle + 1;
    else to = middle;
  }
  return from;
}

function readAmounts() {
  const words = new BigUint64Array(readColumn(folder, "atoms").buffer);
  return Array.from({ length: words.length / 2 }, (_, place) => words[place * 2] | (words[place * 2 + 1] << 64n));
}

function answerProRata(ledger, [rule, first, last, , openings, stops]) {
  if (rule !== "pro-rata") throw new Error(`no rule ${rule} here`);
  const isStop = new Uint8Array(ledger.holdingCount);
  if (stops === "1") for (const holding of ledger.services) isStop[holding] = 1;
  const isSeed = new Uint8Array(ledger.holdingCount);
  for (const holding of ledger.seeds.slice(Number(first), Number(last)).flat()) isSeed[holding] = 1;
  const opening = openings === "late" ? new Array(ledger.holdingCount).fill(0n) : solveOpenings(ledger);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const traced = followProRata(ledger, { isStop, isSeed, opening });
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const answer = createAnswer();
  for (const [holding, atoms] of traced.entries()) if (atoms > 0n) answer.add(holding, 0, atoms);
  return { answer: answer.text(), ms, cpuMs: (user + system) / 1000 };
}

function solveOpenings({ size, holdingCount, payer, payee, amounts }) {
  const balance = new Array(holdingCount).fill(0n);
  const opening = new Array(holdingCount).fill(0n);
  for (let place = 0; place < size; place += 1) {
    const from = payer[place];
    balance[from] -= amounts[place];
    if (-balance[from] > opening[from]) opening[from] = -balance[from];
    balance[payee[place]] += amounts[place];
  }
  return opening;
}

function followProRata({ size, payer, payee, amounts }, { isStop, isSeed, opening }) {
  const total = [...opening];
  const traced = opening.map((atoms, holding) => (isSeed[holding] === 1 ? atoms : 0n));
  for (let place = 0; place < size; place += 1) {
    const from = payer[place];
    const to = payee[place];
    const debit = amounts[place];
    let moved = 0n;
    if (isStop[from] === 0) {
      if (total[from] < debit) {
        if (isSeed[from] === 1) traced[from] += debit - total[from];
        total[from] = debit;
      }
      moved = shareOf(traced[from], debit, total[from]);
      traced[from] -= moved;
      total[from] -= debit;
    }
    total[to] += debit;
    traced[to] += isSeed[to] === 1 ? debit : moved;
  }
  return traced;
}

/** The claim's whole share; the atom that is left over goes to the larger remainder, to the claim in a tie. */
function shareOf(traced, debit, total) {
  if (traced === 0n) return 0n;
  const product = traced * debit;
  const rest = product % total;
  return product / total + (rest > 0n && rest * 2n >= total ? 1n : 0n);
}

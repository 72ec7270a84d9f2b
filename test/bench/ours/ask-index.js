// Questions to an open index. Each answers `{ answer, ms, cpuMs }`, `answer` as the C program writes it. What turns an answer into text
// is not timed, as it is not for the others.
import { noRecords, recordKind, runRules, verdict } from "@tributary/kernel";
import { createAnswer } from "../ledger/answer.js";

const everywhere = 0xffff_ffff;
const rules = ["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"];

/** Transfers that the money of the seeds can reach: how many, and the sum of their places. */
export function reach(view, { hops, stops, first, last }) {
  const from = view.seeds.slice(first, last).flatMap((account) => view.index.holdingsOf(account));
  const question = { by: "holding", from, hopsMax: hops === 0 ? null : hops, stops: stops ? view.services : [], degreeMax: null };
  return timed(() => {
    const found = view.reach.walk(question);
    return `${found.placesVisited} ${found.placeSum}`;
  });
}

/** Final positions of one rule: over the whole ledger, or over the part of it that the seeds can touch where that is small. */
export function traceRule(view, question) {
  const found = followRule(view, question, cutPart);
  view.reach.leave();
  return found;
}

function followRule(view, question, cut) {
  const { columns } = view.index;
  const openings = question.stops ? null : wholeOpenings(view, question.openings);
  const mark = view.heap.mark();
  const books = createBooks(view, question);
  const found = timed(() => {
    const scene = question.stops ? cut(view, question) : { columns, openings, ...wholeScene(view) };
    runRules(writeQuestion(view, scene, question), { heap: view.heap, onRecords: books.reader(scene) });
    return "";
  });
  view.heap.release(mark);
  return { ms: found.ms - books.reading.ms, cpuMs: found.cpuMs - books.reading.cpuMs, ...books.texts() };
}

/** All rules of one question, one after another over the same openings and part, which the first of them cuts. */
export function traceTogether(view, question) {
  let part;
  const cut = () => {
    part ??= cutPart(view, question);
    return part;
  };
  const runs = rules.map((rule) => followRule(view, { ...question, rule }, cut));
  view.reach.leave();
  const sum = (field) => runs.reduce((total, run) => total + run[field], 0);
  return { answer: runs.map((run) => run.answer).join(" | "), ms: sum("ms"), cpuMs: sum("cpuMs") };
}

/** Solved once for an index and a mode, and kept: the C program has them ready too. */
function wholeOpenings(view, mode) {
  const known = view.openings.get(mode);
  if (known !== undefined) return known;
  view.reach.reach({ starts: [], hopZero: [], seeds: [], stops: [], hopsMax: null });
  const { limbs, openings } = view.reach.wholeOpenings({ openings: mode });
  const bytes = view.heap.memory.u8(openings, openings === 0 ? 0 : view.index.columns.holdingCount * limbs * 8).slice();
  view.reach.leave();
  const kept = { limbs, at: openings === 0 ? 0 : view.keep(bytes) };
  view.openings.set(mode, kept);
  return kept;
}

function wholeScene(view) {
  const { firstHolding, nextHolding } = view.index;
  const same = (number) => number;
  return { firstHolding, nextHolding, tracked: 0, accountFlags: 0, localAccount: same, wholeHolding: same, wholePlace: same };
}

/** The part of the ledger that the seeds can touch, as columns of its own; the whole ledger where the part is most of it. */
function cutPart(view, { first, last, openings }) {
  const accounts = view.seeds.slice(first, last);
  const starts = accounts.flatMap((account) => view.index.holdingsOf(account).map((holding) => ({ place: 0, holding })));
  const stops = view.services.map((account) => ({ account, fromPlace: 0, toPlace: everywhere, reason: 0 }));
  view.reach.reach({ starts, hopZero: accounts, seeds: [], stops, hopsMax: null, isForPart: true });
  const part = view.reach.part({ openings, wholeShare: 1 });
  const holdings = view.heap.memory.u32(part.holdings, part.columns.holdingCount);
  const places = view.heap.memory.u32(part.places, part.columns.eventCount);
  return {
    columns: part.columns,
    openings: { limbs: part.limbs, at: part.balances },
    tracked: part.tracked,
    accountFlags: part.accountFlags,
    firstHolding: part.firstHolding,
    nextHolding: part.nextHolding,
    localAccount: part.localAccount,
    wholeHolding: (holding) => holdings[holding],
    wholePlace: (place) => places[place],
  };
}

function writeQuestion(view, scene, { rule, first, last, apart, stops, logs }) {
  const { heap } = view;
  const accountSeeds = view.seeds
    .slice(first, last)
    .map((account, index) => [0, scene.localAccount(account), apart ? index : 0, 0])
    .filter(([, account]) => account !== undefined);
  const stopRows = (stops ? view.services : [])
    .map(scene.localAccount)
    .filter((account) => account !== undefined)
    .sort((a, b) => a - b)
    .map((account) => [account, 0, everywhere, 0]);
  return {
    rule,
    limbs: scene.openings.limbs,
    columns: scene.columns,
    openings: scene.openings.at,
    accountFlags: scene.accountFlags,
    tracked: scene.tracked,
    stops: putRecords(heap, stopRows),
    transferSeeds: noRecords,
    accountSeeds: putRecords(heap, accountSeeds),
    firstHolding: scene.firstHolding,
    nextHolding: scene.nextHolding,
    openingSeeds: noRecords,
    legs: noRecords,
    conversionAccounts: [],
    hopsMax: null,
    accountsMax: everywhere,
    dust: 0,
    claimCount: apart ? last - first : 1,
    logsMoves: logs || rule === "poison",
    countsLate: false,
  };
}

function putRecords(heap, rows) {
  if (rows.length === 0) return noRecords;
  const at = heap.allocate(rows.length * rows[0].length * 4);
  heap.memory.u32(at, rows.length * rows[0].length).set(rows.flat());
  return { at, count: rows.length };
}

/** Sums what a run's log says: what is held at the end, what ended at a stop, what moved. Keeps count of the time it takes itself. */
function createBooks(view, { logs, rule }) {
  const positions = createAnswer();
  const moved = createAnswer();
  const ended = new Map();
  const spent = { ms: 0, cpuMs: 0 };
  let records = 0;
  const enter = (log, at, scene) => {
    const kind = log.kind(at);
    if (kind === recordKind.hold)
      positions.add(view.benchNumber(scene.wholeHolding(log.holding(at))), log.claim(at), log.atoms(at));
    if (kind !== recordKind.move || log.claim(at) < 0) return;
    if (logs) moved.add(scene.wholePlace(log.place(at)), log.claim(at), log.atoms(at));
    if (log.verdict(at) < verdict.firstStop) return;
    const key = log.holding(at) * 65_536 + log.claim(at);
    ended.set(key, (ended.get(key) ?? 0n) + log.atoms(at));
  };
  let last = null;
  return {
    reader: (scene) => (log) => {
      const start = performance.now();
      const cpu = process.cpuUsage();
      last = scene;
      records += log.count;
      if (rule !== "poison") for (let at = 0; at < log.count; at += 1) enter(log, at, scene);
      const { user, system } = process.cpuUsage(cpu);
      spent.cpuMs += (user + system) / 1000;
      spent.ms += performance.now() - start;
    },
    reading: spent,
    texts: () => {
      for (const [key, atoms] of ended) {
        const claim = key % 65_536;
        positions.add(view.benchNumber(last.wholeHolding((key - claim) / 65_536)), claim, atoms);
      }
      return { answer: rule === "poison" ? String(records) : positions.text(), flows: logs ? moved.text() : "", records };
    },
  };
}

function timed(work) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const answer = work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { answer, ms, cpuMs: (user + system) / 1000 };
}

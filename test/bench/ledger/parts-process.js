// What a person waits for: a cold start, the command from end to end; and what a second worker brings.
import { openContestant } from "./contestants.js";
import { compare, summarise } from "./measure.js";
import { runScript } from "./start-peer.js";

/** A fresh process to its first answer: one seed that stops at services. The whole process counts, from its start to its end. */
export async function measureCold({ folder }) {
  const scripts = {
    "cold start, ours": () => runScript("../ours/cold-start.js", [folder]),
    "cold start, bare node-api": () => runScript("duckdb-cold.js", [folder]),
  };
  const lists = { "cold start, ours": [], "cold start, bare node-api": [] };
  for (let round = 0; round <= 7; round += 1) {
    const answers = [];
    for (const [name, run] of Object.entries(scripts)) {
      if (lists[name] === null) continue;
      const found = await run();
      if (found === null) lists[name] = null;
      else answers.push(found.answer);
      if (found !== null && round > 0) lists[name].push({ ...found, ms: found.wholeMs });
    }
    if (new Set(answers).size > 1) throw new Error(`the answers differ: ${answers.join(", ")}`);
  }
  const [ours, bare] = Object.values(lists);
  const runs = Object.fromEntries(
    Object.entries(lists).flatMap(([name, list]) => (list === null ? [] : [[name, summarise(list)]])),
  );
  return { figures: ours && bare ? { cold: compare(ours, bare) } : {}, runs };
}

/** The same questions by one worker and by two over one shared copy: how many times faster two are. */
export async function measureWorkers(ledger) {
  const ours = await openContestant("ours", ledger);
  if (!ours) return { figures: {}, runs: {} };
  const found = { 1: [], 2: [] };
  for (let round = 0; round <= 3; round += 1)
    for (const workers of [1, 2]) {
      const run = await ours.ask(`workers ${workers} pro-rata 0 100 inferred 1`);
      if (run.notYet) {
        process.stdout.write(`  workers: left out, ${run.notYet}\n`);
        await ours.close();
        return { figures: {}, runs: {} };
      }
      if (round > 0) found[workers].push(run);
    }
  await ours.close();
  if (found[1][0].answer !== found[2][0].answer) throw new Error("two workers answer otherwise than one");
  return {
    figures: { workers: compare(found[1], found[2]) },
    runs: {
      "100 single-seed traces, 1 worker, ours": summarise(found[1]),
      "100 single-seed traces, 2 workers, ours": summarise(found[2]),
    },
  };
}

/** The command, warm, from a shell's view; less what the kernel itself needs for the question in a warm process. */
export async function measureCommand({ folder }) {
  const found = await runScript("../ours/time-command.js", [folder]);
  if (found === null) return { figures: {}, runs: {} };
  const asRuns = (times) => times.map((ms) => ({ ms, cpuMs: ms, resident: 0 }));
  const runs = { "command, ours": summarise(asRuns(found.command)), "kernel, ours": summarise(asRuns(found.kernel)) };
  const differences = found.command.map((ms) => ms - runs["kernel, ours"].ms).sort((a, b) => a - b);
  const figure = { seen: differences[differences.length >> 1], low: differences[0], high: differences.at(-1) };
  return { figures: { command: figure }, runs };
}

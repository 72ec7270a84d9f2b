// Runs of several engines in turn, so that what else the machine does meets them alike; medians, and the least and most that were seen.

/**
 * Asks each contestant once a round; the first round warms up and is not counted (with 0 rounds it is the only one, and counts). Answers of
 * one kind are compared before a time counts. `contestants`: `{ name, kind, ask }`, where `ask` gives `{ ms, cpuMs, resident, answer }`.
 */
export async function interleave(contestants, rounds) {
  const runs = new Map(contestants.map(({ name }) => [name, []]));
  const expected = new Map();
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, kind, ask } of contestants) {
      if (!runs.has(name)) continue;
      const run = await ask().catch((error) => ({ notYet: error.message }));
      if (run.notYet) {
        process.stdout.write(`  ${name}: left out, ${run.notYet}\n`);
        runs.delete(name);
        continue;
      }
      const known = expected.get(kind) ?? { name, answer: run.answer };
      expected.set(kind, known);
      if (run.answer !== known.answer)
        throw new Error(`the answers differ: ${known.name} says ${known.answer}, ${name} says ${run.answer}`);
      if (round > 0 || rounds === 0) runs.get(name).push(run);
    }
  }
  return runs;
}

/** As `interleave`, for several questions of a kind: each round's figure is the median over the questions. */
export async function interleaveMedians(contestants, questions, rounds) {
  const perQuestion = [];
  for (const question of questions) {
    const asked = contestants.map(({ name, kind, ask }) => ({ name, kind, ask: () => ask(question) }));
    perQuestion.push(await interleave(asked, rounds));
  }
  const answering = contestants.filter(({ name }) => perQuestion.every((found) => found.has(name)));
  return new Map(
    answering.map(({ name }) => [
      name,
      Array.from({ length: Math.max(1, rounds) }, (_, round) => {
        const runs = perQuestion.map((found) => found.get(name)[round]);
        return {
          ms: medianOf(runs.map((run) => run.ms)),
          cpuMs: medianOf(runs.map((run) => run.cpuMs)),
          resident: runs[0].resident,
        };
      }),
    ]),
  );
}

/** `{ ms, low, high, cpuMs, resident, runs }` of one contestant. */
export function summarise(runs) {
  const times = runs.map((run) => run.ms);
  return {
    ms: medianOf(times),
    low: Math.min(...times),
    high: Math.max(...times),
    cpuMs: medianOf(runs.map((run) => run.cpuMs)),
    resident: Math.max(...runs.map((run) => run.resident ?? 0)),
    runs: runs.length,
  };
}

/** The figure of a row: ratio of medians, the least and most ratio of one round, and the ratio of processor time. */
export function compare(ours, other) {
  const count = Math.min(ours.length, other.length);
  const ratios = Array.from({ length: count }, (_, round) => ours[round].ms / other[round].ms);
  return {
    seen: medianOf(ours.map((run) => run.ms)) / medianOf(other.map((run) => run.ms)),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    cpu: medianOf(ours.map((run) => run.cpuMs)) / medianOf(other.map((run) => run.cpuMs)),
  };
}

export function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

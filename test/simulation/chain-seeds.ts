import { describe, expect, test } from "vitest";
import { blockLies, receiptLies } from "../../packages/testkit/src/simulator/lies.ts";
import { type Played, playScenario } from "../../packages/testkit/src/simulator/play-scenario.ts";
import { drawScenario } from "../../packages/testkit/src/simulator/scenario.ts";
import { traceLies } from "../../packages/testkit/src/simulator/trace-lies.ts";
import { openEvmSource } from "../../pipelines/chain-evm/src/index.ts";

/** One seed, or as many as are wished; the usual run takes 2,000 in two files. */
const oneSeed = process.env["TRIBUTARY_SIM_SEED"];
const seedsWanted = Number(process.env["TRIBUTARY_SIM_SEEDS"] ?? 2000);

const everyLie: readonly string[] = ["wrong-chain-id", ...blockLies, ...receiptLies, ...traceLies];
/** Fewer seeds need not meet every lie. */
const seedsForEveryLie = 900;

/** Played beside the usual ones: a lie about a contract that a block made is told in few worlds. */
const furtherSeeds: readonly number[] = [2366, 2377];

/** Plays every second seed, so that two files share the machine's cores. */
export function playHalf(remainder: 0 | 1): void {
  const usual = Array.from({ length: seedsWanted }, (_, index) => index + 1);
  const all = usual.length < seedsForEveryLie ? usual : [...usual, ...furtherSeeds];
  const seeds = oneSeed === undefined ? all.filter((seed) => seed % 2 === remainder) : remainder === 0 ? [Number(oneSeed)] : [];
  const played: Played[] = [];

  describe.runIf(seeds.length > 0)(`seeds ${seeds[0]} to ${seeds.at(-1)}`, () => {
    test("nothing lost, nothing invented, nothing doubled, every lie named", { timeout: 600_000 }, async () => {
      const failed: string[] = [];
      for (const seed of seeds) {
        const result = await playSeed(seed);
        played.push(result);
        if (result.problems.length > 0) failed.push(describeFailure(result));
        if (failed.length >= failuresShownMax) break;
      }
      expect(failed.join("\n")).toBe("");
      console.info(summaryOf(played));
    });

    test.runIf(seeds.length >= seedsForEveryLie)(
      "the seeds are worth playing: every lie was told, workers died, chains forked",
      () => {
        const told = new Set(played.flatMap(({ lieKinds }) => lieKinds));
        expect(everyLie.filter((kind) => !told.has(kind))).toEqual([]);
        expect(sum(played, ({ crashes }) => crashes)).toBeGreaterThan(seeds.length / 2);
        expect(played.filter(({ deepestFork }) => deepestFork > 0).length).toBeGreaterThan(seeds.length / 4);
        expect(Math.max(...played.map(({ deepestFork }) => deepestFork))).toBe(64);
      },
    );
  });
}

const failuresShownMax = 5;

/** A mistake that throws is a failed seed like any other. */
async function playSeed(seed: number): Promise<Played> {
  const scenario = drawScenario(seed);
  try {
    return await playScenario(scenario, { openSource: openEvmSource });
  } catch (error) {
    throw new Error(describeRun(seed), { cause: error });
  }
}

function describeRun(seed: number): string {
  return `seed ${seed}; alone: TRIBUTARY_SIM_SEED=${seed} npx vitest run --project simulation test/simulation/chain-seeds`;
}

function describeFailure({ seed, problems, notes }: Played): string {
  return [
    describeRun(seed),
    ...notes.map((note) => `  ${note}`),
    ...problems.slice(0, 20).map((problem) => `  ! ${problem}`),
  ].join("\n");
}

function summaryOf(played: readonly Played[]): string {
  const count = (of: (one: Played) => number): string => String(sum(played, of));
  return [
    `${played.length} seeds: ${count(({ transfers }) => transfers)} transfers right`,
    `${count(({ liesTold }) => liesTold)} lies told`,
    `${count(({ crashes }) => crashes)} deaths of the worker`,
    `${count(({ requests }) => requests)} requests`,
    `${Math.round(process.cpuUsage().user / 1e6)} s of processor time`,
  ].join(", ");
}

function sum(played: readonly Played[], of: (one: Played) => number): number {
  return played.reduce((total, one) => total + of(one), 0);
}

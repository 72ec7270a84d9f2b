import { expect, test } from "vitest";
import { playScenario } from "../../packages/testkit/src/simulator/play-scenario.ts";
import { drawScenario } from "../../packages/testkit/src/simulator/scenario.ts";
import { openEvmSource } from "../../pipelines/chain-evm/src/index.ts";
import { notableSeeds } from "./chain-notable-seeds.ts";

test.each(notableSeeds)("seed $seed, which found: $found", async ({ seed }) => {
  const { problems } = await playScenario(drawScenario(seed), { openSource: openEvmSource });
  expect(problems).toEqual([]);
});

test("a seed is the same run each time", async () => {
  const play = async (seed: number): Promise<readonly unknown[]> => {
    const { requests, liesTold, crashes, notes, content } = await playScenario(drawScenario(seed), { openSource: openEvmSource });
    return [requests, liesTold, crashes, notes, content.transfers.map(({ id }) => id)];
  };
  for (const seed of [7, 28, 83, 145]) expect(await play(seed)).toEqual(await play(seed));
});

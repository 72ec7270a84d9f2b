import { runSync } from "@tributary/chain-kit";
import { TributaryError } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { judgeLedger } from "../../packages/testkit/src/simulator/judge-ledger.ts";
import { openMemoryStore } from "../../packages/testkit/src/simulator/memory-store.ts";
import { seededRandom } from "../../packages/testkit/src/simulator/random.ts";
import { openSimulatedNetwork } from "../../packages/testkit/src/simulator/simulated-network.ts";
import { makeWorld } from "../../packages/testkit/src/simulator/true-world.ts";
import { startVirtualTime } from "../../packages/testkit/src/simulator/virtual-time.ts";
import { openEvmSource } from "../../pipelines/chain-evm/src/index.ts";

const provider = {
  skills: { traces: "nested", hasBlockReceipts: true, hasFinalTag: true, hasStates: false },
  lag: 0,
  latencyMin: 1,
  latencyMax: 9,
  faults: [],
  lies: [],
} as const;

/** A chain that breaks its own word at the end: a fork from below what it called final. */
async function followBrokenChain(
  seed: number,
): Promise<{ readonly problems: readonly string[]; readonly ends: readonly string[] }> {
  const world = makeWorld(seededRandom(seed, "world"), {
    era: "cancun",
    transactionsMax: 2,
    emptyShare: 0.2,
    startLength: 8,
    endLength: 16,
    finalityDepth: 3,
    forkShare: 0.2,
    forkDepthMax: 3,
    millisecondsPerStep: 2_000,
    breaksFinality: true,
  });
  const time = startVirtualTime({ idleTurnsMax: 200 });
  const network = openSimulatedNetwork({ seed, world, time, providers: [provider, provider], quorum: 2 });
  const store = openMemoryStore();
  const ends: string[] = [];
  const before = world.at(world.end.since - 1);
  const follow = async (): Promise<void> => {
    const stop = new AbortController();
    const source = await openEvmSource({
      urls: network.urls,
      quorum: 2,
      transport: network.transport,
      scheduler: time,
      signal: stop.signal,
      finality: { kind: "tag" },
      senders: "believe",
      openings: false,
      limits: { blocksPerSegment: 4n, blocksPerUnit: 2n },
    });
    try {
      await runSync({ store, source, from: 1n, pollMilliseconds: 500, scheduler: time, signal: stop.signal });
    } catch (error) {
      ends.push(error instanceof TributaryError ? error.code : String(error));
    } finally {
      source.close();
      stop.abort();
    }
  };
  // Started anew, it stops again: nothing of the other chain comes in by trying once more.
  for (let life = 0; life < 3; life += 1) await time.run(follow());
  const judged = { content: store.content, chain: before.chain, final: before.final, unprovable: new Set<number>() };
  return { problems: judgeLedger(judged), ends };
}

describe("a fork from below what was final", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i: stops the worker, loses nothing, takes nothing", async (seed) => {
    const { problems, ends } = await followBrokenChain(seed);
    expect(ends).toEqual(["CHAIN_REORGANISED", "CHAIN_REORGANISED", "CHAIN_REORGANISED"]);
    expect(problems).toEqual([]);
  });
});

import type { LieHabit } from "./liar.ts";
import { blockLies, type LieKind, receiptLies } from "./lies.ts";
import { type Random, seededRandom } from "./random.ts";
import type { FaultKind, ProviderStyle } from "./simulated-network.ts";
import { traceLies } from "./trace-lies.ts";
import type { WorldStyle } from "./true-world.ts";

/** All that a seed decides beside the chain itself. */
export interface Scenario {
  readonly seed: number;
  readonly world: WorldStyle;
  readonly providers: readonly ProviderStyle[];
  readonly quorum: number;
  readonly finality: "tag" | "depth";
  /** First block that is asked for. */
  readonly from: bigint;
  readonly blocksPerSegment: bigint;
  readonly blocksPerUnit: bigint;
  readonly traces: "auto" | "off";
  /** Whether signatures are recovered, which takes most of a seed's time. */
  readonly senders: "recover" | "believe";
  readonly hasOpenings: boolean;
  readonly drive: "sync" | "rounds" | "backfill";
  /** Chance that the worker dies at a step, and how often it may. */
  readonly crashShare: number;
  readonly crashesMax: number;
}

const provableLies: readonly LieKind[] = [...blockLies, ...receiptLies];

const faultKinds: readonly FaultKind[] = [
  "throttled",
  "throttled-without-word",
  "rpc-throttled",
  "server-error",
  "hanging",
  "reset",
  "cut-body",
  "not-json",
  "wrong-id",
  "answered-twice",
  "empty-body",
  "too-large",
  "slow",
  "redirection",
  "refused",
  "nothing-known",
  "clock-jump",
];

/** The scenario of a seed. Small worlds, many kinds of trouble. */
export function drawScenario(seed: number): Scenario {
  const random = seededRandom(seed, "scenario");
  const world = drawWorldStyle(random);
  const count = random.pick([1, 1, 2, 2, 3]);
  const quorum = random.pick(count === 1 ? [1] : count === 2 ? [1, 2] : [1, 2, 2]);
  const liar = random.chance(0.65) ? random.below(count) : -1;
  const finality = random.pick(["tag", "depth"] as const);
  const shared = { hasTag: finality === "tag", tracesShape: random.pick(["none", "flat", "nested"] as const) };
  return {
    seed,
    world,
    quorum,
    finality,
    providers: Array.from({ length: count }, (_, index) => drawProvider(random, { ...shared, isLiar: index === liar })),
    from: random.chance(0.7) ? 1n : BigInt(random.below(4)),
    blocksPerSegment: BigInt(random.pick([3, 6, 12])),
    blocksPerUnit: BigInt(random.pick([1, 2, 4])),
    senders: random.chance(0.08) ? "recover" : "believe",
    hasOpenings: random.chance(0.2),
    drive: random.pick(["sync", "sync", "rounds", "backfill"]),
    traces: random.chance(0.85) ? "auto" : "off",
    crashShare: random.chance(0.5) ? 0.02 + random.below(8) / 100 : 0,
    crashesMax: 1 + random.below(6),
  };
}

function drawWorldStyle(random: Random): WorldStyle {
  const isDeep = random.chance(0.02);
  const finalityDepth = isDeep ? 64 : random.pick([1, 2, 2, 3, 4, 6]);
  const startLength = 3 + random.below(5);
  return {
    era: random.pick(["london", "shanghai", "cancun", "cancun", "prague"]),
    transactionsMax: isDeep ? 1 : 1 + random.below(3),
    emptyShare: isDeep ? 0.7 : 0.25,
    startLength,
    endLength: startLength + finalityDepth + 3 + random.below(7),
    finalityDepth,
    forkShare: random.chance(0.6) ? 0.25 : 0,
    forkDepthMax: 64,
    millisecondsPerStep: 200 + random.below(1000),
    breaksFinality: false,
  };
}

interface ProviderDraw {
  readonly hasTag: boolean;
  readonly tracesShape: "none" | "flat" | "nested";
  readonly isLiar: boolean;
}

function drawProvider(random: Random, { hasTag, tracesShape, isLiar }: ProviderDraw): ProviderStyle {
  const latencyMin = random.below(40);
  return {
    skills: {
      traces: tracesShape,
      hasBlockReceipts: random.chance(0.85),
      hasFinalTag: hasTag,
      hasStates: random.chance(0.5),
    },
    lag: random.chance(0.3) ? random.below(4000) : 0,
    latencyMin,
    latencyMax: latencyMin + random.below(120),
    faults: random.chance(0.55) ? drawFaults(random) : [],
    lies: isLiar ? drawLies(random) : [],
  };
}

function drawFaults(random: Random): ProviderStyle["faults"] {
  return Array.from({ length: 1 + random.below(3) }, () => ({
    kind: random.pick(faultKinds),
    share: 0.01 + random.below(12) / 100,
  }));
}

function drawLies(random: Random): readonly LieHabit[] {
  return Array.from({ length: 1 + random.below(2) }, () => ({
    kind: drawLieKind(random),
    share: random.pick([0.05, 0.15, 0.4]),
    isPersistent: random.chance(0.6),
  }));
}

function drawLieKind(random: Random): LieKind {
  const sort = random.below(20);
  if (sort === 0) return "wrong-chain-id";
  return sort < 5 ? random.pick(traceLies) : random.pick(provableLies);
}

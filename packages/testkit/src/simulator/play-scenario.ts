import {
  type ChainSource,
  type FinalityRule,
  runBackfill,
  runSync,
  type Scheduler,
  type Transport,
  type WorkReport,
  type WorkStep,
} from "@tributary/chain-kit";
import { type Finding, formatFinding, TributaryError } from "@tributary/domain";
import { judgeLedger, judgeProofs, numbersRead } from "./judge-ledger.ts";
import { unnamedLies } from "./judge-lies.ts";
import { judgePending } from "./judge-pending.ts";
import { type MemoryStore, openMemoryStore, type WorkerStore } from "./memory-store.ts";
import type { LedgerContent } from "./memory-tables.ts";
import { type Random, seededRandom } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { openSimulatedNetwork, type SimulatedNetwork } from "./simulated-network.ts";
import { chainName } from "./true-ledger.ts";
import { makeWorld, type TrueWorld } from "./true-world.ts";
import { startVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** What a chain's opener is given; the pipeline's own options are these and more. */
interface SourceOptions {
  readonly urls: readonly string[];
  readonly quorum: number;
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
  readonly finality: FinalityRule;
  readonly traces: "auto" | "off";
  readonly senders: "recover" | "believe";
  readonly openings: boolean;
  readonly limits: {
    readonly blocksPerSegment: bigint;
    readonly blocksPerUnit: bigint;
    readonly requestMillisecondsMax: number;
    readonly responseBytesMax: number;
  };
}

/** What is played with: the real opener and store, or ones with a mistake planted in them. */
export interface Players {
  readonly openSource: (options: SourceOptions) => Promise<ChainSource>;
  readonly openStore?: () => { readonly store: WorkerStore; readonly content: LedgerContent };
  readonly wrapStore?: (store: WorkerStore) => WorkerStore;
  readonly wrapSource?: (source: ChainSource) => ChainSource;
  /** Turns of the event loop without a timer that work may take; for stores with files. */
  readonly idleTurnsMax?: number;
}

/** How a scenario went. */
export interface Played {
  readonly seed: number;
  /** What is wrong; nothing, if the worker can be trusted. */
  readonly problems: readonly string[];
  /** What happened, in a few words. */
  readonly notes: readonly string[];
  readonly liesTold: number;
  readonly lieKinds: readonly string[];
  readonly deepestFork: number;
  readonly crashes: number;
  readonly requests: number;
  readonly transfers: number;
  readonly content: LedgerContent;
}

const attemptsMax = 40;
/** Lives of a worker after which liars stop, and after which everything works. */
const honestAfterLives = 8;
const repairedAfterLives = 14;

/** A planned death at a step. */
class Crash extends Error {}

interface Game {
  readonly scenario: Scenario;
  readonly players: Players;
  readonly world: TrueWorld;
  readonly time: VirtualTime;
  readonly network: SimulatedNetwork;
  readonly random: Random;
  readonly store: WorkerStore;
  readonly content: LedgerContent;
  readonly notes: string[];
  readonly problems: string[];
  crashes: number;
  rounds: number;
}

/** Plays a scenario to its end: the worker runs, fails, dies and starts anew until the true chain's last final block is in, or it cannot get there. */
export async function playScenario(scenario: Scenario, players: Players): Promise<Played> {
  const world = makeWorld(seededRandom(scenario.seed, "world"), scenario.world);
  const time = startVirtualTime({ idleTurnsMax: players.idleTurnsMax ?? 200 });
  const network = openSimulatedNetwork({
    seed: scenario.seed,
    world,
    time,
    providers: scenario.providers,
    quorum: scenario.quorum,
  });
  const opened = players.openStore?.() ?? openPlainStore();
  const store = players.wrapStore?.(opened.store) ?? opened.store;
  const random = seededRandom(scenario.seed, "driver");
  const notes = describeScenario(scenario, world);
  const { content } = opened;
  const game: Game = {
    scenario,
    players,
    world,
    time,
    network,
    random,
    store,
    content,
    notes,
    problems: [],
    crashes: 0,
    rounds: 0,
  };
  await time.run(play(game));
  return {
    seed: scenario.seed,
    problems: game.problems,
    notes: game.notes,
    liesTold: network.lies.length,
    lieKinds: [...new Set(network.lies.map(({ kind }) => kind))],
    deepestFork: world.deepestFork,
    crashes: game.crashes,
    requests: network.requests(),
    transfers: game.content.transfers.length,
    content: game.content,
  };
}

function openPlainStore(): { readonly store: MemoryStore; readonly content: LedgerContent } {
  const store = openMemoryStore();
  return { store, content: store.content };
}

function describeScenario(scenario: Scenario, world: TrueWorld): string[] {
  const lies = scenario.providers.flatMap(({ lies }) => lies.map(({ kind }) => kind));
  const faults = scenario.providers.flatMap(({ faults }) => faults.map(({ kind }) => kind));
  return [
    `${world.end.chain.length} blocks, final ${world.end.final}, deepest fork ${world.deepestFork}`,
    `${scenario.providers.length} providers, quorum ${scenario.quorum}, traces ${scenario.providers.map(({ skills }) => skills.traces).join("+")}`,
    `lies: ${lies.join(", ") || "none"}; faults: ${faults.join(", ") || "none"}`,
  ];
}

async function play(game: Game): Promise<void> {
  const { world, network, time, problems, notes } = game;
  const worldEnd = world.end.since;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    if (time.now() > worldEnd + honestAfter || attempt > honestAfterLives) network.convert();
    if (time.now() > worldEnd + repairedAfter || attempt > repairedAfterLives) network.repair();
    const isWell = await runOnce(game);
    judgeNow(game);
    if (problems.length > 0) return;
    if (isWell && isComplete(game)) {
      notes.push(`complete after ${attempt} runs and ${network.requests()} requests at ${Math.round(time.now())} ms`);
      await judgeEnd(game);
      return;
    }
    await time.wait(500 + worldEnd / 6, new AbortController().signal);
  }
  problems.push(`not complete after ${attemptsMax} runs: ${notes.at(-1)}`);
}

/** Notes before those on ends, of which the last one stands. */
const noteCount = 3;

/** Virtual milliseconds after the last block when liars stop, and when everything works. */
const honestAfter = 8_000;
const repairedAfter = 30_000;

/** One life of a worker. True where it ended by itself. */
async function runOnce(game: Game): Promise<boolean> {
  const { scenario, players, network, time, notes } = game;
  const stop = new AbortController();
  const liesBefore = network.lies.length;
  let source: ChainSource | undefined;
  try {
    source = await players.openSource({
      urls: network.urls,
      quorum: scenario.quorum,
      transport: network.transport,
      scheduler: time,
      signal: stop.signal,
      finality: scenario.finality === "tag" ? { kind: "tag" } : { kind: "depth", blocks: BigInt(scenario.world.finalityDepth) },
      traces: scenario.traces,
      senders: scenario.senders,
      openings: scenario.hasOpenings,
      limits: {
        blocksPerSegment: scenario.blocksPerSegment,
        blocksPerUnit: scenario.blocksPerUnit,
        requestMillisecondsMax: 3_000,
        responseBytesMax: 200_000,
      },
    });
    const driven = players.wrapSource?.(source) ?? source;
    const report = await runWorker(game, { source: driven, stop });
    judgeLies(game, { findings: [...report.findings, ...driven.findings()], since: liesBefore });
    return true;
  } catch (error) {
    if (error instanceof Crash) game.crashes += 1;
    else if (!(error instanceof TributaryError) || error.kind !== "source") throw error;
    else notes.splice(noteCount, 1, `ended: ${formatFinding(error.finding)}`);
    return false;
  } finally {
    source?.close();
    stop.abort();
  }
}

function runWorker(game: Game, { source, stop }: { source: ChainSource; stop: AbortController }): Promise<WorkReport> {
  const { scenario, network, time, store, world } = game;
  const shared = { store, source, signal: stop.signal, scheduler: time, onStep };
  const { from } = scenario;
  let rounds = 0;

  function onStep(step: WorkStep): void {
    if (time.now() > world.end.since + honestAfter) network.convert();
    if (time.now() > world.end.since + repairedAfter) network.repair();
    if (game.crashes < scenario.crashesMax && game.random.chance(scenario.crashShare)) throw new Crash(step);
    if (step === "round-begun") {
      game.rounds += 1;
      rounds += 1;
    }
    // One that got a wrong start, such as another chain's name, goes on refusing: its operator starts it anew.
    if (rounds > roundsOfLifeMax) stop.abort();
    if (game.rounds > roundsMax) {
      game.problems.push(`not complete after ${roundsMax} rounds`);
      stop.abort();
    }
    if (step === "round-done" && isComplete(game) && time.now() > world.end.since + game.random.below(1500)) stop.abort();
  }

  if (scenario.drive === "sync") return runSync({ ...shared, from, pollMilliseconds: 4000 });
  if (scenario.drive === "rounds") return runSync({ ...shared, from, pollMilliseconds: 4000, once: true });
  return runBackfill({ ...shared, from });
}

const roundsMax = 300;
const roundsOfLifeMax = 40;

/** Is everything in that is final at the end? */
function isComplete({ content, scenario, world }: Game): boolean {
  const isRead = (reading: string): boolean => {
    const numbers = numbersRead(content.ranges, reading);
    for (let number = Number(scenario.from); number <= world.end.final; number += 1) if (!numbers.has(number)) return false;
    return true;
  };
  const hasTraces = scenario.traces === "auto" && scenario.providers.some(({ skills }) => skills.traces !== "none");
  return isRead("receipts") && (!hasTraces || isRead("traces"));
}

/** Blocks whose traces somebody lied about where nobody else was asked. */
function unprovableBlocks({ network, scenario }: Game): ReadonlySet<number> {
  const lies = scenario.quorum > 1 ? [] : network.lies.filter(({ kind }) => kind.endsWith("-trace"));
  return new Set(lies.map(({ block }) => Number(block?.number)));
}

function judgeNow(game: Game): void {
  const { content, world, problems } = game;
  problems.push(...judgeLedger({ content, chain: world.end.chain, final: world.end.final, unprovable: unprovableBlocks(game) }));
}

async function judgeEnd(game: Game): Promise<void> {
  const { content, world, scenario, problems, store } = game;
  problems.push(...judgeProofs({ content, chain: world.end.chain }, { quorum: scenario.quorum, senders: scenario.senders }));
  const unprovable = unprovableBlocks(game);
  for (const { locator } of await store.quarantine()) {
    // A lone endpoint that said something else about its traces when it was asked again: both are told.
    const number = Number(/^block\/([0-9]+)\/.*\/trace\//.exec(locator)?.[1] ?? -1);
    if (!unprovable.has(number)) problems.push(`kept apart: ${locator}`);
  }
  const pending = await store.pending.list(chainName);
  problems.push(...judgePending(pending, { byHash: world.byHash, unprovable }));
}

function judgeLies(game: Game, run: { readonly findings: readonly Finding[]; readonly since: number }): void {
  const { scenario, network } = game;
  const told = network.lies.slice(run.since).filter(({ kind }) => {
    // Nobody can know of a lie about traces where one provider is asked; a lone provider's chain shows in its transactions alone.
    if (kind.endsWith("-trace")) return scenario.quorum > 1;
    return kind !== "wrong-chain-id" || scenario.providers.length > 1;
  });
  const places = [...new Set(run.findings.map(({ where }) => where.path))].join(", ");
  for (const lie of unnamedLies(told, run.findings))
    game.problems.push(
      `lie not named: ${lie.kind} by provider ${lie.provider} in ${lie.method} of block ${lie.block?.number}; named: ${places}`,
    );
}

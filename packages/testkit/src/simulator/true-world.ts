import { ancestorOf, type ChainNode, type ChainStyle, chainOf, genesis, growChain } from "./grow-chain.ts";
import type { Random } from "./random.ts";
import type { TrueBlock } from "./true-block.ts";

/** What is true from a moment on: the chain's blocks by number, and the last final one. */
export interface WorldView {
  readonly since: number;
  readonly chain: readonly TrueBlock[];
  readonly final: number;
}

/** A chain as it grows, forks and settles. Times are virtual milliseconds. */
export interface TrueWorld {
  readonly at: (time: number) => WorldView;
  readonly end: WorldView;
  /** Every block that ever stood on some branch. */
  readonly byHash: ReadonlyMap<string, TrueBlock>;
  /** Blocks that left the chain again, the deepest fall first. */
  readonly deepestFork: number;
}

export interface WorldStyle extends ChainStyle {
  /** Blocks that are there at the start. */
  readonly startLength: number;
  readonly endLength: number;
  /** Blocks below the head that may still leave the chain. */
  readonly finalityDepth: number;
  /** Chance of a fork at each step, and how deep it may go; never to a final block unless `breaksFinality`. */
  readonly forkShare: number;
  readonly forkDepthMax: number;
  readonly millisecondsPerStep: number;
  readonly breaksFinality: boolean;
}

export function makeWorld(random: Random, style: WorldStyle): TrueWorld {
  const byHash = new Map<string, TrueBlock>();
  const views: WorldView[] = [];
  let head = genesis(style.era, random.below(40));
  let branch = 0;
  let final = 0;
  let deepestFork = 0;
  let since = 0;

  function grow(count: number): void {
    for (let step = 0; step < count; step += 1) {
      head = growChain(random, head, { style, branch });
      byHash.set(head.block.hash, head.block);
    }
  }

  function note(): void {
    final = Math.max(final, Number(head.block.number) - style.finalityDepth);
    views.push({ since, chain: chainOf(head), final });
    since += Math.ceil(style.millisecondsPerStep * (0.5 + random.below(100) / 100));
  }

  byHash.set(head.block.hash, head.block);
  grow(style.startLength);
  note();
  while (Number(head.block.number) < style.endLength) {
    if (random.chance(style.forkShare)) {
      const depth = forkDepth(random, { head, final, style });
      deepestFork = Math.max(deepestFork, depth);
      branch += 1;
      head = ancestorOf(head, depth);
      grow(depth + 1);
    } else grow(1 + random.below(3));
    note();
  }
  if (style.breaksFinality) {
    deepestFork = style.finalityDepth + 1 + random.below(4);
    branch += 1;
    head = ancestorOf(head, deepestFork);
    grow(deepestFork + 2);
    note();
  }
  const [first] = views;
  const end = views.at(-1);
  if (first === undefined || end === undefined) throw new Error("broken invariant: a world has a first view");
  return { at: (time) => views.findLast((view) => view.since <= time) ?? first, end, byHash, deepestFork };
}

function forkDepth(random: Random, place: { head: ChainNode; final: number; style: WorldStyle }): number {
  const room = Math.min(Number(place.head.block.number) - place.final, place.style.forkDepthMax);
  // Now and then as deep as it can go, which is where mistakes are.
  return room <= 1 || random.chance(0.2) ? Math.max(1, room) : 1 + random.below(room);
}

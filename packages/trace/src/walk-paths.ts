import type { Lot, LotGraph, LotNode, LotPart } from "./lot-graph.ts";
import { type ContentRange, clipRange, type PositionMap, placeRange, sourceMap, sourceRange, wholeAtoms } from "./path-range.ts";
import { bestFirst, deepestFirst } from "./walk-frontier.ts";

/** Which paths are told: those that carried most, or those whose money came first. */
export type PathOrder = "largest" | "earliest";

export interface WalkLimits {
  readonly order: PathOrder;
  readonly pathsMax: number;
  /** A step is one movement looked back over, or told. */
  readonly stepsMax: number;
}

/** One way through the movements from a seed to a position. */
export interface WalkedPath {
  /** Whole atoms of the position. */
  readonly atoms: bigint;
  /** The movement that was seeded, or what an account seed labelled. */
  readonly seed: LotNode;
  /** What it was there, in the seed's asset. */
  readonly seedAtoms: bigint;
  /** From the seed on; none where the seed's own money never moved. */
  readonly legs: readonly WalkedLeg[];
}

interface WalkedLeg {
  readonly node: LotNode;
  /** What this path carried here, in the asset of the movement. */
  readonly atoms: bigint;
}

export interface WalkedPaths {
  readonly paths: readonly WalkedPath[];
  /** What the position holds beside these paths, and how many paths at least brought it. */
  readonly left: { readonly paths: number; readonly atoms: bigint };
  readonly steps: number;
  /** The steps ended the search: of what is left there may be larger or earlier paths. */
  readonly isCutOff: boolean;
}

/** A stretch of a position's content, walked back so far. */
interface Walk {
  readonly node: number;
  /** In the node's content. */
  readonly range: ContentRange;
  readonly map: PositionMap;
  /** In the position. */
  readonly place: ContentRange;
  /** Whole atoms there. */
  readonly atoms: bigint;
  /** The walk that this one goes on from, and the part that led here; none at the position's own lots. */
  readonly later: { readonly walk: Walk; readonly part: LotPart } | undefined;
  /** The part is a seed: there is nothing behind it. */
  readonly isWhole: boolean;
}

/**
 * Walks back from the lots of a position, and no further than the paths asked for need. `largest` are the largest of all; of two alike, the
 * one that lies first in the position. `earliest` are those whose last movement came first, then the movement before it, and so on. Where `stepsMax` ends
 * the search, what is not told apart is left.
 */
export function walkPaths(graph: LotGraph, lots: readonly Lot[], limits: WalkLimits): WalkedPaths {
  const frontier = limits.order === "largest" ? bestFirst(isLarger) : deepestFirst(compareArrival);
  const starts = startWalks(lots);
  frontier.add(starts);
  const paths: WalkedPath[] = [];
  let left = starts.reduce((sum, walk) => sum + walk.atoms, 0n);
  let steps = 0;
  while (paths.length < limits.pathsMax) {
    const walk = frontier.next();
    if (walk === undefined) break;
    const taken = walk.isWhole ? tellPath(graph, walk) : stepBack(graph, walk, limits.stepsMax - steps);
    steps += taken === undefined ? 0 : taken.steps;
    if (taken === undefined || steps > limits.stepsMax) {
      return { paths, left: { paths: frontier.size() + 1, atoms: left }, steps: limits.stepsMax, isCutOff: true };
    }
    if ("path" in taken) {
      paths.push(taken.path);
      left -= taken.path.atoms;
    } else frontier.add(taken.walks);
  }
  return { paths, left: { paths: frontier.size(), atoms: left }, steps, isCutOff: false };
}

function startWalks(lots: readonly Lot[]): Walk[] {
  let filled = 0n;
  return lots.map(({ node, from, to }): Walk => {
    const map = { scale: 1n, shift: filled - from, den: 1n };
    filled += to - from;
    const range = { from, to, den: 1n };
    return { node, range, map, place: placeRange(range, map), atoms: to - from, later: undefined, isWhole: false };
  });
}

function isLarger(a: Walk, b: Walk): boolean {
  if (a.atoms !== b.atoms) return a.atoms > b.atoms;
  return a.place.from * b.place.den < b.place.from * a.place.den;
}

/** Nodes are numbered as they came. A seed at the movement itself came last of all. */
function compareArrival(a: Walk, b: Walk): number {
  if (a.isWhole !== b.isWhole) return a.isWhole ? 1 : -1;
  return a.node - b.node;
}

interface SteppedBack {
  readonly walks: readonly Walk[];
  readonly steps: number;
}

/** Undefined where the node has more parts in the range than steps are left. */
function stepBack({ nodes }: LotGraph, walk: Walk, stepsLeft: number): SteppedBack | undefined {
  const parts = nodes[walk.node]?.parts ?? [];
  const walks: Walk[] = [];
  let steps = 0;
  for (let index = firstPart(parts, walk.range); index < parts.length; index += 1) {
    const part = parts[index];
    const range = part === undefined ? undefined : clipRange(walk.range, part);
    if (part === undefined || range === undefined) break;
    steps += 1;
    if (steps > stepsLeft) return undefined;
    const source = stepInto(nodes, { walk, part, range });
    // A stretch of less than one atom carries nothing that could be told.
    if (source.atoms > 0n) walks.push(source);
  }
  return { walks, steps };
}

interface Step {
  readonly walk: Walk;
  readonly part: LotPart;
  /** Of the walk's own node. */
  readonly range: ContentRange;
}

function stepInto(nodes: readonly LotNode[], { walk, part, range }: Step): Walk {
  const place = placeRange(range, walk.map);
  const found = { place, atoms: wholeAtoms(place), later: { walk, part } };
  if (part.kind === "start") return { ...found, node: walk.node, range, map: walk.map, isWhole: true };
  const sourceSize = nodes[part.source]?.size ?? 0n;
  return {
    ...found,
    node: part.source,
    range: sourceRange(range, part, sourceSize),
    map: sourceMap(walk.map, part, sourceSize),
    isWhole: false,
  };
}

/** The first part that ends behind the range's start. */
function firstPart(parts: readonly LotPart[], { from, den }: ContentRange): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part !== undefined && (part.at + part.size) * den <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The movements of a whole walk. Between two conversions a path carries the same over each movement: counted where it left that stretch, so
 * that the paths of a movement sum to what it carried.
 */
function tellPath({ nodes }: LotGraph, end: Walk): { readonly path: WalkedPath; readonly steps: number } | undefined {
  const steps = listSteps(end);
  const seed = nodes[end.node];
  if (seed === undefined) return undefined;
  const legs: WalkedLeg[] = [];
  let range = startRange(steps, end.place);
  let carried = wholeAtoms(range);
  for (const { walk, part } of steps) {
    const node = nodes[walk.node];
    if (node?.entry !== undefined && node.entry.kind !== "seed") legs.push({ node, atoms: carried });
    if (part.kind === "start") break;
    range = sourceRange(range, part, nodes[part.source]?.size ?? 0n);
    if (part.kind === "pooled") carried = wholeAtoms(range);
  }
  return { path: { atoms: end.atoms, seed, seedAtoms: carried, legs: legs.reverse() }, steps: legs.length };
}

type LaterStep = NonNullable<Walk["later"]>;

/** From the position to the seed. */
function listSteps(end: Walk): LaterStep[] {
  const steps: LaterStep[] = [];
  for (let step = end.later; step !== undefined; step = step.walk.later) steps.push(step);
  return steps.reverse();
}

/** A place in the position as a range of the lot's node. */
function startRange([first]: readonly LaterStep[], { from, to, den }: ContentRange): ContentRange {
  const shift = (first?.walk.map.shift ?? 0n) * den;
  return { from: from - shift, to: to - shift, den };
}

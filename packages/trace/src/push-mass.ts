import type { LeadEdge, LeadGraph, LeadNode } from "./lead-graph.ts";

/** How mass spreads. Scores are no amounts: they are computed in floating point, in one fixed order. */
export interface SpreadSettings {
  /** The share that stays where mass arrives. */
  readonly alpha: number;
  /** Of what does not stay, the share that goes on with later payments; the rest goes back to earlier payers. */
  readonly beta: number;
  /** Mass below this is not spread further. */
  readonly epsilon: number;
  /** Movements looked at. */
  readonly edgesMax: number;
  /** Asked before each push: why the work is to end, or undefined. */
  readonly shouldStop?: (() => string | undefined) | undefined;
}

/** Mass at a node: it goes on with payments after `place`, and back to receipts before it. */
export interface MassAt {
  readonly node: number;
  readonly place: number;
  readonly mass: number;
}

export interface SpreadMass {
  /** By node: what stayed. */
  readonly stayed: Float64Array;
  /** By edge: what went on over it, and what went back over it. */
  readonly onward: Float64Array;
  readonly back: Float64Array;
  /** By node: it was a stop when mass arrived, which stays there. */
  readonly isStop: Uint8Array;
  /** What was too little to spread, or left when the work ended. */
  readonly residual: number;
  readonly edgesSeen: number;
  /** The budget of movements ended it. */
  readonly isCutOff: boolean;
  /** Why the caller ended it. */
  readonly endedEarly: string | undefined;
}

interface Spread {
  readonly graph: LeadGraph;
  readonly settings: SpreadSettings;
  readonly waiting: Map<number, MassAt[]>;
  readonly waitingMass: Float64Array;
  readonly queue: number[];
  readonly stayed: Float64Array;
  readonly onward: Float64Array;
  readonly back: Float64Array;
  readonly isStop: Uint8Array;
  /** By node: the weights of each payment and all after it, of each receipt and all before it. */
  readonly paidAfter: Map<number, Float64Array>;
  readonly receivedBefore: Map<number, Float64Array>;
  edgesSeen: number;
}

/**
 * Spreads mass from seeds by local pushes, first come first served: a share stays, the rest goes on with later payments and back to earlier
 * payers of the same asset, weighted by amounts, and through conversions. What can go nowhere stays. What stayed and the residual sum to what was put in.
 */
export function pushMass(graph: LeadGraph, seeds: readonly MassAt[], settings: SpreadSettings): SpreadMass {
  const { nodes, edges } = graph;
  const spread: Spread = {
    graph,
    settings,
    waiting: new Map(),
    waitingMass: new Float64Array(nodes.length),
    queue: [],
    stayed: new Float64Array(nodes.length),
    onward: new Float64Array(edges.length),
    back: new Float64Array(edges.length),
    isStop: new Uint8Array(nodes.length),
    paidAfter: new Map(),
    receivedBefore: new Map(),
    edgesSeen: 0,
  };
  for (const seed of seeds) arrive(spread, seed);
  let next = 0;
  let endedEarly: string | undefined;
  for (; next < spread.queue.length && spread.edgesSeen < settings.edgesMax; next += 1) {
    endedEarly = settings.shouldStop?.();
    if (endedEarly !== undefined) break;
    pushNode(spread, spread.queue[next] ?? -1);
  }
  return {
    ...spread,
    residual: spread.waitingMass.reduce((sum, mass) => sum + mass, 0),
    isCutOff: next < spread.queue.length && endedEarly === undefined,
    endedEarly,
  };
}

function arrive(spread: Spread, { node, place, mass }: MassAt): void {
  const before = spread.waitingMass[node] ?? 0;
  const chips = spread.waiting.get(node);
  if (chips === undefined) spread.waiting.set(node, [{ node, place, mass }]);
  else chips.push({ node, place, mass });
  spread.waitingMass[node] = before + mass;
  const { epsilon } = spread.settings;
  if (before < epsilon && before + mass >= epsilon) spread.queue.push(node);
}

function pushNode(spread: Spread, number: number): void {
  const node = spread.graph.nodes[number];
  const chips = spread.waiting.get(number);
  if (node === undefined || chips === undefined) return;
  spread.waiting.delete(number);
  spread.waitingMass[number] = 0;
  const { alpha, beta } = spread.settings;
  chips.sort((a, b) => a.place - b.place);
  if (node.isPassage) {
    const turn = node.ins.at(-1)?.place ?? -1;
    const going = chips.filter(({ place }) => place <= turn);
    const coming = chips.filter(({ place }) => place > turn);
    sendOn(spread, { number, node, chips: going, share: 1 });
    sendBack(spread, { number, node, chips: coming, share: 1 });
    return;
  }
  const mass = chips.reduce((sum, chip) => sum + chip.mass, 0);
  keep(spread, number, alpha * mass);
  sendOn(spread, { number, node, chips, share: (1 - alpha) * beta });
  sendBack(spread, { number, node, chips, share: (1 - alpha) * (1 - beta) });
}

function keep({ stayed }: Spread, node: number, mass: number): void {
  stayed[node] = (stayed[node] ?? 0) + mass;
}

interface Sending {
  readonly number: number;
  readonly node: LeadNode;
  /** By place. */
  readonly chips: readonly MassAt[];
  readonly share: number;
}

/** Each chip over the payments after it, by their weights. */
function sendOn(spread: Spread, { number, node, chips, share }: Sending): void {
  const [first] = chips;
  if (first === undefined) return;
  const { outs } = node;
  const sums = sumsOf(spread.paidAfter, number, () => sumsFromEnd(outs));
  const start = firstAfter(outs, first.place);
  let rate = 0;
  let chip = 0;
  for (let index = start; index < outs.length; index += 1) {
    const edge = outs[index];
    if (edge === undefined) break;
    for (; chip < chips.length && (chips[chip]?.place ?? 0) < edge.place; chip += 1)
      rate += (share * (chips[chip]?.mass ?? 0)) / (sums[index] ?? 1);
    sendOver(spread, { edge, mass: rate * edge.paidWeight, isOnward: true });
  }
  spread.edgesSeen += outs.length - start + 1;
  for (; chip < chips.length; chip += 1) keep(spread, number, share * (chips[chip]?.mass ?? 0));
}

/** Each chip over the receipts before it, by their weights. */
function sendBack(spread: Spread, { number, node, chips, share }: Sending): void {
  const last = chips.at(-1);
  if (last === undefined) return;
  const { ins } = node;
  const sums = sumsOf(spread.receivedBefore, number, () => sumsFromStart(ins));
  const end = firstAtOrAfter(ins, last.place);
  let rate = 0;
  let chip = chips.length - 1;
  for (let index = end - 1; index >= 0; index -= 1) {
    const edge = ins[index];
    if (edge === undefined) break;
    for (; chip >= 0 && (chips[chip]?.place ?? 0) > edge.place; chip -= 1)
      rate += (share * (chips[chip]?.mass ?? 0)) / (sums[index] ?? 1);
    sendOver(spread, { edge, mass: rate * edge.receivedWeight, isOnward: false });
  }
  spread.edgesSeen += end + 1;
  for (; chip >= 0; chip -= 1) keep(spread, number, share * (chips[chip]?.mass ?? 0));
}

function sumsOf(known: Map<number, Float64Array>, node: number, sum: () => Float64Array): Float64Array {
  const found = known.get(node) ?? sum();
  known.set(node, found);
  return found;
}

interface Passing {
  readonly edge: LeadEdge;
  readonly mass: number;
  readonly isOnward: boolean;
}

function sendOver(spread: Spread, { edge, mass, isOnward }: Passing): void {
  if (mass === 0) return;
  const seen = isOnward ? spread.onward : spread.back;
  seen[edge.place] = (seen[edge.place] ?? 0) + mass;
  const number = isOnward ? edge.to : edge.from;
  const account = spread.graph.nodes[number]?.account;
  if (account !== undefined && spread.graph.stops.findStop(account, edge.transfer.occurredAt) !== undefined) {
    spread.isStop[number] = 1;
    keep(spread, number, mass);
  } else arrive(spread, { node: number, place: edge.place, mass });
}

function sumsFromEnd(edges: readonly LeadEdge[]): Float64Array {
  const sums = new Float64Array(edges.length);
  for (let index = edges.length - 1; index >= 0; index -= 1)
    sums[index] = (sums[index + 1] ?? 0) + (edges[index]?.paidWeight ?? 0);
  return sums;
}

function sumsFromStart(edges: readonly LeadEdge[]): Float64Array {
  const sums = new Float64Array(edges.length);
  for (const [index, edge] of edges.entries()) sums[index] = (sums[index - 1] ?? 0) + edge.receivedWeight;
  return sums;
}

/** Index of the first edge with a place greater than this. */
function firstAfter(edges: readonly LeadEdge[], place: number): number {
  return firstAtOrAfter(edges, Math.floor(place) + 1);
}

/** Index of the first edge with at least this place. */
function firstAtOrAfter(edges: readonly LeadEdge[], place: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle]?.place ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

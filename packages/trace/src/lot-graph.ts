import { assert } from "@tributary/domain";
import { type ByHolding, type ClaimAsset, createByHolding } from "./by-holding.ts";
import type { ConvertEntry, JournalEntry, MoveEntry } from "./flow-journal.ts";
import { dropTaken, type HeadQueue } from "./head-queue.ts";
import type { PositionStatus } from "./trace-result.ts";

/**
 * Where the content of every movement of a claim's money came from. One node for each arrival, and parts that name the node before: as many
 * parts as lots were taken, however many ways lead through them. What lies in a node has an order, from 0 to its size.
 */
export interface LotGraph {
  readonly nodes: readonly LotNode[];
  readonly positions: ReadonlyMap<string, PositionLots>;
}

export interface LotNode {
  /** What brought the content; undefined for what a conversion's out legs put together. */
  readonly entry: JournalEntry | undefined;
  readonly parts: LotPart[];
  size: bigint;
}

/** A stretch of a node's content, from `at` on. */
export type LotPart = StartPart | TakenPart | PooledPart;

/** The seed itself. */
interface StartPart {
  readonly kind: "start";
  readonly at: bigint;
  readonly size: bigint;
}

/** A stretch of another node's content, from `from` on; its end first where the newest lots leave first. */
interface TakenPart {
  readonly kind: "taken";
  readonly at: bigint;
  readonly size: bigint;
  readonly source: number;
  readonly from: bigint;
  readonly isReversed: boolean;
}

/**
 * What an in leg brings of a conversion: the stretch from `before` on of all that the claim gains in this asset, `gained`, against all
 * that the out legs took of it, which is the size of the source. First in is first out.
 */
interface PooledPart {
  readonly kind: "pooled";
  readonly at: bigint;
  readonly size: bigint;
  readonly source: number;
  readonly before: bigint;
  readonly gained: bigint;
}

/** A stretch of a node's content. */
export interface Lot {
  readonly node: number;
  readonly from: bigint;
  readonly to: bigint;
}

/** The lots of one final position, in the order in which they came to rest. */
export interface PositionLots {
  readonly account: string;
  readonly asset: string;
  /** Position in the request's claims. */
  readonly claim: number;
  readonly status: PositionStatus;
  readonly lots: Lot[];
}

/**
 * Builds the graph from a journal, in time and space that grow with the journal alone.
 *
 * Amounts per transfer and claim are the trace's own. Which of one claim's lots in one holding leaves first is told as the rule takes lots:
 * newest first under `lifo`, else oldest first. Under `fifo`, `lifo` and `pifo` that is the rule itself; under `pro-rata` and `libr`, which keep one
 * pool a claim, it is a convention of presentation.
 */
export function buildLotGraph(journal: readonly JournalEntry[], { takesNewest }: { readonly takesNewest: boolean }): LotGraph {
  const books: Books = {
    nodes: [],
    holdings: createByHolding(emptyHolding),
    pools: new Map(),
    positions: new Map(),
    takesNewest,
  };
  expectGains(books, journal);
  for (const entry of journal) enter(books, entry);
  for (const { account, asset, claim, queue } of books.holdings.values)
    for (const lot of queue.items.slice(queue.head)) restLot(books, { account, asset, claim, status: "held" }, lot);
  return { nodes: books.nodes, positions: books.positions };
}

interface Books {
  readonly nodes: LotNode[];
  readonly holdings: ByHolding<Holding>;
  readonly pools: Map<string, Pool>;
  readonly positions: Map<string, PositionLots>;
  readonly takesNewest: boolean;
}

interface Holding {
  readonly account: string;
  readonly asset: string;
  readonly claim: number;
  readonly queue: LotQueue;
}

/** Lots in arrival order. Those before `head` have left. */
type LotQueue = HeadQueue<Lot>;

/** What the out legs of one conversion took of one claim, and what its in legs bring of it. */
interface Pool {
  /** The node of all out legs together. */
  readonly node: number;
  /** By asset: all that the in legs bring, and what of it is told already. */
  readonly gains: Map<string, { gained: bigint; told: bigint }>;
}

function enter(books: Books, entry: JournalEntry): void {
  if (entry.kind === "settle") {
    const place = { account: entry.account, asset: entry.asset, claim: entry.claim, status: "stopped" as const };
    for (const { lot } of takeLots(books, entry.account, entry)) restLot(books, place, lot);
    return;
  }
  const node = addNode(books, entry);
  if (entry.kind === "seed") addStart(books, node, entry.atoms);
  else {
    if (entry.kind === "convert-in") addPooled(books, node, entry);
    else addTaken(books, node, entry);
    addStart(books, node, entry.seededAtoms);
  }
  const size = books.nodes[node]?.size ?? 0n;
  const lot = { node, from: 0n, to: size };
  if (size === 0n) return;
  if (entry.kind === "convert-out") fillPool(books, entry, lot);
  else {
    const account = entry.kind === "seed" ? entry.account : entry.to;
    const place = { account, asset: entry.asset, claim: entry.claim, status: entry.status };
    if (entry.status === "held") books.holdings.get(account, entry).queue.items.push(lot);
    else restLot(books, place, lot);
  }
}

function addNode({ nodes }: Books, entry: JournalEntry | undefined): number {
  nodes.push({ entry, parts: [], size: 0n });
  return nodes.length - 1;
}

function addPart({ nodes }: Books, number: number, makePart: (at: bigint) => LotPart): void {
  const node = nodes[number];
  if (node === undefined) return;
  const part = makePart(node.size);
  if (part.size === 0n) return;
  node.parts.push(part);
  node.size += part.size;
}

function addStart(books: Books, node: number, size: bigint): void {
  if (size > 0n) addPart(books, node, (at) => ({ kind: "start", at, size }));
}

function addTaken(books: Books, node: number, { from, asset, claim, carriedAtoms }: MoveEntry | ConvertEntry): void {
  for (const { lot, isReversed } of takeLots(books, from, { asset, claim, atoms: carriedAtoms }))
    addPart(books, node, (at) => ({ kind: "taken", at, size: lot.to - lot.from, source: lot.node, from: lot.from, isReversed }));
}

function fillPool(books: Books, entry: ConvertEntry, lot: Lot): void {
  const pool = books.pools.get(poolKey(entry));
  // A share of less than one atom: nothing of the claim comes out of this conversion.
  if (pool === undefined) return;
  addPart(books, pool.node, (at) => ({ kind: "taken", at, size: lot.to, source: lot.node, from: 0n, isReversed: false }));
}

function addPooled(books: Books, node: number, entry: ConvertEntry): void {
  const pool = books.pools.get(poolKey(entry));
  const gain = pool?.gains.get(entry.asset);
  if (pool === undefined || gain === undefined) return;
  const before = gain.told;
  gain.told += entry.carriedAtoms;
  const { gained } = gain;
  addPart(books, node, (at) => ({ kind: "pooled", at, size: entry.carriedAtoms, source: pool.node, before, gained }));
}

function expectGains(books: Books, journal: readonly JournalEntry[]): void {
  for (const entry of journal) {
    if (entry.kind !== "convert-in" || entry.carriedAtoms === 0n) continue;
    const key = poolKey(entry);
    const pool = books.pools.get(key) ?? { node: addNode(books, undefined), gains: new Map() };
    books.pools.set(key, pool);
    const gain = pool.gains.get(entry.asset) ?? { gained: 0n, told: 0n };
    gain.gained += entry.carriedAtoms;
    pool.gains.set(entry.asset, gain);
  }
}

function restLot({ positions }: Books, place: Omit<PositionLots, "lots">, lot: Lot): void {
  const key = positionKey(place);
  const known = positions.get(key);
  if (known === undefined) positions.set(key, { ...place, lots: [lot] });
  else known.lots.push(lot);
}

/** Of a position among all positions of one result. */
export function positionKey({ account, asset, claim, status }: Omit<PositionLots, "lots">): string {
  return `${account} ${asset} ${claim} ${status}`;
}

interface TakenLot {
  readonly lot: Lot;
  readonly isReversed: boolean;
}

interface Debit extends ClaimAsset {
  readonly atoms: bigint;
}

/** Takes lots that sum to `atoms` out of a holding, in the order in which they leave. */
function takeLots(books: Books, account: string, of: Debit): TakenLot[] {
  const { queue } = books.holdings.get(account, of);
  const taken: TakenLot[] = [];
  let unpaid = of.atoms;
  while (unpaid > 0n) {
    const place = books.takesNewest ? queue.items.length - 1 : queue.head;
    const lot = place < queue.head ? undefined : queue.items[place];
    assert(lot !== undefined, "a transfer carries no more of a claim than its payer's lots hold");
    const size = lot.to - lot.from;
    const isWhole = size <= unpaid;
    const cut = isWhole ? size : unpaid;
    if (books.takesNewest) {
      const from = lot.to - cut;
      taken.push({ lot: isWhole ? lot : { node: lot.node, from, to: lot.to }, isReversed: true });
      if (isWhole) queue.items.pop();
      else queue.items[place] = { node: lot.node, from: lot.from, to: from };
    } else {
      const to = lot.from + cut;
      taken.push({ lot: isWhole ? lot : { node: lot.node, from: lot.from, to }, isReversed: false });
      if (isWhole) queue.head += 1;
      else queue.items[place] = { node: lot.node, from: to, to: lot.to };
    }
    unpaid -= cut;
  }
  dropTaken(queue);
  return taken;
}

function emptyHolding(account: string, { asset, claim }: ClaimAsset): Holding {
  return { account, asset, claim, queue: { items: [], head: 0 } };
}

function poolKey({ conversion, claim }: ConvertEntry): string {
  return `${claim} ${conversion}`;
}

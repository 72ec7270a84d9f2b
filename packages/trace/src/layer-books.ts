import { type ByHolding, type ClaimAsset, createByHolding } from "./by-holding.ts";
import type { ConvertEntry, JournalEntry, MoveEntry } from "./flow-journal.ts";
import { createRunQueue, drawRuns, type Gain, type LayerRun, putRun, type RunQueue, takeRuns } from "./layer-runs.ts";
import type { PositionStatus } from "./trace-result.ts";

/** What came into one layer of one claim and asset, and what became of it there. Atoms. */
export interface LayerSums {
  /** Position in the request's claims. */
  readonly claim: number;
  readonly asset: string;
  /** `untoldLayer` where the steps were not told apart. */
  readonly layer: number;
  seeded: bigint;
  entered: bigint;
  convertedIn: bigint;
  readonly stayed: Map<PositionStatus, bigint>;
  wentOn: bigint;
  convertedAway: bigint;
  /** Where the money came to. */
  readonly accounts: Set<string>;
}

/**
 * Sums a journal by the steps that money has taken from its seed. A transfer is a step; a conversion, out and in together, is one. In one
 * holding a claim's money leaves in the order in which the lots of the paths leave.
 */
export function sumLayers(journal: readonly JournalEntry[], { takesNewest, runsMax }: LayerOptions): LayerSums[] {
  const holdings = createByHolding((_account, of) => ({ ...of, queue: createRunQueue() }));
  const books: Books = { runsLeft: runsMax, sums: new Map(), holdings, pools: new Map(), takesNewest };
  expectGains(books, journal);
  for (const entry of journal) enter(books, entry);
  for (const { claim, asset, queue } of books.holdings.values)
    for (const { layer, atoms } of queue.items.slice(queue.head))
      addStayed(sumsAt(books, { claim, asset }, layer), "held", atoms);
  return [...books.sums.values()];
}

export interface LayerOptions {
  readonly takesNewest: boolean;
  /** Runs of one layer that may move. What moves after that is summed in `untoldLayer`: exact, but its steps are not told apart. */
  readonly runsMax: number;
}

/** Of money whose steps were not told apart; comes after all layers. */
export const untoldLayer: number = Number.MAX_SAFE_INTEGER;

interface Books {
  runsLeft: number;
  readonly sums: Map<string, LayerSums>;
  readonly holdings: ByHolding<Holding>;
  readonly pools: Map<string, Pool>;
  readonly takesNewest: boolean;
}

interface Holding extends ClaimAsset {
  readonly queue: RunQueue;
}

interface Pool {
  readonly taken: RunQueue;
  readonly gains: Map<string, Gain>;
}

function enter(books: Books, entry: JournalEntry): void {
  if (entry.kind === "seed") {
    const sums = sumsAt(books, entry, 0);
    sums.seeded += entry.atoms;
    sums.accounts.add(entry.account);
    rest(books, { entry, account: entry.account, status: entry.status }, [{ layer: 0, atoms: entry.atoms }]);
  } else if (entry.kind === "settle") {
    const { queue } = books.holdings.get(entry.account, entry);
    for (const { layer, atoms } of takeRuns(queue, entry.atoms, books.takesNewest))
      addStayed(sumsAt(books, entry, layer), "stopped", atoms);
  } else if (entry.kind === "convert-out") {
    const runs = leave(books, entry);
    for (const { layer, atoms } of runs) sumsAt(books, entry, layer).convertedAway += atoms;
    const pool = books.pools.get(poolKey(entry));
    if (pool !== undefined) for (const run of runs) putRun(pool.taken, run);
  } else if (entry.kind === "convert-in") arriveConverted(books, entry);
  else arrive(books, entry, leave(books, entry));
}

/** What leaves the payer, what a seed on the transfer labels last. */
function leave(books: Books, entry: MoveEntry | ConvertEntry): LayerRun[] {
  const runs = takeRuns(books.holdings.get(entry.from, entry).queue, entry.carriedAtoms, books.takesNewest);
  return [...runs, ...seededRuns(books, entry)];
}

/** A transfer seed labels its payer's money: it is at layer 0 there, and goes on at once. */
function seededRuns(books: Books, entry: MoveEntry | ConvertEntry): LayerRun[] {
  if (entry.seededAtoms === 0n) return [];
  const sums = sumsAt(books, entry, 0);
  sums.seeded += entry.seededAtoms;
  sums.accounts.add(entry.from);
  return [{ layer: 0, atoms: entry.seededAtoms }];
}

function arrive(books: Books, entry: MoveEntry | ConvertEntry, runs: readonly LayerRun[]): void {
  const arrived = runs.map(({ layer, atoms }): LayerRun => {
    sumsAt(books, entry, layer).wentOn += atoms;
    const next = layerAfter(books, layer);
    const sums = sumsAt(books, entry, next);
    sums.entered += atoms;
    sums.accounts.add(entry.to);
    return { layer: next, atoms };
  });
  rest(books, { entry, account: entry.to, status: entry.status }, arrived);
}

function arriveConverted(books: Books, entry: ConvertEntry): void {
  const pool = books.pools.get(poolKey(entry));
  const gain = pool?.gains.get(entry.asset);
  const drawn = pool === undefined || gain === undefined ? [] : drawRuns(pool.taken.items, gain, entry.carriedAtoms);
  const arrived = drawn.map(({ layer, atoms }): LayerRun => {
    const next = layerAfter(books, layer);
    const sums = sumsAt(books, entry, next);
    sums.convertedIn += atoms;
    sums.accounts.add(entry.to);
    return { layer: next, atoms };
  });
  rest(books, { entry, account: entry.to, status: entry.status }, arrived);
  arrive(books, entry, seededRuns(books, entry));
}

function layerAfter(books: Books, layer: number): number {
  books.runsLeft -= 1;
  return layer === untoldLayer || books.runsLeft < 0 ? untoldLayer : layer + 1;
}

interface Receipt {
  readonly entry: ClaimAsset;
  readonly account: string;
  readonly status: PositionStatus;
}

function rest(books: Books, { entry, account, status }: Receipt, runs: readonly LayerRun[]): void {
  const { queue } = books.holdings.get(account, entry);
  for (const run of runs) {
    if (status === "held") putRun(queue, run);
    else addStayed(sumsAt(books, entry, run.layer), status, run.atoms);
  }
}

function addStayed({ stayed }: LayerSums, status: PositionStatus, atoms: bigint): void {
  stayed.set(status, (stayed.get(status) ?? 0n) + atoms);
}

function sumsAt({ sums }: Books, { claim, asset }: ClaimAsset, layer: number): LayerSums {
  const key = `${asset} ${claim} ${layer}`;
  const known = sums.get(key);
  if (known !== undefined) return known;
  const blank = { claim, asset, layer, seeded: 0n, entered: 0n, convertedIn: 0n, wentOn: 0n, convertedAway: 0n };
  const fresh: LayerSums = { ...blank, stayed: new Map(), accounts: new Set() };
  sums.set(key, fresh);
  return fresh;
}

function expectGains({ pools }: Books, journal: readonly JournalEntry[]): void {
  for (const entry of journal) {
    if (entry.kind !== "convert-in" || entry.carriedAtoms === 0n) continue;
    const pool = pools.get(poolKey(entry)) ?? { taken: createRunQueue(), gains: new Map<string, Gain>() };
    pools.set(poolKey(entry), pool);
    const gained = (pool.gains.get(entry.asset)?.gained ?? 0n) + entry.carriedAtoms;
    pool.gains.set(entry.asset, { gained, told: 0n });
  }
}

function poolKey({ conversion, claim }: ConvertEntry): string {
  return `${claim} ${conversion}`;
}

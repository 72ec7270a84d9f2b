import { type AccountId, type AssetId, allocate, assert } from "@tributary/domain";
import { type ByHolding, createByHolding } from "./by-holding.ts";
import type { ConvertEntry, JournalEntry, MoveEntry } from "./flow-journal.ts";
import { dropTaken, type HeadQueue } from "./head-queue.ts";

/** A step of a path, newest first: the transfer that was made and the account that it reached. */
export interface PathStep {
  readonly transfer: string;
  readonly account: AccountId;
  readonly conversion: string | null;
  readonly previous: PathStep | null;
}

/** A sequence of accounts, last first; an account that follows itself stands once. */
export interface Way {
  readonly account: AccountId;
  readonly previous: Way | null;
  /** Accounts on the way. */
  readonly length: number;
  readonly next: Map<AccountId, Way>;
}

/** A part of a claim's money with the way that it came. */
interface FlowPiece {
  /** Position in the request's claims. */
  readonly claim: number;
  readonly asset: AssetId;
  readonly atoms: bigint;
  /** What this part was at its seed: another asset and amount where it was converted on the way. */
  readonly startAsset: AssetId;
  readonly startAtoms: bigint;
  readonly steps: PathStep | null;
  /** The accounts walked so far: one object for each way, so that ways are told apart without being walked. Undefined: not told apart. */
  readonly way: Way | undefined;
  /** Groups of accounts that this part has entered already. */
  readonly entered: Entered;
}

/** A set of groups, in the order entered: one object for each, so that pieces alike are known without being compared. */
interface Entered {
  readonly groups: ReadonlySet<string>;
  readonly next: Map<string, Entered>;
}

export interface Arrival {
  readonly group: string;
  readonly account: AccountId;
  readonly piece: FlowPiece;
}

/**
 * Follows a claim's money piece by piece and reports each first entry of a piece into a group of accounts.
 *
 * Amounts per transfer and claim are the trace's own. Which of one claim's pieces in one holding leaves first is told as the rule
 * takes lots: newest first under `lifo`, else oldest first. Under `fifo`, `lifo` and `pifo` that is the rule itself; under `pro-rata` and `libr`,
 * which keep one pool a claim, it is a convention of presentation. The pieces that leave sum exactly to what the trace carried.
 */
export function followPieces(journal: readonly JournalEntry[], options: PieceOptions): Arrival[] {
  const { groupsOf, takesNewest, stepsMax = defaultStepsMax } = options;
  const books: Books = {
    holdings: createByHolding(() => ({ items: [], head: 0 })),
    pools: expectPools(journal),
    starts: new Map(),
    nowhere: { groups: new Set(), next: new Map() },
    groupsOf,
    takesNewest,
    stepsLeft: stepsMax,
  };
  const arrivals: Arrival[] = [];
  const settle = (account: AccountId, piece: FlowPiece, isHeld: boolean): void => {
    const fresh = groupsOf(account).filter((group) => !piece.entered.groups.has(group));
    for (const group of fresh) arrivals.push({ group, account, piece });
    const entered = fresh.reduce(enterGroup, piece.entered);
    if (isHeld) holdPiece(books.holdings.get(account, piece), fresh.length === 0 ? piece : { ...piece, entered });
  };
  for (const entry of journal) {
    if (entry.kind === "seed")
      settle(
        entry.account,
        seededPiece(books, { ...entry, account: entry.account, atoms: entry.atoms }),
        entry.status === "held",
      );
    else if (entry.kind === "settle") takePieces(books.holdings.get(entry.account, entry), entry.atoms, takesNewest);
    else if (entry.kind === "convert-out") poolPieces(books, entry);
    else {
      const arriving = entry.kind === "move" ? movedPieces(books, entry) : convertedPieces(books, entry);
      for (const piece of arriving) settle(entry.to, piece, entry.status === "held");
    }
  }
  return arrivals;
}

export interface PieceOptions {
  readonly groupsOf: (account: AccountId) => readonly string[];
  readonly takesNewest: boolean;
  /** Steps of pieces that are told apart; what moves after that is followed to the atom, but its ways are not. */
  readonly stepsMax?: number;
}

const defaultStepsMax = 500_000;

interface Books {
  readonly holdings: ByHolding<PieceQueue>;
  readonly pools: Map<string, Pool>;
  /** By account: the ways that begin there. */
  readonly starts: Map<AccountId, Way>;
  /** Where a piece is that has entered no group. */
  readonly nowhere: Entered;
  readonly groupsOf: (account: AccountId) => readonly string[];
  readonly takesNewest: boolean;
  stepsLeft: number;
}

function enterGroup(entered: Entered, group: string): Entered {
  if (entered.groups.has(group)) return entered;
  const known = entered.next.get(group);
  if (known !== undefined) return known;
  const more = { groups: new Set([...entered.groups, group]), next: new Map<string, Entered>() };
  entered.next.set(group, more);
  return more;
}

function movedPieces(books: Books, entry: MoveEntry): FlowPiece[] {
  const step = { transfer: entry.transfer, account: entry.to, conversion: null };
  return mergeAlike(leavingPieces(books, entry).map((piece) => withStep(books, piece, step)));
}

function leavingPieces(books: Books, entry: MoveEntry | ConvertEntry): FlowPiece[] {
  const taken = takePieces(books.holdings.get(entry.from, entry), entry.carriedAtoms, books.takesNewest);
  if (entry.seededAtoms > 0n) {
    // Money that a transfer seed finds at a group's own account does not come into the group.
    const entered = books.groupsOf(entry.from).reduce(enterGroup, books.nowhere);
    taken.push({ ...seededPiece(books, { ...entry, account: entry.from, atoms: entry.seededAtoms }), entered });
  }
  return taken;
}

function poolPieces(books: Books, entry: ConvertEntry): void {
  const step = { transfer: entry.transfer, account: entry.from, conversion: entry.conversion };
  const pool = books.pools.get(poolKey(entry.conversion, entry.claim));
  const leaving = leavingPieces(books, entry);
  if (pool === undefined) return;
  for (const piece of leaving) pushPiece(pool.pieces, withStep(books, piece, step));
  pool.startLeft = pool.pieces.map((piece) => piece.startAtoms);
}

/**
 * Every in leg takes the same shares of the pool. What the pieces were at their seed is shared out over the in legs by their amounts;
 * where the in legs are of several assets there is no such measure, and the start is told anew from the conversion.
 */
function convertedPieces(books: Books, entry: ConvertEntry): FlowPiece[] {
  const pool = books.pools.get(poolKey(entry.conversion, entry.claim));
  const converted = pool === undefined || entry.carriedAtoms === 0n ? [] : drawFromPool(pool, entry);
  const isSeeded = entry.seededAtoms > 0n;
  const seeded = isSeeded ? [seededPiece(books, { ...entry, account: entry.from, atoms: entry.seededAtoms })] : [];
  const step = { transfer: entry.transfer, account: entry.to, conversion: entry.conversion };
  return mergeAlike([...converted, ...seeded].map((piece) => withStep(books, piece, step)));
}

function drawFromPool(pool: Pool, entry: ConvertEntry): FlowPiece[] {
  const weights = pool.pieces.map((piece) => piece.atoms);
  const parts = allocate(entry.carriedAtoms, weights);
  const isShared = pool.inAssets.size > 1;
  const laterAtoms = pool.inAtomsLeft - entry.carriedAtoms;
  const drawn = pool.pieces.flatMap((piece, index): FlowPiece[] => {
    const atoms = parts[index] ?? 0n;
    const [startNow = 0n, startLater = 0n] = allocate(pool.startLeft[index] ?? 0n, [entry.carriedAtoms, laterAtoms]);
    pool.startLeft[index] = startLater;
    if (atoms === 0n) return [];
    const start = isShared ? { startAsset: entry.asset, startAtoms: atoms } : { startAtoms: startNow };
    return [{ ...piece, asset: entry.asset, atoms, ...start }];
  });
  pool.inAtomsLeft = laterAtoms;
  return drawn;
}

/** What the out legs of one conversion took of one claim, and what its in legs will bring of it. */
interface Pool {
  readonly pieces: FlowPiece[];
  /** Of each piece: what of its start no in leg has told yet. */
  startLeft: bigint[];
  readonly inAssets: Set<AssetId>;
  inAtomsLeft: bigint;
}

function expectPools(journal: readonly JournalEntry[]): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const entry of journal) {
    if (entry.kind !== "convert-in") continue;
    const key = poolKey(entry.conversion, entry.claim);
    const pool = pools.get(key) ?? { pieces: [], startLeft: [], inAssets: new Set(), inAtomsLeft: 0n };
    pool.inAssets.add(entry.asset);
    pool.inAtomsLeft += entry.carriedAtoms;
    pools.set(key, pool);
  }
  return pools;
}

/** Pieces in arrival order. Those before `head` have left. */
type PieceQueue = HeadQueue<FlowPiece>;

/** What has left the queue is not there to be one piece with. */
function holdPiece({ items, head }: PieceQueue, piece: FlowPiece): void {
  if (head < items.length) pushPiece(items, piece);
  else items.push(piece);
}

/** Takes pieces that sum to `atoms` out of a holding, in the order in which they leave. */
function takePieces(queue: PieceQueue, atoms: bigint, takesNewest: boolean): FlowPiece[] {
  const taken: FlowPiece[] = [];
  let unpaid = atoms;
  while (unpaid > 0n) {
    const place = takesNewest ? queue.items.length - 1 : queue.head;
    const piece = place < queue.head ? undefined : queue.items[place];
    assert(piece !== undefined, "a transfer carries no more of a claim than its payer's pieces hold");
    if (piece.atoms <= unpaid) {
      taken.push(piece);
      unpaid -= piece.atoms;
      if (takesNewest) queue.items.pop();
      else queue.head += 1;
    } else {
      const { first, second } = splitPiece(piece, unpaid);
      taken.push(first);
      queue.items[place] = second;
      unpaid = 0n;
    }
  }
  dropTaken(queue);
  return taken;
}

function splitPiece(piece: FlowPiece, atoms: bigint): { first: FlowPiece; second: FlowPiece } {
  const [startFirst = 0n, startSecond = 0n] = allocate(piece.startAtoms, [atoms, piece.atoms - atoms]);
  return {
    first: { ...piece, atoms, startAtoms: startFirst },
    second: { ...piece, atoms: piece.atoms - atoms, startAtoms: startSecond },
  };
}

interface NewPiece {
  readonly claim: number;
  readonly asset: AssetId;
  readonly account: AccountId;
  readonly atoms: bigint;
}

function seededPiece({ starts, nowhere }: Books, { claim, asset, account, atoms }: NewPiece): FlowPiece {
  const way = starts.get(account) ?? { account, previous: null, length: 1, next: new Map<AccountId, Way>() };
  starts.set(account, way);
  return { claim, asset, atoms, startAsset: asset, startAtoms: atoms, steps: null, way, entered: nowhere };
}

function withStep(books: Books, piece: FlowPiece, step: Omit<PathStep, "previous">): FlowPiece {
  if (books.stepsLeft <= 0 || piece.way === undefined) return { ...piece, way: undefined, steps: null };
  books.stepsLeft -= 1;
  return { ...piece, way: extendWay(piece.way, step.account), steps: { ...step, previous: piece.steps } };
}

function extendWay(way: Way, account: AccountId): Way {
  if (way.account === account) return way;
  const known = way.next.get(account);
  if (known !== undefined) return known;
  const longer = { account, previous: way, length: way.length + 1, next: new Map<AccountId, Way>() };
  way.next.set(account, longer);
  return longer;
}

/** Neighbours whose ways are not told apart are one piece, where they have entered the same groups. */
function mergeAlike(pieces: readonly FlowPiece[]): FlowPiece[] {
  const merged: FlowPiece[] = [];
  for (const piece of pieces) pushPiece(merged, piece);
  return merged;
}

function pushPiece(pieces: FlowPiece[], piece: FlowPiece): void {
  const last = pieces.at(-1);
  const isAlike =
    last !== undefined &&
    piece.way === undefined &&
    last.way === undefined &&
    last.entered === piece.entered &&
    last.asset === piece.asset &&
    last.startAsset === piece.startAsset;
  if (!isAlike) pieces.push(piece);
  else
    pieces[pieces.length - 1] = {
      ...last,
      atoms: last.atoms + piece.atoms,
      startAtoms: last.startAtoms + piece.startAtoms,
    };
}

function poolKey(conversion: string, claim: number): string {
  return JSON.stringify([conversion, claim]);
}

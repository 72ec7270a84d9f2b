/** The label of value that is not identified as proceeds. Claims are labelled by their place in the request, from 0. */
export const unattributed = -1;

/** A quantity that arrived together under one label. */
export interface Lot {
  readonly label: number;
  readonly atoms: bigint;
}

interface QueuedLot {
  label: number;
  atoms: bigint;
  /** Lots of one run arrived one after another with nothing between them. */
  readonly run: number;
}

/** Lots in arrival order. Those before `head` are spent. */
export interface LotQueue {
  items: QueuedLot[];
  head: number;
}

export function createLotQueue(): LotQueue {
  return { items: [], head: 0 };
}

/** Appends a lot; a neighbour of the same label and run grows instead, which no rule can tell apart. */
export function pushLot(queue: LotQueue, lot: Lot, run = 0): void {
  const last = queue.items.length > queue.head ? queue.items.at(-1) : undefined;
  if (last !== undefined && last.label === lot.label && last.run === run) last.atoms += lot.atoms;
  else queue.items.push({ label: lot.label, atoms: lot.atoms, run });
}

/** Takes up to `atoms` from the oldest lots into `taken`; returns what they did not cover. */
export function takeOldest(queue: LotQueue, atoms: bigint, taken: Lot[]): bigint {
  let unpaid = atoms;
  while (unpaid > 0n) {
    const lot = queue.items[queue.head];
    if (lot === undefined) break;
    unpaid = takeFrom(lot, unpaid, taken);
    if (lot.atoms === 0n) dropOldest(queue);
  }
  return unpaid;
}

/** Takes up to `atoms` from the newest lots into `taken`; returns what they did not cover. */
export function takeNewest(queue: LotQueue, atoms: bigint, taken: Lot[]): bigint {
  let unpaid = atoms;
  while (unpaid > 0n && queue.items.length > queue.head) {
    const lot = queue.items.at(-1);
    if (lot === undefined) break;
    unpaid = takeFrom(lot, unpaid, taken);
    if (lot.atoms === 0n) queue.items.pop();
  }
  return unpaid;
}

/** The lots that are left, oldest first. */
export function liveLots(queue: LotQueue): readonly QueuedLot[] {
  return queue.head === 0 ? queue.items : queue.items.slice(queue.head);
}

/** Replaces the content; empty lots are left out and neighbours of one label and run are joined. */
export function refill(queue: LotQueue, lots: readonly (Lot & { readonly run: number })[]): void {
  const kept = lots.filter((lot) => lot.atoms > 0n).map((lot) => ({ ...lot }));
  queue.items = [];
  queue.head = 0;
  for (const lot of kept) pushLot(queue, lot, lot.run);
}

function takeFrom(lot: QueuedLot, unpaid: bigint, taken: Lot[]): bigint {
  const part = unpaid < lot.atoms ? unpaid : lot.atoms;
  lot.atoms -= part;
  const last = taken.at(-1);
  if (last !== undefined && last.label === lot.label) taken[taken.length - 1] = { label: lot.label, atoms: last.atoms + part };
  else taken.push({ label: lot.label, atoms: part });
  return unpaid - part;
}

const compactAt = 64;

function dropOldest(queue: LotQueue): void {
  queue.head += 1;
  if (queue.head < compactAt || queue.head * 2 < queue.items.length) return;
  queue.items = queue.items.slice(queue.head);
  queue.head = 0;
}

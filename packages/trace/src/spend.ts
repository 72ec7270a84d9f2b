import { allocate, assert } from "@tributary/domain";
import {
  createLotQueue,
  type Lot,
  type LotQueue,
  liveLots,
  pushLot,
  refill,
  takeNewest,
  takeOldest,
  unattributed,
} from "./lot-queue.ts";
import type { TracingRule } from "./trace-request.ts";

/** The rules that give amounts. Poison does not: it marks, and stands apart. */
export type AmountRule = Exclude<TracingRule, "poison">;

/** What one account has of one asset under one rule. */
export interface Holding {
  total: bigint;
  /** `fifo`, `lifo`: all lots. `pifo`: the claims' lots. `pro-rata`, `libr`: one lot for each claim, in claim order. */
  readonly lots: LotQueue;
  /** Unattributed lots of the rules that keep them apart: `pro-rata`, `libr`, `pifo`. */
  readonly apart: LotQueue;
  /** Counts how often arrivals changed between claims' value and unattributed value. */
  run: number;
}

/**
 * How one rule keeps and pays out a holding.
 * Law: for each label, what was received = what was spent + what is held; a debit's parts sum to it.
 */
export interface SpendRule {
  readonly receive: (holding: Holding, lot: Lot) => void;
  /** The parts of a debit, in the order consumed. The holding covers `atoms`. */
  readonly spend: (holding: Holding, atoms: bigint) => Lot[];
  /** Gives all unattributed value this label, each lot in its place; returns how much that was. */
  readonly relabel: (holding: Holding, label: number) => bigint;
}

/** The table of rules: which lots leave first (spec, section 4). */
export const spendRules: Readonly<Record<AmountRule, SpendRule>> = {
  fifo: orderedRule("oldest"),
  lifo: orderedRule("newest"),
  "pro-rata": pooledRule(spendProRata),
  libr: pooledRule(spendOwnFirst),
  pifo: { receive: receiveApart, spend: spendProceedsFirst, relabel: relabelByArrival },
};

/**
 * No tracing through a commingled holding: `libr`, but where claims' value and unattributed value meet, all becomes unattributed.
 * A column of the report, not a rule that a request can name: it loses value by design.
 */
export const strictRule: SpendRule = { ...spendRules.libr, receive: receiveStrictly };

export interface Spend {
  /** In the order consumed. */
  readonly spent: readonly Lot[];
  readonly held: readonly Lot[];
}

/** Pays `atoms` out of lots that arrived in the order given. Throws where they do not cover it. */
export function spend(rule: AmountRule, lots: readonly Lot[], atoms: bigint): Spend {
  const holding = createHolding();
  for (const lot of lots) receiveLot(spendRules[rule], holding, lot);
  const spent = spendLots(spendRules[rule], holding, atoms);
  return { spent, held: heldLots(holding) };
}

export function createHolding(): Holding {
  return { total: 0n, lots: createLotQueue(), apart: createLotQueue(), run: 0 };
}

export function receiveLot(rule: SpendRule, holding: Holding, lot: Lot): void {
  if (lot.atoms === 0n) return;
  holding.total += lot.atoms;
  rule.receive(holding, lot);
}

export function spendLots(rule: SpendRule, holding: Holding, atoms: bigint): Lot[] {
  assert(atoms <= holding.total, "a debit exceeds its holding");
  holding.total -= atoms;
  return atoms === 0n ? [] : rule.spend(holding, atoms);
}

/** All lots of a holding; under `pro-rata`, `libr` and `pifo` the unattributed ones last. */
export function heldLots(holding: Holding): Lot[] {
  return [...liveLots(holding.lots), ...liveLots(holding.apart)].map(({ label, atoms }) => ({ label, atoms }));
}

export function sumUnattributed(holding: Holding): bigint {
  return heldLots(holding).reduce((sum, lot) => (lot.label === unattributed ? sum + lot.atoms : sum), 0n);
}

function orderedRule(end: "oldest" | "newest"): SpendRule {
  return {
    receive: (holding, lot) => pushLot(holding.lots, lot),
    spend: (holding, atoms) => {
      const taken: Lot[] = [];
      const unpaid = (end === "oldest" ? takeOldest : takeNewest)(holding.lots, atoms, taken);
      assert(unpaid === 0n, "the lots of a holding sum to its total");
      return taken;
    },
    relabel: (holding, label) => {
      const atoms = sumUnattributed(holding);
      refill(
        holding.lots,
        liveLots(holding.lots).map((lot) => (lot.label === unattributed ? { ...lot, label } : lot)),
      );
      return atoms;
    },
  };
}

function pooledRule(spendPool: (holding: Holding, atoms: bigint) => Lot[]): SpendRule {
  return {
    receive: receivePooled,
    spend: spendPool,
    relabel: (holding, label) => {
      const atoms = sumUnattributed(holding);
      refill(holding.apart, []);
      if (atoms > 0n) receivePooled(holding, { label, atoms });
      return atoms;
    },
  };
}

function receivePooled(holding: Holding, lot: Lot): void {
  if (lot.label === unattributed) {
    pushLot(holding.apart, lot);
    return;
  }
  const pool = holding.lots.items;
  const place = findPlace(pool, lot.label);
  const same = pool[place];
  if (same !== undefined && same.label === lot.label) same.atoms += lot.atoms;
  else pool.splice(place, 0, { label: lot.label, atoms: lot.atoms, run: 0 });
}

/** Where the label stands, or would stand, in a pool that is sorted by label. */
function findPlace(pool: readonly Lot[], label: number): number {
  let low = 0;
  let high = pool.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pool[middle]?.label ?? unattributed) < label) low = middle + 1;
    else high = middle;
  }
  return low;
}

function receiveStrictly(holding: Holding, lot: Lot): void {
  receivePooled(holding, lot);
  const claimed = holding.lots.items;
  if (claimed.length === 0 || liveLots(holding.apart).length === 0) return;
  for (const { atoms } of claimed) pushLot(holding.apart, { label: unattributed, atoms });
  refill(holding.lots, []);
}

/** The same share of every label held, unattributed last in a tie. */
function spendProRata(holding: Holding, atoms: bigint): Lot[] {
  return takeShares([...holding.lots.items, ...liveLots(holding.apart)], atoms, holding);
}

/** Unattributed value first; then the claims, each by the same share. */
function spendOwnFirst(holding: Holding, atoms: bigint): Lot[] {
  const taken: Lot[] = [];
  const unpaid = takeOldest(holding.apart, atoms, taken);
  return unpaid === 0n ? taken : [...taken, ...takeShares(holding.lots.items, unpaid, holding)];
}

function takeShares(pool: readonly { readonly label: number; atoms: bigint }[], atoms: bigint, holding: Holding): Lot[] {
  const only = pool[0];
  if (only !== undefined && pool.length === 1) {
    only.atoms -= atoms;
    if (only.atoms === 0n) dropEmpty(holding);
    return [{ label: only.label, atoms }];
  }
  const shares = allocate(
    atoms,
    pool.map((lot) => lot.atoms),
  );
  const taken: Lot[] = [];
  for (const [index, lot] of pool.entries()) {
    const share = shares[index] ?? 0n;
    lot.atoms -= share;
    if (share > 0n) taken.push({ label: lot.label, atoms: share });
  }
  if (pool.some((lot) => lot.atoms === 0n)) dropEmpty(holding);
  return taken;
}

function dropEmpty(holding: Holding): void {
  refill(holding.lots, holding.lots.items);
  refill(holding.apart, liveLots(holding.apart));
}

function receiveApart(holding: Holding, lot: Lot): void {
  const isApart = lot.label === unattributed;
  // Odd runs are unattributed: the run number alone says where a lot stood between those of the other queue.
  if ((holding.run % 2 === 1) !== isApart) holding.run += 1;
  pushLot(isApart ? holding.apart : holding.lots, lot, holding.run);
}

function spendProceedsFirst(holding: Holding, atoms: bigint): Lot[] {
  const taken: Lot[] = [];
  const unpaid = takeOldest(holding.apart, takeOldest(holding.lots, atoms, taken), taken);
  assert(unpaid === 0n, "the lots of a holding sum to its total");
  return taken;
}

function relabelByArrival(holding: Holding, label: number): bigint {
  const atoms = sumUnattributed(holding);
  const lots = [...liveLots(holding.lots), ...liveLots(holding.apart).map((lot) => ({ ...lot, label }))];
  refill(
    holding.lots,
    lots.sort((a, b) => a.run - b.run),
  );
  refill(holding.apart, []);
  return atoms;
}

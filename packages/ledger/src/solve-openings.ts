import type { UtcMicros } from "@tributary/domain";

/** What is supposed of holdings before the ledger begins (spec, section 2). Known balances act under `inferred`. */
export type OpeningMode = "inferred" | "late" | "unbounded";

/** One debit or credit of a holding. Holdings are numbered from 0. */
export interface HoldingChange {
  readonly holding: number;
  readonly time: UtcMicros;
  /** Negative for a debit. */
  readonly change: bigint;
}

/** A balance that stands before any transfer of the instant `time`. */
export interface HoldingBalance {
  readonly holding: number;
  /** An address's balance is the sum over its outpoints as well: their holdings. */
  readonly also: readonly number[];
  readonly time: UtcMicros;
  readonly atoms: bigint;
}

export interface Opening {
  /** Atoms held before the first transfer, unattributed. */
  readonly atoms: bigint;
  /** The part of `atoms` that no known balance covers. */
  readonly assumed: bigint;
  readonly basis: "inferred" | "late" | "unbounded" | "known";
}

export interface OpeningQuestion {
  readonly holdingCount: number;
  readonly mode: OpeningMode;
  /** Used under `inferred` alone. Of one holding the earliest decides; of one instant the least. */
  readonly balances: readonly HoldingBalance[];
}

/**
 * Solves the opening of every holding. Changes come in the order traced. Under `inferred` it is the least that keeps the
 * holding from going negative, or what the earliest known balance says where that is more.
 */
export function solveOpenings(changes: Iterable<HoldingChange>, question: OpeningQuestion): Opening[] {
  const { holdingCount, mode } = question;
  if (mode === "late") return new Array<Opening>(holdingCount).fill({ atoms: 0n, assumed: 0n, basis: "late" });
  const known = earliestBalances(mode === "inferred" ? question.balances : []);
  const sharedBy = new Map([...known.values()].flatMap((balance) => balance.also.map((member) => [member, balance] as const)));
  const running = new Array<bigint>(holdingCount).fill(0n);
  const least = new Array<bigint>(holdingCount).fill(0n);
  const debits = new Array<bigint>(holdingCount).fill(0n);
  const before = new Map<number, bigint>();
  const payers = new Set<number>();
  for (const { holding, time, change } of changes) {
    const balance = (running[holding] ?? 0n) + change;
    running[holding] = balance;
    if (balance < (least[holding] ?? 0n)) least[holding] = balance;
    if (change < 0n) debits[holding] = (debits[holding] ?? 0n) - change;
    if (change < 0n && (known.has(holding) || sharedBy.has(holding))) payers.add(holding);
    for (const stated of [known.get(holding), sharedBy.get(holding)]) {
      if (stated !== undefined && time < stated.time) before.set(stated.holding, (before.get(stated.holding) ?? 0n) + change);
    }
  }
  if (mode === "unbounded") return debits.map((atoms) => ({ atoms, assumed: atoms, basis: "unbounded" }));
  const openings = least.map((lowest): Opening => ({ atoms: -lowest, assumed: -lowest, basis: "inferred" }));
  // What outpoints hold by balances of their own is a part of what their address holds: it is found first.
  const inOrder = [...known.values()].sort((a, b) => Math.min(a.also.length, 1) - Math.min(b.also.length, 1));
  const ranks = new Map([...payers].map((holding, rank) => [holding, rank]));
  for (const balance of inOrder) {
    coverOpenings(openings, { balance, known, ranks, changeBefore: before.get(balance.holding) ?? 0n });
  }
  return openings;
}

interface KnownSum {
  readonly balance: HoldingBalance;
  readonly known: ReadonlyMap<number, HoldingBalance>;
  /** By holding: whose first debit came when. */
  readonly ranks: ReadonlyMap<number, number>;
  /** Of all holdings that the balance speaks of. */
  readonly changeBefore: bigint;
}

/** Lets a known balance cover what its holdings need, in the order in which they first pay; what is left over is the balance's own holding's. */
function coverOpenings(openings: Opening[], { balance, known, ranks, changeBefore }: KnownSum): void {
  const { holding: own, also } = balance;
  let left = balance.atoms - changeBefore;
  for (const member of also) if (known.has(member)) left -= openings[member]?.atoms ?? 0n;
  if (left < 0n) left = 0n;
  const covered = [own, ...also.filter((other) => !known.has(other))];
  covered.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  for (const member of covered) {
    const needed = openings[member]?.atoms ?? 0n;
    const assumed = needed > left ? needed - left : 0n;
    openings[member] = { atoms: needed, assumed, basis: assumed === 0n ? "known" : "inferred" };
    left -= needed - assumed;
  }
  const opening = openings[own];
  if (opening !== undefined && left > 0n) openings[own] = { ...opening, atoms: opening.atoms + left };
}

function earliestBalances(balances: readonly HoldingBalance[]): Map<number, HoldingBalance> {
  const earliest = new Map<number, HoldingBalance>();
  for (const balance of balances) {
    const other = earliest.get(balance.holding);
    const isFirst =
      other === undefined || balance.time < other.time || (balance.time === other.time && balance.atoms < other.atoms);
    if (isFirst) earliest.set(balance.holding, balance);
  }
  return earliest;
}

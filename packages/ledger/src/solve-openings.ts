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
  const running = new Array<bigint>(holdingCount).fill(0n);
  const least = new Array<bigint>(holdingCount).fill(0n);
  const debits = new Array<bigint>(holdingCount).fill(0n);
  const before = new Map<number, bigint>();
  for (const { holding, time, change } of changes) {
    const balance = (running[holding] ?? 0n) + change;
    running[holding] = balance;
    if (balance < (least[holding] ?? 0n)) least[holding] = balance;
    if (change < 0n) debits[holding] = (debits[holding] ?? 0n) - change;
    const stated = known.get(holding);
    if (stated !== undefined && time < stated.time) before.set(holding, balance);
  }
  if (mode === "unbounded") return debits.map((atoms) => ({ atoms, assumed: atoms, basis: "unbounded" }));
  return least.map((lowest, holding) => inferOpening(-lowest, known.get(holding), before.get(holding) ?? 0n));
}

function inferOpening(needed: bigint, balance: HoldingBalance | undefined, changeBefore: bigint): Opening {
  if (balance === undefined) return { atoms: needed, assumed: needed, basis: "inferred" };
  const difference = balance.atoms - changeBefore;
  const solved = difference > 0n ? difference : 0n;
  return solved >= needed
    ? { atoms: solved, assumed: 0n, basis: "known" }
    : { atoms: needed, assumed: needed - solved, basis: "inferred" };
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

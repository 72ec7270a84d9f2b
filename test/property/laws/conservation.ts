import type { TraceLedger } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature } from "@tributary/testkit";
import type { TraceResult } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import { amountRules, type Implementation } from "./implementation.ts";

/** Law 1: for every claim and asset, seeded = held + stopped + limit + dust + destroyed + converted away - converted in. */
export function conservation({ forward }: Implementation): fc.IProperty<unknown> {
  const cases = fc.oneof(
    { weight: 3, arbitrary: arbitraryTrace(everyFeature) },
    { weight: 1, arbitrary: arbitraryUtxoTrace(everyFeature) },
  );
  return fc.property(cases, ({ ledger, request }) => {
    for (const rule of amountRules) expect(leftOver(forward(ledger, request, rule)), rule).toEqual([]);
  });
}

/** Claims and assets whose sums do not close, with what is missing. */
function leftOver(result: TraceResult): (readonly [string, bigint])[] {
  const open = new Map<string, bigint>();
  const add = (key: string, atoms: bigint): void => {
    open.set(key, (open.get(key) ?? 0n) + atoms);
  };
  for (const row of result.claims) add(`${row.claim} ${row.asset}`, BigInt(row.seeded_atoms));
  for (const row of result.positions) add(`${row.claim} ${row.asset}`, -BigInt(row.atoms));
  const away = new Set<string>();
  for (const row of result.conversions) {
    const out = `${row.conversion} ${row.claim}`;
    if (!away.has(out)) add(`${row.claim} ${row.asset_out}`, -BigInt(row.atoms_out));
    away.add(out);
    add(`${row.claim} ${row.asset_in}`, BigInt(row.atoms_in));
  }
  return [...open].filter(([, atoms]) => atoms !== 0n);
}

/** Law 2: no part exceeds its transfer; no holding goes below zero, so no account holds more traced value than it has. */
export function boundedParts({ forward }: Implementation): fc.IProperty<unknown> {
  const cases = arbitraryTrace({ ...everyFeature, conversions: false, balances: false, openings: ["inferred"] });
  return fc.property(cases, ({ ledger, request }) => {
    const recorded = { ...request, sameTime: "recorded" as const };
    const until = request.until;
    const rows = ledger.transfers.filter((row) => until === null || row.occurredAt <= until);
    for (const rule of amountRules) {
      const result = forward(ledger, recorded, rule);
      expectFlowsWithin(result, ledger);
      expectHeldWithin(result, rows);
    }
  });
}

function expectFlowsWithin(result: TraceResult, ledger: TraceLedger): void {
  const carried = new Map<string, bigint>();
  for (const row of result.flows) {
    expect(BigInt(row.atoms)).toBeGreaterThan(0n);
    carried.set(row.transfer, (carried.get(row.transfer) ?? 0n) + BigInt(row.atoms));
  }
  for (const [name, atoms] of carried) {
    const transfer = ledger.transfers.find((row) => row.name === name);
    expect(atoms).toBeLessThanOrEqual(transfer?.atoms ?? -1n);
  }
}

function expectHeldWithin(result: TraceResult, rows: TraceLedger["transfers"]): void {
  const held = new Map<string, bigint>();
  for (const row of result.positions)
    if (row.status === "held") {
      expect(BigInt(row.atoms)).toBeGreaterThan(0n);
      const key = `${row.account} ${row.asset}`;
      held.set(key, (held.get(key) ?? 0n) + BigInt(row.atoms));
    }
  for (const [key, atoms] of held) expect(atoms).toBeLessThanOrEqual(balanceAtEnd(rows, key));
}

/** What the account has in the end when it started with the least that keeps it from going below zero. */
function balanceAtEnd(rows: TraceLedger["transfers"], key: string): bigint {
  const ordered = rows.toSorted((a, b) => {
    if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
    if (a.sequence !== b.sequence) return a.sequence < b.sequence ? -1 : 1;
    const [left, right] = [`${a.id} ${a.source}`, `${b.id} ${b.source}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  let balance = 0n;
  let lowest = 0n;
  for (const row of ordered) {
    if (`${row.to} ${row.asset}` === key) balance += row.atoms;
    if (`${row.from} ${row.asset}` === key) balance -= row.atoms;
    if (balance < lowest) lowest = balance;
  }
  return balance - lowest;
}

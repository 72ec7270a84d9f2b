import { atomsMax } from "@tributary/domain";
import { createLoneHolding, type LoneHolding } from "@tributary/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withHeap } from "./flat-heap.ts";
import { type Lot, unattributed } from "./lot.ts";
import { type AmountRule, type FollowedRule, spend } from "./spend.ts";

const rules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];
const lot = fc.record({
  label: fc.integer({ min: unattributed, max: 3 }),
  atoms: fc.oneof(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 1n, max: atomsMax })),
});
const lotsAndDebit = fc
  .array(lot, { minLength: 1, maxLength: 12 })
  .chain((lots) => fc.record({ lots: fc.constant(lots), atoms: fc.bigInt({ min: 0n, max: sumOf(lots) }) }));

describe.each(rules)("%s", (rule) => {
  test("keeps every atom of every label, and a debit's parts sum to it", () => {
    fc.assert(
      fc.property(lotsAndDebit, ({ lots, atoms }) => {
        const { spent, held } = spend(rule, lots, atoms);
        for (let label = unattributed; label <= 3; label += 1) {
          expect(sumOf(spent, label) + sumOf(held, label)).toBe(sumOf(lots, label));
        }
        expect(sumOf(spent)).toBe(atoms);
        expect([...spent, ...held].every((part) => part.atoms > 0n)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("refuses a debit that the lots do not cover", () => {
    expect(() => spend(rule, [{ label: 0, atoms: 5n }], 6n)).toThrow("exceeds");
  });
});

const mixed: Lot[] = [lotOf(unattributed, 5n), lotOf(0, 10n), lotOf(unattributed, 7n), lotOf(1, 10n)];

test.each([
  ["fifo", [lotOf(unattributed, 5n), lotOf(0, 10n), lotOf(unattributed, 5n)]],
  ["lifo", [lotOf(1, 10n), lotOf(unattributed, 7n), lotOf(0, 3n)]],
  ["pro-rata", [lotOf(0, 6n), lotOf(1, 6n), lotOf(unattributed, 8n)]],
  ["libr", [lotOf(unattributed, 12n), lotOf(0, 4n), lotOf(1, 4n)]],
  ["pifo", [lotOf(0, 10n), lotOf(1, 10n)]],
] as const)("%s takes lots in its own order", (rule, taken) => {
  expect(spend(rule, mixed, 20n).spent).toEqual(taken);
});

test("three lots of 100 pay 100 as 34, 33, 33: the first claim takes the odd atom", () => {
  const lots = [lotOf(2, 100n), lotOf(0, 100n), lotOf(1, 100n)];
  expect(spend("pro-rata", lots, 100n).spent.map((part) => part.atoms)).toEqual([34n, 33n, 33n]);
  expect(spend("libr", lots, 100n).held.map((part) => part.atoms)).toEqual([66n, 67n, 67n]);
});

test("an account seed labels lots in their places", () => {
  for (const [rule, order] of [
    ["fifo", [5n, 10n, 7n, 10n]],
    ["pifo", [5n, 10n, 7n, 10n]],
    ["lifo", [10n, 7n, 10n, 5n]],
  ] as const) {
    withHolding(rule, (holding) => {
      for (const part of mixed) holding.receive(part);
      holding.relabel(9);
      const taken = order.map((atoms) => holding.spend(atoms)[0]?.label);
      expect(taken).toEqual(rule === "lifo" ? [1, 9, 0, 9] : [9, 0, 9, 1]);
      expect(holding.held()).toEqual([]);
    });
  }
});

test("strict loses a claim where it meets unattributed value, and keeps two claims apart", () => {
  withHolding("strict", (holding) => {
    holding.receive(lotOf(0, 10n));
    holding.receive(lotOf(1, 10n));
    expect(holding.held()).toEqual([lotOf(0, 10n), lotOf(1, 10n)]);
    holding.receive(lotOf(unattributed, 1n));
    expect(holding.held()).toEqual([lotOf(unattributed, 21n)]);
  });
});

function withHolding(rule: FollowedRule, use: (holding: LoneHolding) => void): void {
  withHeap((heap) => use(createLoneHolding(rule, { heap, claimCount: 10, lotsMax: 20, limbs: 2 })));
}

function lotOf(label: number, atoms: bigint): Lot {
  return { label, atoms };
}

function sumOf(lots: readonly Lot[], label?: number): bigint {
  return lots.reduce((sum, part) => (label === undefined || part.label === label ? sum + part.atoms : sum), 0n);
}

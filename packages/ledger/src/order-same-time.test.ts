import {
  type AccountId,
  boundInstant,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nameTransfers } from "./name-transfers.ts";
import { orderSameTime, type SameTimeMode } from "./order-same-time.ts";
import { sortMovements } from "./sort-movements.ts";
import type { NamedTransfer } from "./trace-ledger.ts";

const account = (word: string): AccountId => unwrap(parseAccount(`bank:b:${word}`));
const at = (second: number): UtcMicros => unwrap(boundInstant(BigInt(second), "a time"));

/** `payer payee` pairs of one instant each, in the order recorded. */
function recorded(pairs: readonly (readonly [string, string, number?])[]): NamedTransfer[] {
  const rows = pairs.map(([from, to, second = 0], index) => ({
    source: unwrap(parseSourceName("table")),
    id: unwrap(parseTransferId(`t${index}`)),
    occurredAt: at(second),
    sequence: BigInt(index),
    precision: "instant" as const,
    basis: "booking" as const,
    from: account(from),
    to: account(to),
    asset: unwrap(parseAsset("iso4217:USD")),
    atoms: unwrap(toAtoms(1n)),
    reference: null,
  }));
  return sortMovements(nameTransfers(rows), null);
}

const namesOf = (rows: readonly NamedTransfer[]): string[] => rows.map((row) => row.name);

test("recorded keeps the sequence", () => {
  expect(
    namesOf(
      orderSameTime(
        recorded([
          ["b", "c"],
          ["a", "b"],
        ]),
        "recorded",
      ),
    ),
  ).toEqual(["t0", "t1"]);
});

test("credits-first takes a payment only when its payer receives nothing more", () => {
  expect(
    namesOf(
      orderSameTime(
        recorded([
          ["b", "c"],
          ["a", "b"],
          ["c", "d"],
        ]),
        "credits-first",
      ),
    ),
  ).toEqual(["t1", "t0", "t2"]);
});

test("debits-first takes a receipt only when its receiver pays nothing more", () => {
  expect(
    namesOf(
      orderSameTime(
        recorded([
          ["a", "b"],
          ["b", "c"],
        ]),
        "debits-first",
      ),
    ),
  ).toEqual(["t1", "t0"]);
});

test("a ring starts with the first recorded", () => {
  expect(
    namesOf(
      orderSameTime(
        recorded([
          ["b", "c"],
          ["c", "b"],
          ["x", "y"],
        ]),
        "credits-first",
      ),
    ),
  ).toEqual(["t2", "t0", "t1"]);
});

test("acts within equal times alone", () => {
  expect(
    namesOf(
      orderSameTime(
        recorded([
          ["b", "c", 0],
          ["a", "b", 1],
        ]),
        "credits-first",
      ),
    ),
  ).toEqual(["t0", "t1"]);
});

test("takes as the specification words it, transfer by transfer", () => {
  const letter = fc.constantFrom("a", "b", "c", "d", "e");
  const pair = fc.tuple(letter, letter, fc.constantFrom(0, 1)).filter(([from, to]) => from !== to);
  fc.assert(
    fc.property(
      fc.array(pair, { maxLength: 14 }),
      fc.constantFrom("credits-first" as const, "debits-first" as const),
      (pairs, mode) => {
        const rows = recorded(pairs);
        expect(namesOf(orderSameTime(rows, mode))).toEqual(namesOf(orderByTheWords(rows, mode)));
      },
    ),
    { numRuns: 1000 },
  );
});

test("orders an instant of 20,000 transfers without looking at each again and again", () => {
  const chain = Array.from({ length: 20_000 }, (_, index): [string, string] => [`n${index + 1}`, `n${index}`]);
  const ordered = namesOf(orderSameTime(recorded(chain), "credits-first"));
  expect(ordered[0]).toBe("t19999");
  expect(ordered.at(-1)).toBe("t0");
});

function orderByTheWords(rows: readonly NamedTransfer[], mode: Exclude<SameTimeMode, "recorded">): NamedTransfer[] {
  const left = [...rows];
  const ordered: NamedTransfer[] = [];
  while (left.length > 0) {
    const instant = left.filter((row) => row.occurredAt === left[0]?.occurredAt);
    const isFree = (row: NamedTransfer): boolean =>
      !instant.some((other) => (mode === "credits-first" ? other.to === row.from : other.from === row.to));
    const next = instant.find(isFree) ?? left[0];
    if (next === undefined) break;
    ordered.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return ordered;
}

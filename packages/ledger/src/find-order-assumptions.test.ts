import {
  boundInstant,
  instantEnd,
  type Precision,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findOrderAssumptions } from "./find-order-assumptions.ts";
import { nameTransfers } from "./name-transfers.ts";
import type { NamedTransfer } from "./trace-ledger.ts";

interface Stated {
  readonly second: number;
  readonly sequence?: number;
  readonly source?: string;
  readonly precision?: Precision;
}

function historyOf(...stated: Stated[]): NamedTransfer[] {
  return nameTransfers(
    stated.map(({ second, sequence = 0, source = "table", precision = "instant" }, index) => ({
      source: unwrap(parseSourceName(source)),
      id: unwrap(parseTransferId(`t${index}`)),
      occurredAt: unwrap(boundInstant(BigInt(second) * 1_000_000n, "a time")),
      sequence: BigInt(sequence),
      precision,
      basis: "booking",
      from: unwrap(parseAccount("bank:b:A")),
      to: unwrap(parseAccount("bank:b:B")),
      asset: unwrap(parseAsset("iso4217:USD")),
      atoms: unwrap(toAtoms(1n)),
      reference: null,
    })),
  );
}

const placesOf = (history: readonly NamedTransfer[]): string[][] =>
  findOrderAssumptions(history).map((place) => place.transfers.map((transfer) => transfer.name));

test("equal times without a sequence are one place", () => {
  expect(placesOf(historyOf({ second: 1 }, { second: 1 }, { second: 1 }, { second: 2 }))).toEqual([["t0", "t1", "t2"]]);
});

test("a sequence that rises in one source is that source's own order", () => {
  expect(placesOf(historyOf({ second: 1, sequence: 1 }, { second: 1, sequence: 2 }))).toEqual([]);
});

test("a sequence taken against its order, or of another source, is not", () => {
  expect(placesOf(historyOf({ second: 1, sequence: 2 }, { second: 1, sequence: 1 }))).toEqual([["t0", "t1"]]);
  expect(placesOf(historyOf({ second: 1, sequence: 1 }, { second: 1, sequence: 2, source: "other" }))).toEqual([["t0", "t1"]]);
});

test("a day overlaps every instant in it, and the place has the earliest time", () => {
  const places = findOrderAssumptions(historyOf({ second: 0, precision: "day" }, { second: 86_399 }, { second: 86_400 }));
  expect(places.map((place) => [place.time, place.transfers.length])).toEqual([[0n, 2]]);
});

test("a day's booking could stand before or after every instant of that day, not only its neighbour", () => {
  const history = historyOf({ second: 0, precision: "day" }, { second: 10 }, { second: 20 }, { second: 86_400 });
  expect(placesOf(history)).toEqual([["t0", "t1", "t2"]]);
});

test("a record of another source could stand anywhere among a block's own order", () => {
  const block = [1, 2, 3].map((sequence) => ({ second: 5, sequence }));
  expect(placesOf(historyOf({ second: 5, source: "bank" }, ...block))).toEqual([["t0", "t1", "t2", "t3"]]);
  expect(placesOf(historyOf(...block, { second: 5, sequence: 3, source: "bank" }))).toEqual([["t0", "t1", "t2", "t3"]]);
});

const isAssumed = (first: NamedTransfer, second: NamedTransfer): boolean =>
  second.occurredAt <= instantEnd(first.occurredAt, first.precision) &&
  !(first.source === second.source && first.sequence < second.sequence);

test("two neighbours are of one place exactly where some pair around their border is in an assumed order", () => {
  const stated = fc.record({
    second: fc.constantFrom(0, 1, 2, 59, 60, 61, 86_399, 86_400, 86_401),
    sequence: fc.nat({ max: 3 }),
    source: fc.constantFrom("table", "other"),
    precision: fc.constantFrom<Precision>("instant", "second", "minute", "day"),
  });
  fc.assert(
    fc.property(fc.array(stated, { maxLength: 14 }), (rows) => {
      const history = historyOf(...rows.toSorted((a, b) => a.second - b.second));
      const together = new Set(placesOf(history).flatMap((names) => names.slice(1)));
      for (const [place, transfer] of history.entries()) {
        const [before, after] = [history.slice(0, place), history.slice(place)];
        const isOne = before.some((first) => after.some((second) => isAssumed(first, second)));
        expect(together.has(transfer.name)).toBe(isOne);
      }
    }),
    { numRuns: 2000 },
  );
});

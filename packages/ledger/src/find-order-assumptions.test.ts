import {
  boundInstant,
  type Precision,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  toAtoms,
  unwrap,
} from "@tributary/domain";
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

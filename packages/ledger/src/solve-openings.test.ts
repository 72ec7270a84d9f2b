import { boundInstant, type UtcMicros, unwrap } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HoldingChange, type OpeningMode, solveOpenings } from "./solve-openings.ts";

const at = (second: number): UtcMicros => unwrap(boundInstant(BigInt(second), "a time"));
const changesOf = (...changes: number[]): HoldingChange[] =>
  changes.map((change, index) => ({ holding: 0, time: at(index), change: BigInt(change) }));
const solve = (changes: HoldingChange[], mode: OpeningMode, ...balances: [number, number][]): object | undefined =>
  solveOpenings(changes, {
    holdingCount: 1,
    mode,
    balances: balances.map(([time, atoms]) => ({ holding: 0, also: [], time: at(time), atoms: BigInt(atoms) })),
  })[0];

test("inferred is the least that keeps the holding from going negative", () => {
  expect(solve(changesOf(100, -130, 50, -40), "inferred")).toEqual({ atoms: 30n, assumed: 30n, basis: "inferred" });
});

test("unbounded is the sum of all debits, late is none", () => {
  expect(solve(changesOf(100, -130, -5), "unbounded")).toEqual({ atoms: 135n, assumed: 135n, basis: "unbounded" });
  expect(solve(changesOf(100, -130, -5), "late")).toEqual({ atoms: 0n, assumed: 0n, basis: "late" });
});

describe("a known balance", () => {
  test("solves the opening: balance less credits before it, and debits back", () => {
    expect(solve(changesOf(100, -80), "inferred", [2, 70])).toEqual({ atoms: 50n, assumed: 0n, basis: "known" });
  });

  test("stands before any transfer of its instant", () => {
    expect(solve(changesOf(100, -80), "inferred", [1, 130])).toEqual({ atoms: 30n, assumed: 0n, basis: "known" });
    expect(solve(changesOf(100, -80), "inferred", [0, 7])).toEqual({ atoms: 7n, assumed: 0n, basis: "known" });
  });

  test("that is too small leaves the rest assumed", () => {
    expect(solve(changesOf(10, -80), "inferred", [0, 50])).toEqual({ atoms: 70n, assumed: 20n, basis: "inferred" });
    expect(solve(changesOf(100), "inferred", [1, 60])).toEqual({ atoms: 0n, assumed: 0n, basis: "known" });
  });

  test("decides by the earliest, and not under late or unbounded", () => {
    expect(solve(changesOf(100, -80), "inferred", [2, 70], [0, 9])).toEqual({ atoms: 9n, assumed: 0n, basis: "known" });
    expect(solve(changesOf(100, -80), "unbounded", [0, 9])).toMatchObject({ atoms: 80n });
  });
});

describe("a known balance of an address", () => {
  const debit = (holding: number, time: number, atoms: bigint): HoldingChange => ({ holding, time: at(time), change: -atoms });
  const address = 0;
  const solveFamily = (atoms: bigint, ...others: { holding: number; atoms: bigint }[]): object[] =>
    solveOpenings([debit(2, 3, 50n), debit(1, 5, 30n)], {
      holdingCount: 3,
      mode: "inferred",
      balances: [
        { holding: address, also: [1, 2], time: at(0), atoms },
        ...others.map((other) => ({ ...other, also: [], time: at(0) })),
      ],
    });

  test("covers what its outpoints need, and the rest is the address's own", () => {
    expect(solveFamily(100n)).toEqual([
      { atoms: 20n, assumed: 0n, basis: "known" },
      { atoms: 30n, assumed: 0n, basis: "known" },
      { atoms: 50n, assumed: 0n, basis: "known" },
    ]);
  });

  test("that is too small covers in the order in which they pay first", () => {
    expect(solveFamily(60n)).toEqual([
      { atoms: 0n, assumed: 0n, basis: "known" },
      { atoms: 30n, assumed: 20n, basis: "inferred" },
      { atoms: 50n, assumed: 0n, basis: "known" },
    ]);
  });

  test("contains what an outpoint holds by a balance of its own", () => {
    expect(solveFamily(100n, { holding: 2, atoms: 65n })).toEqual([
      { atoms: 5n, assumed: 0n, basis: "known" },
      { atoms: 30n, assumed: 0n, basis: "known" },
      { atoms: 65n, assumed: 0n, basis: "known" },
    ]);
  });
});

test("with the inferred opening no holding goes below zero, and with one atom less it does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 20 }), (changes) => {
      const opening = solveOpenings(changesOf(...changes), { holdingCount: 1, mode: "inferred", balances: [] })[0]?.atoms ?? 0n;
      let balance = opening;
      let lowest = opening;
      for (const change of changes) {
        balance += BigInt(change);
        if (balance < lowest) lowest = balance;
      }
      expect(opening === 0n ? lowest >= 0n : lowest === 0n).toBe(true);
    }),
  );
});

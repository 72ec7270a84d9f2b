import type { TraceResult, TracingRule } from "@tributary/trace";
import { describe, expect, test } from "vitest";
import {
  accountClaim,
  accountNamed,
  assetNamed,
  atomsOf,
  instantAt,
  type LedgerFixture,
  ledgerOf,
  requestOf,
  type TransferFixture,
  transferClaim,
} from "./ledger-of.ts";
import { naiveBackward, naiveForward } from "./naive-trace.ts";

const amountRules: readonly TracingRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];

interface Question {
  readonly rows: readonly TransferFixture[];
  readonly ledger?: LedgerFixture;
  readonly request: Parameters<typeof requestOf>[0];
  readonly rule: TracingRule;
}

const ask = ({ rows, ledger, request, rule }: Question): TraceResult =>
  naiveForward(ledgerOf(rows, ledger), requestOf(request), rule);

function at(result: TraceResult, account: string, claim?: string): bigint {
  return result.positions
    .filter((row) => row.account === accountNamed(account) && (claim === undefined || row.claim === claim))
    .reduce((sum, row) => sum + BigInt(row.atoms), 0n);
}

const flowOf = (result: TraceResult, transfer: string): string =>
  result.flows.find((row) => row.transfer === transfer)?.atoms ?? "0";
const amountsBy = (question: Omit<Question, "rule">, read: (result: TraceResult) => unknown) =>
  Object.fromEntries(amountRules.map((rule) => [rule, read(ask({ ...question, rule }))]));

describe("TX-01 unknown opening balance", () => {
  const rows = [
    { from: "A", to: "W", atoms: 100_00n },
    { from: "W", to: "X", atoms: 80_00n },
  ];
  const opening = (units: bigint) => [
    { account: accountNamed("W"), asset: assetNamed(), time: instantAt(0), atoms: atomsOf(units * 100n) },
  ];
  test.each([
    [0n, 20_00n, 20_00n],
    [20n, 40_00n, 33_33n],
    [50n, 70_00n, 46_67n],
    [80n, 100_00n, 55_56n],
    [200n, 100_00n, 73_33n],
  ])("with %s known before, FIFO and LIBR keep %s, pro rata %s, LIFO and PIFO 20", (units, kept, proRata) => {
    const request = { claims: [transferClaim("A", "t1")], openings: opening(units) };
    expect(amountsBy({ rows, request }, (result) => at(result, "W"))).toEqual({
      fifo: kept,
      libr: kept,
      "pro-rata": proRata,
      lifo: 20_00n,
      pifo: 20_00n,
    });
  });

  test("inferred and unbounded give the interval", () => {
    const between = (["inferred", "unbounded"] as const).map((openings) => {
      const result = ask({ rows, request: { claims: [transferClaim("A", "t1")], openings }, rule: "fifo" });
      return [at(result, "W"), result.opening_assumptions.map((row) => row.atoms)];
    });
    expect(between).toEqual([
      [20_00n, []],
      [100_00n, ["8000"]],
    ]);
  });

  test("a later balance solves the opening instead of assuming it", () => {
    const later = { balances: [{ account: "W", atoms: 70_00n, at: 5 }] };
    const result = ask({ rows, ledger: later, request: { claims: [transferClaim("A", "t1")] }, rule: "fifo" });
    expect([at(result, "W"), result.opening_assumptions]).toEqual([70_00n, []]);
  });
});

describe("TX-02 order inside an instant", () => {
  const arrivals = (first: string, second: string): TransferFixture[] => [
    { id: "a", from: first, to: "W", atoms: 100n, at: 0 },
    { id: "b", from: second, to: "W", atoms: 100n, at: 0 },
    { id: "c", from: "W", to: "X", atoms: 100n, at: 1 },
  ];
  test("two arrivals: the claim first, then last", () => {
    const first = amountsBy({ rows: arrivals("A", "O"), request: { claims: [transferClaim("A", "a")] } }, (result) =>
      at(result, "W"),
    );
    const last = amountsBy({ rows: arrivals("O", "A"), request: { claims: [transferClaim("A", "b")] } }, (result) =>
      at(result, "W"),
    );
    expect(first).toEqual({ fifo: 0n, lifo: 100n, "pro-rata": 50n, libr: 100n, pifo: 0n });
    expect(last).toEqual({ fifo: 100n, lifo: 0n, "pro-rata": 50n, libr: 100n, pifo: 0n });
  });

  const oneDay: TransferFixture[] = [
    { id: "o", from: "O", to: "W", atoms: 50_000n, at: 0 },
    { id: "a", from: "A", to: "W", atoms: 100_000n, at: 1 },
    { id: "p", from: "W", to: "X", atoms: 120_000n, at: 86_400, precision: "day" },
    { id: "q", from: "O", to: "W", atoms: 200_000n, at: 86_400, precision: "day" },
  ];
  test.each([
    ["debits-first", { fifo: 30_000n, lifo: 0n, "pro-rata": 20_000n, libr: 30_000n }],
    ["credits-first", { fifo: 30_000n, lifo: 100_000n, "pro-rata": 65_714n, libr: 100_000n }],
  ] as const)("a withdrawal and a deposit on one day, %s", (sameTime, expected) => {
    const request = { claims: [transferClaim("A", "a")], sameTime };
    expect(amountsBy({ rows: oneDay, request }, (result) => at(result, "W"))).toMatchObject(expected);
    const [assumption] = ask({ rows: oneDay, request, rule: "fifo" }).order_assumptions;
    expect(assumption).toMatchObject({
      account: "bank:test:W",
      time: "2024-01-02T00:00:00.000000Z",
      transfers: sameTime === "credits-first" ? ["q", "p"] : ["p", "q"],
    });
  });
});

test("TX-03 two hops, one rule throughout", () => {
  const rows = [
    { from: "O", to: "W2", atoms: 80n },
    { from: "O", to: "W1", atoms: 100n },
    { id: "seed", from: "A", to: "W1", atoms: 100n },
    { from: "W1", to: "W2", atoms: 120n },
    { from: "W2", to: "X", atoms: 150n },
  ];
  const read = (result: TraceResult) => [at(result, "W1"), at(result, "W2"), at(result, "X")];
  expect(amountsBy({ rows, request: { claims: [transferClaim("A", "seed")] } }, read)).toEqual({
    fifo: [80n, 20n, 0n],
    libr: [80n, 20n, 0n],
    "pro-rata": [40n, 15n, 45n],
    lifo: [0n, 0n, 100n],
    pifo: [0n, 0n, 100n],
  });
});

describe("TX-05 rounding", () => {
  test("three equal claims: the first takes the odd unit", () => {
    const rows = [
      { from: "A", to: "W", atoms: 100n },
      { from: "B", to: "W", atoms: 100n },
      { from: "C", to: "W", atoms: 100n },
      { from: "W", to: "X", atoms: 100n },
    ];
    const claims = [transferClaim("A", "t1"), transferClaim("B", "t2"), transferClaim("C", "t3")];
    for (const rule of ["pro-rata", "libr"] as const)
      expect(
        ask({ rows, request: { claims }, rule })
          .flows.slice(3)
          .map((row) => row.atoms),
      ).toEqual(["34", "33", "33"]);
  });

  test("at the scale of a token", () => {
    const rows = [
      { from: "O", to: "W", atoms: 250_000_000000n },
      { from: "A", to: "W", atoms: 169_000_000000n },
      { from: "W", to: "X", atoms: 300_000_000000n },
      { from: "O", to: "W", atoms: 80_000_000000n },
      { from: "B", to: "W", atoms: 41_000_500000n },
      { from: "W", to: "Y", atoms: 120_000_250000n },
    ];
    const claims = [transferClaim("A", "t2"), transferClaim("B", "t5")];
    const read = (rule: TracingRule) => {
      const result = ask({ rows, request: { claims }, rule });
      return [at(result, "W", "A"), at(result, "W", "B")];
    };
    expect(read("pro-rata")).toEqual([23_998_806682n, 20_500_250000n]);
    expect(read("libr")).toEqual([89_249_907032n, 30_750_342968n]);
  });
});

test("TX-07 circulation is not new money", () => {
  const rounds = Array.from({ length: 10 }, () => [
    { from: "W1", to: "W2", atoms: 100n },
    { from: "W2", to: "W1", atoms: 100n },
  ]).flat();
  const rows = [{ from: "A", to: "W1", atoms: 100n }, ...rounds, { from: "W1", to: "X", atoms: 100n }];
  const read = (result: TraceResult) => [at(result, "X"), result.claims.map((row) => row.seeded_atoms)];
  const expected = [100n, ["100"]];
  expect(amountsBy({ rows, request: { claims: [transferClaim("A", "t1")] } }, read)).toEqual(
    Object.fromEntries(amountRules.map((rule) => [rule, expected])),
  );
});

test("TX-08 a fake profit paid in again does not inflate the loss", () => {
  const rows = [
    { from: "A", to: "W", atoms: 1000n },
    { from: "W", to: "A", atoms: 200n },
    { from: "A", to: "W", atoms: 200n },
  ];
  const read = (result: TraceResult) => [result.claims.map((row) => row.seeded_atoms), at(result, "W")];
  expect(amountsBy({ rows, request: { claims: [transferClaim("A", "t1", "t3")] } }, read)).toEqual(
    Object.fromEntries(amountRules.map((rule) => [rule, [["1000"], 1000n]])),
  );
});

test("TX-12 tracing ends at the exchange's deposit account", () => {
  const rows = [
    { from: "A", to: "deposit", atoms: 100n },
    { id: "sweep", from: "deposit", to: "hot", atoms: 100n },
    { from: "hot", to: "other", atoms: 100n },
  ];
  const ledger = { tags: [{ account: "deposit", category: "exchange", confidence: 80, id: "tag-1" }] } as const;
  const result = ask({ rows, ledger, request: { claims: [transferClaim("A", "t1")] }, rule: "fifo" });
  expect(result.positions).toEqual([
    {
      account: "bank:test:deposit",
      asset: "iso4217:USD",
      claim: "A",
      atoms: "100",
      status: "stopped",
      hops: 1,
      reason: "stop: tag exchange (80) tag-1",
    },
  ]);
  expect(flowOf(result, "sweep")).toBe("0");
});

describe("seeds, stops and limits", () => {
  test("an account seed labels what is held and every unattributed part after", () => {
    const rows = [
      { from: "O", to: "W", atoms: 5n, at: 0 },
      { from: "O", to: "W", atoms: 7n, at: 10 },
      { from: "W", to: "X", atoms: 20n, at: 20 },
    ];
    const result = ask({ rows, request: { claims: [accountClaim("S", "W", 10)] }, rule: "fifo" });
    expect([result.claims[0]?.seeded_atoms, at(result, "X"), result.flows]).toEqual([
      "20",
      20n,
      [{ transfer: "t3", claim: "S", atoms: "20" }],
    ]);
  });

  test("a receipt below dust is final, and the account goes on with unattributed atoms", () => {
    const rows = [
      { from: "A", to: "W", atoms: 4n },
      { from: "W", to: "X", atoms: 4n },
    ];
    const limits = { hopsMax: null, accountsMax: 10, dustAtoms: 5n };
    const result = ask({ rows, request: { claims: [transferClaim("A", "t1")], limits }, rule: "fifo" });
    expect(result.positions.map((row) => [row.account, row.status, row.atoms])).toEqual([["bank:test:W", "dust", "4"]]);
    expect(result.limits_hit).toEqual([{ limit: "dust_atoms", account: "bank:test:W", transfers: ["t1"], atoms: "4" }]);
  });

  test("hops_max and accounts_max set aside and say so", () => {
    const rows = [
      { from: "A", to: "W", atoms: 4n },
      { from: "W", to: "X", atoms: 4n },
    ];
    const reasonUnder = (hopsMax: number | null, accountsMax: number) => {
      const limits = { hopsMax, accountsMax, dustAtoms: 0n };
      const result = ask({ rows, request: { claims: [transferClaim("A", "t1")], limits }, rule: "lifo" });
      return result.positions.map((row) => row.reason);
    };
    expect([reasonUnder(1, 10), reasonUnder(2, 10), reasonUnder(null, 1)]).toEqual([
      ["limit: hops_max"],
      ["limit: hops_max"],
      ["limit: accounts_max"],
    ]);
  });

  test("a conversion carries the labels to the other asset", () => {
    const rows = [
      { from: "O", to: "W", atoms: 40n },
      { from: "A", to: "W", atoms: 60n },
      { id: "out", from: "W", to: "pool", atoms: 100n },
      { id: "in", from: "pool", to: "Z", atoms: 333n, asset: "iso4217:EUR" },
      { from: "Z", to: "X", atoms: 333n, asset: "iso4217:EUR" },
    ];
    const ledger = { conversions: [{ account: "W", out: ["out"], in: ["in"] }] };
    const result = ask({ rows, ledger, request: { claims: [transferClaim("A", "t2")] }, rule: "pro-rata" });
    expect(at(result, "X")).toBe(200n);
    expect(result.conversions).toMatchObject([{ conversion: "c1", claim: "A", atoms_out: "60", atoms_in: "200" }]);
  });
});

test("backward: origins under FIFO sum to the target", () => {
  const rows = [
    { from: "A", to: "W", atoms: 30n },
    { from: "B", to: "W", atoms: 50n },
    { from: "W", to: "M", atoms: 90n },
    { id: "target", from: "M", to: "X", atoms: 90n },
  ];
  const request = requestOf({ target: { transfer: "target" } });
  const result = naiveBackward(ledgerOf(rows), request, "fifo");
  expect(result.origins).toEqual([
    { account: "bank:test:A", asset: "iso4217:USD", atoms: "30", transfer: "t1" },
    { account: "bank:test:B", asset: "iso4217:USD", atoms: "50", transfer: "t2" },
    { account: "bank:test:W", asset: "iso4217:USD", atoms: "10", opening: "inferred" },
  ]);
  expect(result.sums_close).toBe(true);
});

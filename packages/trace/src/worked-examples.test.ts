import { toAtoms, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import type { AmountRule } from "./spend.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, at, dollars, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import type { TraceRequest } from "./trace-request.ts";

const rules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];
const claimA = [seedTransfers("A", "a")];

function heldBy(rule: AmountRule, history: string, request: Partial<TraceRequest> = {}): string {
  return positionsOf(answerOf(rule, ledgerOf(history), requestOf({ claims: claimA, ...request })))["A M held"] ?? "0";
}

describe("TX-01: 100 paid in, 80 paid out, and nobody knows what stood there before", () => {
  const history = "a 1 V M 100\nw 2 M X 80";

  test.each([
    ["fifo", ["20", "40", "70", "100", "100"]],
    ["libr", ["20", "40", "70", "100", "100"]],
    ["pro-rata", ["20", "33", "47", "56", "73"]],
    ["lifo", ["20", "20", "20", "20", "20"]],
    ["pifo", ["20", "20", "20", "20", "20"]],
  ] as const)("%s as a function of the opening", (rule, figures) => {
    const held = ["0", "20", "50", "80", "200"].map((opening) => {
      const atoms = unwrap(toAtoms(BigInt(opening)));
      return heldBy(rule, history, { openings: [{ account: account("M"), asset: dollars, time: at(0), atoms }] });
    });
    expect(held).toEqual(figures);
  });

  test("inferred is the supported figure, unbounded the conditional one", () => {
    expect(rules.map((rule) => heldBy(rule, history))).toEqual(["20", "20", "20", "20", "20"]);
    expect(["fifo", "libr"].map((rule) => heldBy(rule as AmountRule, history, { openings: "unbounded" }))).toEqual([
      "100",
      "100",
    ]);
  });

  test("a later known balance solves the opening, and nothing is assumed", () => {
    const balances = [{ account: account("M"), asset: dollars, time: at(3), atoms: unwrap(toAtoms(70n)) }];
    const result = answerOf("fifo", ledgerOf(history, { balances }), requestOf({ claims: claimA }));
    expect(positionsOf(result)["A M held"]).toBe("70");
    expect(result.opening_assumptions).toEqual([]);
  });
});

describe("TX-02: the order inside one instant", () => {
  const claimFirst = "a 1 V M 100\no 1 O M 100\nw 2 M X 100";
  const ownFirst = "o 1 O M 100\na 1 V M 100\nw 2 M X 100";

  test.each([
    ["fifo", "0", "100"],
    ["lifo", "100", "0"],
    ["pro-rata", "50", "50"],
    ["libr", "100", "100"],
    ["pifo", "0", "0"],
  ] as const)("(i) two receipts at once: %s in both orders", (rule, first, second) => {
    expect([heldBy(rule, claimFirst), heldBy(rule, ownFirst)]).toEqual([first, second]);
  });

  test("(i) without a sequence the place is named", () => {
    const result = answerOf("fifo", ledgerOf(claimFirst, { isSequenced: false }), requestOf({ claims: claimA }));
    expect(result.order_assumptions).toEqual([
      { account: account("M"), asset: dollars, time: "1970-01-01T00:00:01.000000Z", transfers: ["a", "o"] },
    ]);
  });

  const day = "o 1 O M 50\na 2 V M 100\nw 3 M X 120\nr 3 O M 200";

  test.each([
    ["fifo", "30", "30"],
    ["lifo", "0", "100"],
    ["pro-rata", "20", "66"],
    ["libr", "30", "100"],
  ] as const)("(ii) a withdrawal and a deposit on one day: %s, withdrawal first and deposit first", (rule, debit, credit) => {
    expect(heldBy(rule, day, { sameTime: "debits-first" })).toBe(debit);
    expect(heldBy(rule, day, { sameTime: "credits-first" })).toBe(credit);
  });
});

test.each([
  ["fifo", ["80", "20", "20", "0"]],
  ["libr", ["80", "20", "20", "0"]],
  ["pro-rata", ["40", "60", "15", "45"]],
  ["lifo", ["0", "100", "0", "100"]],
  ["pifo", ["0", "100", "0", "100"]],
] as const)("TX-03: two hops under %s, one rule throughout", (rule, figures) => {
  const history = "o1 1 O W1 100\na 2 V W1 100\no2 2 O W2 80\nm 3 W1 W2 120\nx 4 W2 X 150";
  const result = answerOf(rule, ledgerOf(history), requestOf({ claims: claimA }));
  const held = positionsOf(result);
  const found = [held["A W1 held"], flowsOf(result)["A m"], held["A W2 held"], held["A X held"]];
  expect(found.map((atoms) => atoms ?? "0")).toEqual(figures);
});

describe("TX-05: rounding", () => {
  test("three claims of 100 pay 100", () => {
    const history = "a 1 V M 100\nb 1 U M 100\nc 1 T M 100\nw 2 M X 100";
    const claims = [seedTransfers("A", "a"), seedTransfers("B", "b"), seedTransfers("C", "c")];
    const result = answerOf("pro-rata", ledgerOf(history), requestOf({ claims }));
    expect(flowsOf(result)).toMatchObject({ "A w": "34", "B w": "33", "C w": "33" });
    expect(positionsOf(result)).toMatchObject({ "A M held": "66", "B M held": "67", "C M held": "67" });
  });

  test.each([
    ["pro-rata", "23998806682", "20500250000"],
    ["libr", "89249907032", "30750342968"],
  ] as const)("millionths of a token under %s", (rule, first, second) => {
    const history = [
      "o1 1 O M 250000000000",
      "a 2 V M 169000000000",
      "w1 3 M X 300000000000",
      "o2 4 O M 80000000000",
      "b 5 U M 41000500000",
      "w2 6 M Y 120000250000",
    ].join("\n");
    const claims = [seedTransfers("A", "a"), seedTransfers("B", "b")];
    const held = positionsOf(answerOf(rule, ledgerOf(history), requestOf({ claims })));
    expect([held["A M held"], held["B M held"]]).toEqual([first, second]);
  });
});

test.each(rules)("TX-07: money that goes round ten times is still 100 under %s", (rule) => {
  const rounds = Array.from(
    { length: 10 },
    (_, index) => `f${index} ${2 + 2 * index} W1 W2 100\nb${index} ${3 + 2 * index} W2 W1 100`,
  );
  const history = ["a 1 V W1 100", ...rounds, "x 99 W1 X 100"].join("\n");
  const result = answerOf(rule, ledgerOf(history), requestOf({ claims: claimA }));
  expect(result.claims).toEqual([{ claim: "A", asset: dollars, seeded_atoms: "100" }]);
  expect(positionsOf(result)).toEqual({ "A X held": "100" });
});

describe("TX-08: net loss and gross proceeds", () => {
  test.each(rules)("a fake profit that comes back reduces what is held elsewhere, under %s", (rule) => {
    const history = "a 1 V M 1000\nback 2 M V 200";
    const result = answerOf(rule, ledgerOf(history), requestOf({ claims: claimA }));
    expect(positionsOf(result)).toEqual({ "A M held": "800", "A V held": "200" });
  });

  test.each(rules)("the same profit paid in again is not a new loss, under %s", (rule) => {
    const history = "a 1 V M 1000\nback 2 M V 200\nagain 3 V M 200";
    const claims = [seedTransfers("A", "a", "again")];
    const result = answerOf(rule, ledgerOf(history), requestOf({ claims }));
    expect(result.claims).toEqual([{ claim: "A", asset: dollars, seeded_atoms: "1000" }]);
    expect(positionsOf(result)).toEqual({ "A M held": "1000" });
  });
});

test.each(rules)("TX-12: what is swept into a service's pool stays at the deposit account, under %s", (rule) => {
  const history = "a 1 V D 100\no 1 O H 500\nsweep 2 D H 100\nout 3 H X 300";
  const tags = [
    {
      id: "tag-1",
      account: account("D"),
      label: "deposit",
      actor: null,
      sourceCategory: null,
      category: "exchange" as const,
      confidence: 80,
      validFrom: null,
      validTo: null,
      origin: "a list",
    },
  ];
  const result = answerOf(rule, ledgerOf(history, { tags }), requestOf({ claims: claimA }));
  expect(result.positions).toEqual([
    {
      account: account("D"),
      asset: dollars,
      claim: "A",
      atoms: "100",
      status: "stopped",
      hops: 1,
      reason: "stop: tag exchange (80) tag-1",
    },
  ]);
  expect(Object.keys(flowsOf(result))).toEqual(["A a"]);
});

describe("TX-10: a swap through a pool, and a bridge", () => {
  const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
  const ether = "eip155:1/slip44:60";
  const usdtOnTron = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
  const mixed = `a 1 V M 60000000000 ${usdt}\no 1 O M 40000000000 ${usdt}\nout 2 M pool 100000000000 ${usdt}`;
  const conversion = {
    id: "c1",
    account: account("M"),
    outTransfers: ["out"],
    inTransfers: ["in"],
    kind: "swap",
    basis: "same-transaction" as const,
    document: null,
  };

  test.each(["pro-rata", "fifo", "lifo", "pifo", "libr"] as const)(
    "33.3 ETH for a payment of which 60 %% is traced, %s",
    (rule) => {
      const ledger = ledgerOf(`${mixed}\nin 2 pool M 33300000000000000000 ${ether}`, { conversions: [conversion] });
      const result = answerOf(rule, ledger, requestOf({ claims: claimA }));
      expect(positionsOf(result)).toEqual({ "A M held": "19980000000000000000" });
      expect(result.conversions).toMatchObject([{ atoms_out: "60000000000", atoms_in: "19980000000000000000" }]);
    },
  );

  test("the same quantity less the bridge's fee, on another chain; inferred links are left out and told", () => {
    const history = `${mixed}\nin 900 bridge N 99900000000 ${usdtOnTron}`;
    const bridge = (basis: "paired-event" | "inferred") =>
      ledgerOf(history, { conversions: [{ ...conversion, kind: "bridge", basis }] });
    const request = requestOf({ claims: claimA });
    expect(positionsOf(answerOf("pro-rata", bridge("paired-event"), request))).toEqual({ "A N held": "59940000000" });
    const left = answerOf("pro-rata", bridge("inferred"), request);
    expect(positionsOf(left)).toEqual({ "A pool held": "60000000000" });
    expect(left.limits_hit).toMatchObject([{ limit: "conversion_inferred", transfers: ["out"], atoms: "60000000000" }]);
    const asked = answerOf("pro-rata", bridge("inferred"), { ...request, includeInferred: true });
    expect(positionsOf(asked)).toEqual({ "A N held": "59940000000" });
  });
});

describe("TX-11: freeze, destroy, reissue", () => {
  const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
  const history = `a 1 V M 500 ${usdt}\nd 3 M destroyed:${usdt} 500 ${usdt}\nm 4 mint:${usdt} authority 500 ${usdt}`;
  const request = requestOf({ claims: claimA });

  test.each(rules)("500 received, 500 destroyed, nothing at the address or with the authority, under %s", (rule) => {
    const result = answerOf(rule, ledgerOf(history), request);
    expect(result.positions).toMatchObject([
      { account: `destroyed:${usdt}`, atoms: "500", status: "destroyed", reason: "destroyed: issuer" },
    ]);
    expect(result.positions).toHaveLength(1);
  });

  test("a ledger of transfer events alone would leave 500 at the address", () => {
    const [received = ""] = history.split("\n");
    expect(positionsOf(answerOf("fifo", ledgerOf(received), request))).toEqual({ "A M held": "500" });
  });

  test("the reissue is followed where a document links it, and only then", () => {
    const reissue = {
      id: "order-7",
      account: account("M"),
      outTransfers: ["d"],
      inTransfers: ["m"],
      kind: "reissue",
      basis: "documented" as const,
      document: "court order 7",
    };
    const result = answerOf("fifo", ledgerOf(history, { conversions: [reissue] }), request);
    expect(positionsOf(result)).toEqual({ "A authority held": "500" });
  });
});

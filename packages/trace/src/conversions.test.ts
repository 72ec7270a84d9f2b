import type { Conversion } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { describe, expect, test } from "vitest";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { traceForward } from "./trace-forward.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { TraceResult } from "./trace-result.ts";

const baht = "iso4217:THB";
const history = `a 1 V M 60\no 1 O M 40\nout 2 M pool 100\nin 3 pool M 3330 ${baht}\nx 4 M X 1000 ${baht}`;
const claims = [seedTransfers("A", "a")];
const swap: Conversion = {
  id: "c1",
  account: account("M"),
  outTransfers: ["out"],
  inTransfers: ["in"],
  kind: "swap",
  basis: "documented",
  document: null,
};

function convert(change: Partial<Conversion> = {}, request: Partial<TraceRequest> = {}): TraceResult {
  return answerOf("pro-rata", ledgerOf(history, { conversions: [{ ...swap, ...change }] }), requestOf({ claims, ...request }));
}

test("in legs take the out legs' labels by their shares, and the pool gets nothing", () => {
  const result = convert();
  expect(positionsOf(result)).toEqual({ "A M held": "1398", "A X held": "600" });
  expect(flowsOf(result)).toEqual({ "A a": "60", "A out": "60", "A in": "1998", "A x": "600" });
  expect(result.conversions).toEqual([
    {
      conversion: "c1",
      claim: "A",
      asset_out: "iso4217:USD",
      atoms_out: "60",
      asset_in: baht,
      atoms_in: "1998",
      basis: "documented",
    },
  ]);
  expect(result.opening_assumptions).toEqual([]);
});

function transactionOf(
  text: string,
  { change = {}, reference = "x" }: { readonly change?: Partial<Conversion>; readonly reference?: string | null } = {},
): TraceLedger {
  const made = ledgerOf(text, { conversions: [{ ...swap, basis: "same-transaction", ...change }] });
  return { ...made, transfers: made.transfers.map((transfer) => ({ ...transfer, reference })) };
}

test("within a transaction, a pool that pays before it is paid gives for what it gets", () => {
  const made = transactionOf(`a 1 V M 60\nin 2 pool M 30 ${baht}\nout 2 M pool 60\nx 3 M X 10 ${baht}`);
  const result = answerOf("fifo", made, requestOf({ claims }));
  expect(flowsOf(result)).toEqual({ "A a": "60", "A out": "60", "A in": "30", "A x": "10" });
  expect(positionsOf(result)).toEqual({ "A M held": "20", "A X held": "10" });
  expect(result.limits_hit).toEqual([]);
  expect(result.opening_assumptions).toEqual([]);
});

test("odd atoms go to the largest remainder, in the order consumed", () => {
  const legs = `a 1 V M 50\no 1 O M 50\nout 2 M pool 100\nin 3 pool M 33 ${baht}`;
  const ledger = ledgerOf(legs, { conversions: [swap] });
  expect(flowsOf(answerOf("fifo", ledger, requestOf({ claims })))["A in"]).toBe("17");
  expect(flowsOf(answerOf("libr", ledger, requestOf({ claims })))["A in"]).toBe("16");
});

test("a receiver in another place is one hop from the conversion's account, and a stop there stops", () => {
  const legs = `a 1 V M 100\nout 2 M pool 100\nin 3 pool N 50 ${baht}\nx 4 N X 50 ${baht}`;
  const ledger = ledgerOf(legs, { conversions: [swap] });
  expect(answerOf("fifo", ledger, requestOf({ claims })).positions).toMatchObject([{ account: account("X"), hops: 3 }]);
  expect(answerOf("fifo", ledger, requestOf({ claims, stops: [account("N")] })).positions).toMatchObject([
    { account: account("N"), hops: 2, status: "stopped" },
  ]);
});

describe("one that is not applied is told, and its legs are plain transfers", () => {
  test("inferred, unless the request includes it", () => {
    const apart = convert({ basis: "inferred" });
    expect(positionsOf(apart)).toEqual({ "A pool held": "60" });
    expect(apart.limits_hit).toEqual([{ limit: "conversion_inferred", account: account("M"), transfers: ["out"], atoms: "60" }]);
    expect(convert({ basis: "inferred" }, { includeInferred: true }).conversions).toMatchObject([{ basis: "inferred" }]);
  });

  test.each([
    ["a leg is missing", { inTransfers: ["in", "gone"] }],
    ["it has no in leg", { inTransfers: [] }],
    ["a leg is named twice", { inTransfers: ["in", "in"] }],
    ["an out leg is another account's", { outTransfers: ["out", "o"] }],
  ])("incomplete where %s", (_why, change) => {
    expect(convert(change).limits_hit).toMatchObject([{ limit: "conversion_incomplete", transfers: ["out"], atoms: "60" }]);
  });

  test("out of order", () => {
    const reversed = ledgerOf(`a 1 V M 60\nin 2 pool M 30 ${baht}\nout 3 M pool 60`, { conversions: [swap] });
    expect(answerOf("fifo", reversed, requestOf({ claims })).limits_hit).toMatchObject([{ limit: "conversion_order" }]);
  });

  test.each([
    { why: "of a basis that does not say so", received: "in 2 pool M 30", change: { basis: "paired-event" as const } },
    { why: "without a reference", received: "in 2 pool M 30", reference: null },
    { why: "of another time", received: "in 1 pool M 30" },
    { why: "what came was passed on before", received: "in 2 pool M 30\ny 2 M Y 30" },
  ])("out of order within a transaction: $why", ({ received, ...rest }) => {
    const legs = received.replaceAll(/ 30/g, ` 30 ${baht}`);
    const made = transactionOf(`a 1 V M 60\n${legs}\nout 2 M pool 60`, rest);
    expect(answerOf("fifo", made, requestOf({ claims })).limits_hit).toMatchObject([{ limit: "conversion_order" }]);
  });

  test("a leg that a conversion of lesser id uses; one that does not act uses none", () => {
    const twice = ledgerOf(history, {
      conversions: [
        { ...swap, id: "c2" },
        { ...swap, id: "c10" },
      ],
    });
    const result = answerOf("fifo", twice, requestOf({ claims }));
    expect(result.conversions.map((row) => row.conversion)).toEqual(["c10"]);
    expect(result.limits_hit).toMatchObject([{ limit: "conversion_incomplete", transfers: ["out"], atoms: "60" }]);
    const freed = ledgerOf(history, { conversions: [swap, { ...swap, id: "c0", inTransfers: ["gone"] }] });
    expect(answerOf("fifo", freed, requestOf({ claims })).conversions.map((row) => row.conversion)).toEqual(["c1"]);
  });
});

test("poison marks go through a conversion, whole, and leave the pool unmarked", () => {
  const result = answerOf("poison", ledgerOf(history, { conversions: [swap] }), requestOf({ claims }));
  expect(result.positions.map((row) => [row.account, row.asset, row.atoms])).toEqual([
    [account("M"), baht, "3330"],
    [account("M"), "iso4217:USD", "60"],
    [account("X"), baht, "1000"],
  ]);
  expect(result.conversions).toMatchObject([{ atoms_out: "100", atoms_in: "3330" }]);
});

test.each(["pro-rata", "fifo", "poison"] as const)(
  "an end between the legs tells what the conversion took, under %s",
  (method) => {
    const ledger = ledgerOf(history, { conversions: [swap] });
    let looks = 0;
    const shouldStop = (): string | undefined => {
      looks += 1;
      return looks > 3 ? "deadline" : undefined;
    };
    const { positions, limits_hit } = traceForward(ledger, requestOf({ claims, method }), {
      eventsPerStep: 1,
      shouldStop,
    }) as TraceResult;
    expect(positions.filter(({ status }) => status === "held")).toEqual([]);
    expect(limits_hit).toEqual([
      { limit: "deadline", account: "", transfers: ["in"], transfers_omitted: "1", atoms: "0" },
      { limit: "deadline", account: account("M"), transfers: ["out"], atoms: method === "poison" ? "100" : "60" },
    ]);
  },
);

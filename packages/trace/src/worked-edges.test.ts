import { describe, expect, test } from "vitest";
import { reportColumns } from "./report-columns.ts";
import type { AmountRule } from "./spend.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, dollars, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { traceBackward } from "./trace-backward.ts";
import { tracingRules } from "./trace-request.ts";

const rules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];
const claims = [seedTransfers("A", "a")];

describe("TX-04: a fee in another asset", () => {
  const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
  const ether = "eip155:1/slip44:60";
  const history = [`a 1 V M 100 ${usdt}`, `g 2 M fee:eip155:1 21000 ${ether}`, `x 2 M X 100 ${usdt}`].join("\n");

  test.each(rules)("never reduces the token, under %s", (rule) => {
    const result = answerOf(rule, ledgerOf(history), requestOf({ claims }));
    expect(flowsOf(result)).toEqual({ "A a": "100", "A x": "100" });
    expect(positionsOf(result)).toEqual({ "A X held": "100" });
  });
});

describe("TX-06: the purchase stands before the receipt", () => {
  const ledger = ledgerOf("p 1 W X 100\na 2 V W 100");

  test.each(tracingRules)("nothing is traced to what was bought, under %s", (rule) => {
    const result = answerOf(rule, ledger, requestOf({ claims }));
    expect(result.flows.map((row) => row.transfer)).toEqual(["a"]);
    expect(result.positions.map((row) => [row.account, row.atoms])).toEqual([[account("W"), "100"]]);
  });

  test.each(rules)("backward it came from what the account held before, never from a later receipt, under %s", (rule) => {
    const result = traceBackward(ledger, requestOf({ target: { transfer: "p" }, method: rule }));
    expect("origins" in result && result.origins).toEqual([
      { account: account("W"), asset: dollars, atoms: "100", transfer: "p" },
    ]);
  });

  test("a document that joins the later receipt to the purchase changes no figure by itself: it is told, and left to a person", () => {
    const joined = {
      id: "d1",
      account: account("V"),
      outTransfers: ["a"],
      inTransfers: ["p"],
      kind: "purchase",
      basis: "documented" as const,
      document: "a finding",
    };
    const result = answerOf("fifo", { ...ledger, conversions: [joined] }, requestOf({ claims }));
    expect(result.positions.map((row) => row.account)).toEqual([account("W")]);
    expect(result.limits_hit).toEqual([{ limit: "conversion_order", account: account("V"), transfers: ["a"], atoms: "100" }]);
  });
});

describe("TX-09: what was bought is worth more, or less", () => {
  const thing = "eip155:1/erc20:0x1111111111111111111111111111111111111111";
  const history = [`a 1 V M 60000`, `o 2 O M 40000`, `out 3 M seller 100000`, `in 3 seller M 1000000 ${thing}`].join("\n");
  const purchase = {
    id: "c1",
    account: account("M"),
    outTransfers: ["out"],
    inTransfers: ["in"],
    kind: "purchase",
    basis: "documented" as const,
    document: "deed of sale",
  };
  const ledger = ledgerOf(history, { conversions: [purchase] });

  test.each(rules)("the engine gives both quantities that a share and a charge are worked out from, under %s", (rule) => {
    const [row] = answerOf(rule, ledger, requestOf({ claims })).conversions;
    expect(row).toMatchObject({ atoms_out: "60000", atoms_in: "600000" });
    const [paid, got] = [BigInt(row?.atoms_out ?? "0"), BigInt(row?.atoms_in ?? "0")];
    const shareOf = (value: bigint): bigint => (value * got) / 1_000_000n;
    const chargeOn = (value: bigint): bigint => (paid < value ? paid : value);
    expect([shareOf(150_000n), chargeOn(150_000n)]).toEqual([90_000n, 60_000n]);
    expect([shareOf(50_000n), chargeOn(50_000n)]).toEqual([30_000n, 50_000n]);
  });
});

describe("TX-14: drained and refilled within a year", () => {
  const ledger = ledgerOf("a 1 V M 600\nd 2 M X 600\nr 3 O M 900");

  test.each(rules)("nothing is traced to what is there now, under %s", (rule) => {
    const result = answerOf(rule, ledger, requestOf({ claims }));
    expect(positionsOf(result)).toEqual({ "A X held": "600" });
  });

  test("the two quantities of the ceiling are beside it: what came in, and what is there", () => {
    const row = reportColumns(ledger, requestOf({ claims, method: "libr" })).find((other) => other.account === account("M"));
    expect(row).toMatchObject({ balance: "900", expost: "0", strict: "0", claims: [{ claim: "A", contributed: "600" }] });
    const [balance, contributed] = [BigInt(row?.balance ?? "0"), BigInt(row?.claims[0]?.contributed ?? "0")];
    expect(balance < contributed ? balance : contributed).toBe(600n);
  });
});

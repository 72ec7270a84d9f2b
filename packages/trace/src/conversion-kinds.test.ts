import type { Conversion, ConversionBasis } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { describe, expect, test } from "vitest";
import type { AmountRule } from "./spend.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, dollars, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { traceBackward } from "./trace-backward.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { BackwardResult } from "./trace-result.ts";

const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
const ether = "eip155:1/slip44:60";
const usdtOnTron = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const baht = "iso4217:THB";
const claims = [seedTransfers("A", "a")];
const rules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];

function conversionOf(
  kind: string,
  basis: ConversionBasis,
  legs: { readonly out: readonly string[]; readonly into: readonly string[] },
): Conversion {
  return { id: "c1", account: account("M"), outTransfers: legs.out, inTransfers: legs.into, kind, basis, document: null };
}

function backward(rule: AmountRule, ledger: TraceLedger, change: Partial<TraceRequest> = {}): BackwardResult {
  const result = traceBackward(ledger, requestOf({ target: { transfer: "x" }, method: rule, ...change }));
  if ("results" in result) throw new Error("one rule was asked for");
  return result;
}

/** Origin to atoms. */
function originsOf({ origins }: BackwardResult): Record<string, string> {
  return Object.fromEntries(origins.map((row) => ["transfer" in row ? row.transfer : row.opening, row.atoms]));
}

describe("a swap in one transaction", () => {
  const history = [
    `a 1 V M 60 ${usdt}`,
    `o 2 O M 40 ${usdt}`,
    `out 3 M pool 100 ${usdt}`,
    `in 3 pool M 30 ${ether}`,
    `x 4 M X 10 ${ether}`,
  ].join("\n");
  const swap = conversionOf("swap", "same-transaction", { out: ["out"], into: ["in"] });
  const ledger = ledgerOf(history, { conversions: [swap] });

  // 60 of the 100 paid are traced, so 30 x 60 / 100 = 18 of the 30 received. Of the 10 paid on: the first lots in are the first consumed, A's under fifo;
  // under lifo the own 40 were consumed first, so that A's 18 came last and leave first; 10 x 18 / 30 = 6; under libr the own 12 go first.
  test.each([
    ["fifo", "10", "8"],
    ["lifo", "10", "8"],
    ["pro-rata", "6", "12"],
    ["libr", undefined, "18"],
    ["pifo", "10", "8"],
  ] as const)("forward, %s", (rule, paid, kept) => {
    const result = answerOf(rule, ledger, requestOf({ claims }));
    expect(result.conversions).toEqual([
      {
        conversion: "c1",
        claim: "A",
        asset_out: usdt,
        atoms_out: "60",
        asset_in: ether,
        atoms_in: "18",
        basis: "same-transaction",
      },
    ]);
    expect(flowsOf(result)["A x"]).toBe(paid);
    expect(positionsOf(result)["A M held"]).toBe(kept);
    expect(positionsOf(result)["A pool held"]).toBeUndefined();
  });

  test("backward", () => {
    expect(originsOf(backward("fifo", ledger))).toEqual({ a: "10" });
    expect(backward("fifo", ledger).sums_close).toBe(true);
    // Each a question of its own: 18 of 30 are a's, 12 of 30 are o's.
    expect(originsOf(backward("pro-rata", ledger))).toEqual({ a: "6", o: "4" });
    expect(backward("pro-rata", ledger).conversions.map((row) => [row.claim, row.atoms_in, row.basis])).toEqual([
      ["a", "18", "same-transaction"],
      ["o", "12", "same-transaction"],
    ]);
  });
});

describe("a bridge: the same quantity less a fee, on another chain", () => {
  const history = [
    `a 1 V M 50 ${usdt}`,
    `o 2 O M 50 ${usdt}`,
    `out 3 M bridge 100 ${usdt}`,
    `in 900 vault N 99 ${usdtOnTron}`,
    `x 901 N X 99 ${usdtOnTron}`,
  ].join("\n");
  const ledger = ledgerOf(history, { conversions: [conversionOf("bridge", "paired-event", { out: ["out"], into: ["in"] })] });

  // 49.5 each: the odd unit goes to what was consumed first, A's under fifo and pifo, and under pro-rata, where claims come before unattributed; to the own
  // money under lifo and libr.
  test.each([
    ["fifo", "50"],
    ["lifo", "49"],
    ["pro-rata", "50"],
    ["libr", "49"],
    ["pifo", "50"],
  ] as const)("forward, %s", (rule, atoms) => {
    const result = answerOf(rule, ledger, requestOf({ claims }));
    expect(positionsOf(result)).toEqual({ "A X held": atoms });
    expect(result.conversions).toMatchObject([{ atoms_out: "50", atoms_in: atoms, basis: "paired-event" }]);
    expect(result.positions[0]).toMatchObject({ asset: usdtOnTron, hops: 3 });
  });

  test("backward: the origins are on the chain that was left, in the asset that came", () => {
    const result = backward("fifo", ledger);
    expect(result.origins).toEqual([
      { account: account("V"), asset: usdtOnTron, atoms: "50", transfer: "a" },
      { account: account("O"), asset: usdtOnTron, atoms: "49", transfer: "o" },
    ]);
    expect(result.sums_close).toBe(true);
  });
});

describe("an exchange of currency by a document, paid out in two parts", () => {
  const history = [
    "a 1 V M 70",
    "b 2 U M 30",
    "out 3 M changer 100",
    `in1 4 changer M 2000 ${baht}`,
    `in2 5 changer M 1550 ${baht}`,
    `x 6 M X 3550 ${baht}`,
  ].join("\n");
  const exchange = conversionOf("exchange", "documented", { out: ["out"], into: ["in1", "in2"] });
  const ledger = ledgerOf(history, { conversions: [exchange] });

  test.each(rules)("forward, %s: every part by the shares of what was paid", (rule) => {
    const both = [...claims, seedTransfers("B", "b")];
    const result = answerOf(rule, ledger, requestOf({ claims: both }));
    // 2000 x 0.7 = 1400 and 1550 x 0.7 = 1085, together 2485; 600 and 465, together 1065.
    expect(flowsOf(result)).toMatchObject({ "A in1": "1400", "B in1": "600", "A in2": "1085", "B in2": "465" });
    expect(positionsOf(result)).toEqual({ "A X held": "2485", "B X held": "1065" });
    expect(result.conversions.map((row) => [row.claim, row.atoms_out, row.atoms_in, row.basis])).toEqual([
      ["A", "70", "2485", "documented"],
      ["B", "30", "1065", "documented"],
    ]);
  });

  test.each(rules)("backward, %s", (rule) => {
    expect(originsOf(backward(rule, ledger))).toEqual({ a: "2485", b: "1065" });
  });
});

describe("an on-ramp, a bank payment to a VASP and what it sends on chain, linked by inference", () => {
  const hot = "eip155:1:0x1111111111111111111111111111111111111111";
  const wallet = "eip155:1:0x2222222222222222222222222222222222222222";
  const history = [
    "a 1 V M 250",
    "o 2 O M 750",
    "out 3 M vasp 1000",
    `in 60 ${hot} ${wallet} 998 ${usdt}`,
    `x 61 ${wallet} X 998 ${usdt}`,
  ].join("\n");
  const ledger = ledgerOf(history, { conversions: [conversionOf("on-ramp", "inferred", { out: ["out"], into: ["in"] })] });

  test.each(rules)("the headline leaves it out and lists it, %s", (rule) => {
    const result = answerOf(rule, ledger, requestOf({ claims }));
    expect(positionsOf(result)).toEqual({ "A vasp held": "250" });
    expect(result.conversions).toEqual([]);
    expect(result.limits_hit).toEqual([
      { limit: "conversion_inferred", account: account("M"), transfers: ["out"], atoms: "250" },
    ]);
  });

  // 998 x 250 / 1000 = 249.5, and 748.5 are not traced: the odd unit goes to what was consumed first.
  test.each([
    ["fifo", "250"],
    ["lifo", "249"],
    ["pro-rata", "250"],
    ["libr", "249"],
    ["pifo", "250"],
  ] as const)("with inferred it goes on chain, and says its basis, %s", (rule, atoms) => {
    const result = answerOf(rule, ledger, requestOf({ claims, includeInferred: true }));
    expect(positionsOf(result)).toEqual({ "A X held": atoms });
    expect(result.conversions).toEqual([
      {
        conversion: "c1",
        claim: "A",
        asset_out: dollars,
        atoms_out: "250",
        asset_in: usdt,
        atoms_in: atoms,
        basis: "inferred",
      },
    ]);
    expect(result.limits_hit).toEqual([]);
  });

  test("backward: the headline ends at the VASP's wallet, with inferred it goes on to the bank", () => {
    expect(originsOf(backward("fifo", ledger))).toEqual({ in: "998" });
    const inferred = backward("fifo", ledger, { includeInferred: true });
    expect(originsOf(inferred)).toEqual({ a: "250", o: "748" });
    expect(inferred.conversions.map((row) => [row.claim, row.atoms_in, row.basis])).toEqual([
      ["a", "250", "inferred"],
      ["o", "748", "inferred"],
    ]);
  });
});

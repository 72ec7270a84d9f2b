import { bitcoinChain, parseAsset, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import type { AmountRule } from "./spend.ts";
import { answerOf, flowsOf } from "./test-support/answer.ts";
import { ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";

/**
 * Transactions 904, 912, 915 and 922 of the test database that the taintedtx project publishes (its tables of inputs and outputs, in its own units). The
 * input of 904 is stolen, everything else is somebody's own. That project takes the fee off the inputs first; here the fee leaves last, as the
 * specification says, and every figure below is worked out by hand for that.
 */
const bitcoin = unwrap(parseAsset(`${bitcoinChain}/slip44:0`));
const hub = (transaction: number): string => `tx:${bitcoinChain}:${String(transaction).padStart(64, "0")}`;
const output = (transaction: number, index: number): string => `utxo:${hub(transaction).slice("tx:".length)}:${index}`;

interface Spend {
  readonly transaction: number;
  /** In the order listed: the output that is spent, and its value. */
  readonly inputs: readonly (readonly [string, number])[];
  readonly outputs: readonly number[];
  readonly fee: number;
}

const spends: readonly Spend[] = [
  { transaction: 904, inputs: [[output(902, 0), 7000]], outputs: [6000, 1000], fee: 0 },
  {
    transaction: 912,
    inputs: [
      [output(816, 0), 50],
      [output(904, 1), 1000],
      [output(877, 0), 700],
      [output(800, 0), 100],
    ],
    outputs: [400, 400, 400, 200],
    fee: 450,
  },
  {
    transaction: 915,
    inputs: [
      [output(904, 0), 6000],
      [output(850, 0), 500],
    ],
    outputs: [2000, 4000],
    fee: 500,
  },
  {
    transaction: 922,
    inputs: [
      [output(915, 1), 4000],
      [output(777, 0), 1500],
      [output(912, 3), 200],
    ],
    outputs: [500, 500, 500, 1000, 1500, 1000],
    fee: 700,
  },
];

const history = spends
  .flatMap(({ transaction, inputs, outputs, fee }) => [
    ...inputs.map(
      ([from, atoms], index) => `${transaction}-in${index} ${transaction} ${from} ${hub(transaction)} ${atoms} ${bitcoin}`,
    ),
    ...outputs.map(
      (atoms, index) =>
        `${transaction}-out${index} ${transaction} ${hub(transaction)} ${output(transaction, index)} ${atoms} ${bitcoin}`,
    ),
    ...(fee === 0 ? [] : [`${transaction}-fee ${transaction} ${hub(transaction)} fee:${bitcoinChain} ${fee} ${bitcoin}`]),
  ])
  .join("\n");

/** What of the stolen 7000 each output of a transaction carries, and its fee last. */
function carried(rule: AmountRule, transaction: number): number[] {
  const flows = flowsOf(answerOf(rule, ledgerOf(history), requestOf({ claims: [seedTransfers("T", "904-in0")] })));
  const { outputs = [] } = spends.find((spend) => spend.transaction === transaction) ?? {};
  const names = [...outputs.map((_, index) => `out${index}`), "fee"];
  return names.map((name) => Number(flows[`T ${transaction}-${name}`] ?? "0"));
}

test("the four transactions pay out what they take in", () => {
  for (const { inputs, outputs, fee } of spends) {
    const paid = outputs.reduce((sum, atoms) => sum + atoms, fee);
    expect(paid).toBe(inputs.reduce((sum, [, atoms]) => sum + atoms, 0));
  }
});

describe("fifo: inputs as listed, outputs as listed, the fee last", () => {
  test("904: all of it is stolen", () => {
    expect(carried("fifo", 904)).toEqual([6000, 1000, 0]);
  });

  test("912: own 50, stolen 1000, own 700, own 100", () => {
    // 400 = 50 own + 350; 400 of the 650 left; 400 = the last 250 + 150 own; 200 own; fee 350 + 100 own.
    expect(carried("fifo", 912)).toEqual([350, 400, 250, 0, 0]);
  });

  test("915: stolen 6000, own 500", () => {
    // 2000 and 4000 are the 6000; the fee is the 500.
    expect(carried("fifo", 915)).toEqual([2000, 4000, 0]);
  });

  test("922: stolen 4000 from 915, own 1500, and the 200 of 912 which are own", () => {
    // 500 + 500 + 500 + 1000 + 1500 = 4000; then 1000 of the 1500 own, and the fee of 500 + 200 own.
    expect(carried("fifo", 922)).toEqual([500, 500, 500, 1000, 1500, 0, 0]);
  });
});

describe("pro rata: each output its share of what is left, odd units to the largest remainder, the fee the rest", () => {
  test("904: all of it is stolen", () => {
    expect(carried("pro-rata", 904)).toEqual([6000, 1000, 0]);
  });

  test("912: 1000 of 1850 are stolen", () => {
    // 1000 x 400 / 1850 = 216.22 -> 216 (own 183.78 -> 184); 784 x 400 / 1450 = 216.28 -> 216; 568 x 400 / 1050 = 216.38 -> 216;
    // 352 x 200 / 650 = 108.31 -> 108; 352 - 108 = 244 are left for the fee.
    expect(carried("pro-rata", 912)).toEqual([216, 216, 216, 108, 244]);
  });

  test("915: 6000 of 6500 are stolen", () => {
    // 6000 x 2000 / 6500 = 1846.15 -> 1846; 4154 x 4000 / 4500 = 3692.44 -> 3692; 4154 - 3692 = 462.
    expect(carried("pro-rata", 915)).toEqual([1846, 3692, 462]);
  });

  test("922: 3692 + 108 = 3800 of 5700 are stolen, two thirds", () => {
    // 3800 x 500 / 5700 = 333.33 -> 333; 3467 x 500 / 5200 = 333.37 -> 333; 3134 x 500 / 4700 = 333.40 -> 333;
    // 2801 x 1000 / 4200 = 666.90 -> 667; 2134 x 1500 / 3200 = 1000.31 -> 1000; 1134 x 1000 / 1700 = 667.06 -> 667; 467 are left.
    expect(carried("pro-rata", 922)).toEqual([333, 333, 333, 667, 1000, 667, 467]);
  });
});

test.each(["fifo", "pro-rata"] as const)("the stolen 7000 are all accounted for, %s", (rule) => {
  const { positions } = answerOf(rule, ledgerOf(history), requestOf({ claims: [seedTransfers("T", "904-in0")] }));
  expect(positions.reduce((sum, row) => sum + Number(row.atoms), 0)).toBe(7000);
});

import type { TraceLedger } from "@tributary/ledger";
import type { BackwardResult, TraceRequest, TraceResult, TracingRule } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backwardIsForward, originsSum } from "./laws/both-ways.ts";
import { boundedParts, conservation } from "./laws/conservation.ts";
import { type Implementation, naive } from "./laws/implementation.ts";
import { independence } from "./laws/independence.ts";
import { relabelling, shifting } from "./laws/renaming.ts";
import { agreement, orderOfRules } from "./laws/rules-compared.ts";
import { shuffledRows } from "./laws/shuffled.ts";

type Question = { readonly ledger: TraceLedger; readonly request: TraceRequest; readonly rule: TracingRule };

/** The naive implementation with one mistake in its forward answers. */
function mistaken(spoil: (result: TraceResult, question: Question) => TraceResult): Implementation {
  return {
    ...naive,
    forward: (ledger, request, rule) => spoil(naive.forward(ledger, request, rule), { ledger, request, rule }),
  };
}

/** The naive implementation with one mistake in its backward answers. */
function mistakenBackward(spoil: (result: BackwardResult) => BackwardResult): Implementation {
  return { ...naive, backward: (ledger, request, rule) => spoil(naive.backward(ledger, request, rule)) };
}

const plusOne = (text: string): string => (BigInt(text) + 1n).toString();

const loseOneAtom = mistaken((result) => ({
  ...result,
  positions: result.positions.map((row, place) => (place === 0 ? { ...row, atoms: plusOne(row.atoms) } : row)),
}));
const carryTooMuch = mistaken((result, { ledger }) => ({
  ...result,
  flows: result.flows.map((row) => ({
    ...row,
    atoms: plusOne(ledger.transfers.find((transfer) => transfer.name === row.transfer)?.atoms.toString() ?? "0"),
  })),
}));
const holdTooMuch = mistaken((result) => ({
  ...result,
  positions: result.positions.map((row) => ({ ...row, atoms: (2n ** 300n).toString() })),
}));
const swapRules: Implementation = {
  ...naive,
  forward: (ledger, request, rule) => naive.forward(ledger, request, rule === "libr" ? "pifo" : rule === "pifo" ? "libr" : rule),
};
const refillLowest: Implementation = {
  ...naive,
  forward: (ledger, request, rule) => naive.forward(ledger, request, rule === "libr" ? "fifo" : rule),
};
const differByRule = mistaken((result, { rule }) => (rule === "lifo" ? { ...result, flows: result.flows.slice(1) } : result));
const trustRowOrder = mistaken((result, { ledger }) => ({
  ...result,
  flows: result.flows.toSorted(
    (a, b) =>
      ledger.transfers.findIndex((row) => row.name === a.transfer) - ledger.transfers.findIndex((row) => row.name === b.transfer),
  ),
}));
const proRataAsFifo: Implementation = {
  ...naive,
  forward: (ledger, request, rule) => naive.forward(ledger, request, rule === "fifo" ? "pro-rata" : rule),
};
const countClaims = mistaken((result, { request }) => ({
  ...result,
  flows: result.flows.map((row) => ({ ...row, atoms: `${row.atoms}${request.claims.length}` })),
}));
const roundOrigins = mistakenBackward((result) => ({
  ...result,
  origins: result.origins.map((row) => ({ ...row, atoms: plusOne(row.atoms) })),
}));
const forgetOrigin = mistakenBackward((result) => ({ ...result, origins: result.origins.slice(1) }));
const favourAccountA = mistaken((result) => ({
  ...result,
  positions: result.positions.filter((row) => row.account !== "bank:test:A"),
}));
const evenSeconds = mistaken((result, { ledger }) => ({
  ...result,
  flows: result.flows.filter((row) => {
    const transfer = ledger.transfers.find((candidate) => candidate.name === row.transfer);
    return transfer === undefined || transfer.occurredAt % 2_000_000n === 0n;
  }),
}));

const mistakes: readonly (readonly [string, () => fc.IProperty<unknown>])[] = [
  ["1, an atom too many in a position", () => conservation(loseOneAtom)],
  ["2, a part larger than its transfer", () => boundedParts(carryTooMuch)],
  ["2, more held than the account has", () => boundedParts(holdTooMuch)],
  ["3, pifo and libr exchanged", () => orderOfRules(swapRules)],
  ["3, libr that is fifo", () => orderOfRules(refillLowest)],
  ["4, a rule that loses a flow", () => agreement(differByRule)],
  ["5, rows in the order they came", () => shuffledRows(trustRowOrder)],
  ["6, pro rata for fifo", () => independence(proRataAsFifo, "fifo-lifo")],
  ["6, amounts that know of other claims", () => independence(countClaims, "apart")],
  ["7, an atom too many in an origin", () => backwardIsForward(roundOrigins)],
  ["7, an origin forgotten", () => originsSum(forgetOrigin)],
  ["8, an account that is treated by its name", () => relabelling(favourAccountA)],
  ["8, a time that is treated by its value", () => shifting(evenSeconds)],
];

describe("every law finds a mistake of its own kind", () => {
  test.each(mistakes)("law %s", (_mistake, property) => {
    const { failed, counterexample } = fc.check(property(), { numRuns: 1000, endOnFailure: true });
    expect(failed).toBe(true);
    expect(counterexample).not.toBeNull();
  });
});

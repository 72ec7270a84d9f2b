import fc from "fast-check";
import { describe, test } from "vitest";
import { backwardIsForward, originsSum } from "./laws/both-ways.ts";
import { boundedParts, conservation } from "./laws/conservation.ts";
import { engine, type Implementation, naive } from "./laws/implementation.ts";
import { independence } from "./laws/independence.ts";
import { relabelling, shifting } from "./laws/renaming.ts";
import { agreement, orderOfRules } from "./laws/rules-compared.ts";
import { shuffledRows } from "./laws/shuffled.ts";

/** On failure fast-check prints the seed, the path and the smallest ledger it found. */
const numRuns = 1000;

const laws: readonly (readonly [string, (implementation: Implementation) => fc.IProperty<unknown>])[] = [
  ["1 conservation, for every claim and asset", conservation],
  ["2 no part exceeds its transfer, no holding goes below zero", boundedParts],
  ["3 pifo <= fifo, lifo, pro-rata <= libr = the running ratchet", orderOfRules],
  ["4 one claim without unattributed value: all rules agree", agreement],
  ["5 shuffled rows give the same bytes", shuffledRows],
  ["6 a claim that takes nothing from another's seeds leaves it alone, fifo and lifo", (i) => independence(i, "fifo-lifo")],
  ["6 claims whose money never meets leave each other alone, every rule", (i) => independence(i, "apart")],
  ["7 backward says what forward says", backwardIsForward],
  ["7 origins sum to the target, fifo and lifo", originsSum],
  ["8 other names of accounts", relabelling],
  ["8 other times", shifting],
];

describe.each([
  ["engine", engine],
  ["naive", naive],
] as const)("laws of tracing, %s", (_name, implementation) => {
  test.each(laws)("%s", (_law, property) => {
    fc.assert(property(implementation), { numRuns });
  });
});

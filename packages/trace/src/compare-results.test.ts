import { describe, expect, test } from "vitest";
import { compareResults } from "./compare-results.ts";
import { parseTraceResult } from "./parse-trace-result.ts";
import { answerOf } from "./test-support/answer.ts";
import { ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { trace } from "./trace.ts";
import { traceBackward } from "./trace-backward.ts";

const shorter = "t1 0 V A 100\nt2 1 A B 60\n";
const longer = `${shorter}t3 2 A C 30\n`;
const request = requestOf({ claims: [seedTransfers("V1", "t1")] });
const answer = (history: string) => answerOf("fifo", ledgerOf(history), request);

describe("compareResults", () => {
  test("tells what a payment that came to be known has changed", () => {
    const difference = compareResults(answer(shorter), answer(longer));
    expect(difference.same).toBe(false);
    const { totals, tables } = difference.results.fifo ?? { totals: [], tables: {} };
    expect(totals).toEqual([{ claim: "V1", asset: "iso4217:USD", status: "held", before: "100", after: "100", difference: "0" }]);
    expect(tables.positions?.changed.map(({ after, difference: atoms }) => [after.account, atoms])).toEqual([
      ["bank:b:A", { atoms: "-30" }],
    ]);
    expect(tables.positions?.added.map(({ row }) => [row.account, row.atoms])).toEqual([["bank:b:C", "30"]]);
    expect(tables.flows?.added.map(({ row }) => row.transfer)).toEqual(["t3"]);
    expect(tables.claims).toMatchObject({ added: [], removed: [], changed: [] });
  });

  test("says of one answer that nothing differs", () => {
    const difference = compareResults(answer(longer), answer(longer));
    expect(difference.same).toBe(true);
    expect(difference.results.fifo?.same).toBe(true);
  });

  test("a backward answer is compared by its origins", () => {
    const ask = (history: string) => traceBackward(ledgerOf(history), requestOf({ target: { transfer: "t2" } }));
    const difference = compareResults(ask(shorter), ask(`t0 0 W A 20\n${shorter}`));
    expect(difference.results.fifo?.totals).toEqual([
      { claim: null, asset: "iso4217:USD", status: "transfer", before: "60", after: "60", difference: "0" },
    ]);
    expect(difference.results.fifo?.tables.origins?.added).toHaveLength(1);
    expect(difference.results.fifo?.sums_close).toEqual({ before: true, after: true });
  });

  test("refuses answers to different questions", () => {
    const ledger = ledgerOf(longer);
    const backward = traceBackward(ledger, requestOf({ target: { transfer: "t2" } }));
    expect(() => compareResults(answer(longer), backward)).toThrow("REQUEST_INVALID");
    expect(() => compareResults(answer(longer), trace(ledger, { ...request, method: "all" }))).toThrow("REQUEST_INVALID");
  });
});

describe("parseTraceResult", () => {
  const findingsOf = (value: unknown): string[] => {
    const parsed = parseTraceResult(value, { file: "saved.json" });
    return parsed.ok ? [] : parsed.findings.map(({ code, where }) => `${code} ${where.path ?? ""}`);
  };
  const right = answer(longer);

  test("takes what a trace writes", () => {
    expect(findingsOf(right)).toEqual([]);
    expect(findingsOf({ results: { fifo: right } })).toEqual([]);
  });

  test.each([
    ["a list", [], ["VALUE_UNREADABLE "]],
    ["no list of flows", { ...right, flows: undefined }, ["FIELD_MISSING flows"]],
    ["a key of its own", { ...right, more: 1 }, ["FIELD_UNKNOWN more"]],
    ["atoms as a number", { ...right, flows: [{ transfer: "t1", claim: "V1", atoms: 5 }] }, ["VALUE_UNREADABLE flows[0].atoms"]],
    [
      "atoms below zero",
      { ...right, flows: [{ transfer: "t1", claim: "V1", atoms: "-5" }] },
      ["VALUE_UNREADABLE flows[0].atoms"],
    ],
    ["a row that lacks a cell", { ...right, flows: [{ transfer: "t1", atoms: "5" }] }, ["VALUE_UNREADABLE flows[0].claim"]],
    ["a row with a cell too many", { ...right, flows: [{ ...right.flows[0], hops: 1 }] }, ["FIELD_UNKNOWN flows[0].hops"]],
    ["a row twice", { ...right, flows: [right.flows[0], right.flows[0]] }, ["VALUE_UNREADABLE flows[1]"]],
    [
      "a status that is none",
      { ...right, positions: [{ ...right.positions[0], status: "lost" }] },
      ["VALUE_UNREADABLE positions[0].status"],
    ],
    ["another rule's result", { results: { lifo: right } }, ["VALUE_UNREADABLE results.lifo.method"]],
    ["no rule at all", { results: {} }, ["FIELD_MISSING results"]],
  ])("tells %s with its place", (_name, value, findings) => {
    expect(findingsOf(value)).toEqual(findings);
  });

  test("a transfer twice in the limits of one account is a row twice", () => {
    const row = { limit: "dust_atoms", account: "A", transfers: ["t1"], atoms: "1" };
    expect(findingsOf({ ...right, limits_hit: [row, { ...row, transfers: ["t2", "t1"] }] })).toEqual([
      "VALUE_UNREADABLE limits_hit[1]",
    ]);
  });

  test("an origin names a transfer or an opening", () => {
    const backward = traceBackward(ledgerOf(longer), requestOf({ target: { transfer: "t2" } }));
    expect(findingsOf(backward)).toEqual([]);
    const [origin] = "origins" in backward ? backward.origins : [];
    expect(findingsOf({ ...backward, origins: [{ ...origin, opening: "known" }] })).toEqual(["VALUE_UNREADABLE origins[0]"]);
  });

  test("ends after a hundred faults", () => {
    expect(findingsOf({ ...right, flows: Array.from({ length: 5000 }, () => 1) })).toHaveLength(100);
  });
});

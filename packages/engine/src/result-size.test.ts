import { canonicalJson } from "@tributary/domain";
import { compareResults, type FlowRow, type TraceResult } from "@tributary/trace";
import { describe, expect, test } from "vitest";
import { assertOneDifference, assertOneDocument, assertOneJson } from "./result-size.ts";

const resultOf = (flows: readonly FlowRow[]): TraceResult => ({
  method: "fifo",
  claims: [],
  positions: [],
  flows,
  conversions: [],
  order_assumptions: [],
  opening_assumptions: [],
  limits_hit: [],
  coverage_gaps: [],
});
const flowsOf = (count: number): FlowRow[] =>
  Array.from({ length: count }, (_, index) => ({ transfer: `t${index}`, claim: "V1", atoms: "123456789" }));

describe("what one JSON document may hold", () => {
  test("a million rows, and not one more", () => {
    const [most] = flowsOf(1);
    const rows = Array.from({ length: 1_000_001 }, () => most ?? { transfer: "", claim: "", atoms: "0" });
    expect(() => assertOneDocument(resultOf(rows.slice(1)))).not.toThrow();
    expect(() => assertOneDocument(resultOf(rows))).toThrow(/^USAGE: found a result of more than 1000000 rows; .*--out DIR/);
  });

  test("rows are summed over the rules", () => {
    const one = resultOf(flowsOf(6));
    const all = { results: { fifo: one, lifo: { ...one, method: "lifo" as const } } };
    const limits = { rowsMax: 11, textLengthMax: 1_000_000 };
    expect(() => assertOneDocument(one, limits)).not.toThrow();
    // A saved document may hold some of the rules.
    expect(() => assertOneDocument(all as never, limits)).toThrow("more than 11 rows");
  });

  test("the length is counted about as it will be written", () => {
    const document = resultOf(flowsOf(1000));
    const { length } = canonicalJson(document);
    const limits = (factor: number) => ({ rowsMax: 1_000_000, textLengthMax: Math.round(length * factor) });
    expect(() => assertOneDocument(document, limits(1.25))).not.toThrow();
    expect(() => assertOneDocument(document, limits(0.8))).toThrow("characters");
  });

  test("a list of transfers counts with all its texts", () => {
    const transfers = flowsOf(5000).map(({ transfer }) => transfer);
    const document = { ...resultOf([]), limits_hit: [{ limit: "dust_atoms", account: "A", transfers, atoms: "1" }] };
    const limits = { rowsMax: 10, textLengthMax: canonicalJson(document).length * 0.8 };
    expect(() => assertOneDocument(document, limits)).toThrow("characters");
  });

  test("any other answer is counted likewise, and says what to ask for instead", () => {
    const document = { paths: [{ legs: [{ atoms: "1" }, { atoms: "2" }] }], notes: ["a", "b", "c"] };
    expect(() => assertOneJson(document, "a lower --most", { rowsMax: 3, textLengthMax: 1000 })).not.toThrow();
    expect(() => assertOneJson(document, "a lower --most", { rowsMax: 2, textLengthMax: 1000 })).toThrow(
      /^USAGE: .* at most 2 rows .*: a lower --most/,
    );
    expect(() => assertOneJson(document, "a lower --most", { rowsMax: 3, textLengthMax: 100 })).toThrow("100 characters");
  });

  test("a difference has its own bound", () => {
    const difference = compareResults(resultOf(flowsOf(0)), resultOf(flowsOf(20)));
    expect(() => assertOneDifference(difference, { rowsMax: 20, textLengthMax: 0 })).not.toThrow();
    expect(() => assertOneDifference(difference, { rowsMax: 19, textLengthMax: 0 })).toThrow(
      /^USAGE: found a difference of 20 rows/,
    );
  });
});

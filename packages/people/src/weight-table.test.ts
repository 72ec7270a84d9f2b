import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatMillibits, parseMillibits, weights } from "./weight-table.ts";

/** Sums of decimal texts, exact: in millionths. */
function sum(texts: readonly string[]): bigint {
  return texts.reduce((total, text) => {
    const [units = "0", fraction = ""] = text.split(".");
    return total + BigInt(`${units}${fraction.padEnd(6, "0")}`);
  }, 0n);
}

describe("weight table", () => {
  test.each(weights.columns.map((column) => [column.name, column] as const))(
    "%s: probabilities are whole, and weights are theirs",
    (_, column) => {
      expect(sum(column.levels.map(({ m }) => m))).toBe(1_000_000n);
      expect(sum(column.levels.map(({ u }) => u))).toBe(1_000_000n);
      for (const { m, u, millibits } of column.levels)
        expect(Number(millibits)).toBe(Math.floor(Math.log2(Number(m) / Number(u)) * 1000 + 0.5));
    },
  );

  test("names, nationality and address together never outweigh the prior to an answer", () => {
    const best = ["name", "nationality", "address"].map(
      (name) => weights.columns.find((column) => column.name === name)?.levels.at(-1)?.millibits ?? 0n,
    );
    expect(best.reduce((total, weight) => total + weight, weights.priorMillibits)).toBeLessThan(weights.sameMillibits);
  });

  test("it says where its figures come from", () => {
    expect(weights.origin).toContain("not estimated");
    expect(readFileSync(new URL("../weights/weights-1.json", import.meta.url), "utf8")).toContain(
      `"version": "${weights.version}"`,
    );
  });

  test.each([
    ["-4.087", -4087n],
    ["0.000", 0n],
    ["19.195", 19195n],
    ["-0.005", -5n],
  ])("%s bits", (text, millibits) => {
    expect(parseMillibits(text)).toBe(millibits);
    expect(formatMillibits(millibits)).toBe(text);
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { guardCell, unguardCell } from "./csv-cell.ts";

test.each([
  ["=1+1", "'=1+1"],
  ["+66 81", "'+66 81"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["-2+3", "'-2+3"],
  ["\t=1", "'\t=1"],
  ["'=1", "''=1"],
  ["-12.50", "-12.50"],
  ["it's", "it's"],
  ["'quoted'", "'quoted'"],
  ["", ""],
])("a cell %j is written %j", (text, written) => {
  expect(guardCell(text)).toBe(written);
});

test("every text comes back, and none begins a formula", () => {
  const hostile = fc.string({ unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "1", ".", "a") });
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string()), (text) => {
      expect(unguardCell(guardCell(text))).toBe(text);
      expect(/^[=+@\t\r\n]/.test(guardCell(text))).toBe(false);
    }),
  );
});

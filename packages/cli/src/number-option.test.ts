import { expect, test } from "vitest";
import { readAmount, readCount, readShare } from "./number-option.ts";

test.each(["0", "-1", "1e3", "1.5", "", "01", "9999999999", "٣"])("no count: %s", (text) => {
  expect(() => readCount("--most", text)).toThrow(/--most/);
});

test.each(["0", "0.0000", "-1", "1e3", "", "1.2345", "1000000", "NaN"])("no amount: %s", (text) => {
  expect(() => readAmount("--deadline", text)).toThrow(/--deadline/);
});

test.each(["0", "1", "0.0", ".5", "1e-3"])("no share: %s", (text) => {
  expect(() => readShare("--alpha", text)).toThrow(/--alpha/);
});

test("what is one is read as it stands", () => {
  expect([readCount("--most", "25"), readAmount("--deadline", "0.5"), readShare("--alpha", "0.15")]).toEqual([25, 0.5, 0.15]);
});

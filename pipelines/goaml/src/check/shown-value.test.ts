import { expect, test } from "vitest";
import { shownValue } from "./shown-value.ts";

test.each([
  ["SWFT", "code", "SWFT"],
  ["Maria Example", "code", "13 characters"],
  ["-", "code", "-"],
  ["1,500.00", "number", "1,500.00"],
  ["Maria", "time", "5 characters"],
  ["11/03/2025", "time", "11/03/2025"],
  ["Pät Example", "pattern", '11 characters, among them "ä"'],
  ["A  B", "pattern", "4 characters"],
  ["x".repeat(300), "length", "300 characters"],
  ["😀", "length", "1 character"],
  ["", "length", "nothing"],
] as const)("of %j under %s a finding shows %j", (text, kind, shown) => {
  expect(shownValue(text, kind)).toBe(shown);
});

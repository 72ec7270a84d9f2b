import { expect, test } from "vitest";
import { comparableDate } from "./birth-date.ts";

test.each([
  ["1988-03-14", "1988-03-14"],
  ["1988-03-14T00:00:00", "1988-03-14"],
  ["1988-03", "1988-03"],
  ["1988", "1988"],
  ["2531-03-14", "1988-03-14"],
  ["1900-01-01", undefined],
  ["2443-01-01", undefined],
  ["1988-02-30", undefined],
  ["0001-01-01", undefined],
  ["9999-12-31", undefined],
  ["14/03/1988", undefined],
  ["", undefined],
  [undefined, undefined],
])("%s is compared as %s", (text, expected) => {
  expect(comparableDate(text)).toBe(expected);
});

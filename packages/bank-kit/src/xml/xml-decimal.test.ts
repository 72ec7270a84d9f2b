import { expect, test } from "vitest";
import { plainDecimal } from "./xml-decimal.ts";

test.each([
  ["5", "5"],
  ["+5.00", "5.00"],
  [".5", "0.5"],
  ["5.", "5"],
  ["005.10", "005.10"],
  ["-5", "-5"],
  [".", "."],
  ["+", "+"],
  ["1e3", "1e3"],
  ["1,5", "1,5"],
  ["+ 5", "+ 5"],
  ["++5", "++5"],
])("%j is %j", (text, plain) => expect(plainDecimal(text)).toBe(plain));

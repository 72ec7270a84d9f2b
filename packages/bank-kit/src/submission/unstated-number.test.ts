import { expect, test } from "vitest";
import { isUnstatedNumber } from "./unstated-number.ts";

test.each(["-", "--", ".", "***", "0", "000-000", "N/A", "n.a.", "Not provided", "UNKNOWN", "cash", "０", ""])(
  "%j is no number of an account",
  (text) => expect(isUnstatedNumber(text)).toBe(true),
);

test.each(["1", "0001", "NA-1", "CASH-02", "XXXX1234", "PLATFORM/42", "นา", "0xfb69"])("%j may be one", (text) =>
  expect(isUnstatedNumber(text)).toBe(false),
);

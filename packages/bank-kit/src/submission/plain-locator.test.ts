import { digestText } from "@tributary/domain";
import { expect, test } from "vitest";
import { withPlainLocator } from "./plain-locator.ts";

const fileSha256 = digestText("file");

function locatorOf(locator: string, file = fileSha256): string {
  return withPlainLocator({ record: { fileSha256: file, locator, rawSha256: file }, rows: {} }).record.locator;
}

test.each([
  "/report/transaction[3] line 1200",
  "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2] line 7",
  "break line 65536",
  "row 17 line 18",
  "end",
])("%s names nothing of the sender's", (locator) => {
  expect(locatorOf(locator)).toBe(locator);
});

test("an element that no format knows has no name in a place", () => {
  const place = locatorOf("/report/somchai_jaidee[2] line 12");
  expect(place).toMatch(/^\/report\/~[0-9a-f]{12}\[2\] line 12$/);
  expect(locatorOf("/report/somchai_jaidee[2] line 12")).toBe(place);
  expect(locatorOf("/report/somsak[2] line 12")).not.toBe(place);
  expect(locatorOf("/report/somchai_jaidee[2] line 12", digestText("other"))).not.toBe(place);
});

test.each(["/report/สมชาย line 1", "$.0812345678 line 1", "/report/TRANSACTION line 1", "/report/a\u0000b line 1"])(
  "%s is told by digests",
  (locator) => {
    expect(locatorOf(locator)).toMatch(/^(\/report\/|\$\.)~[0-9a-f]{12} line 1$/);
  },
);

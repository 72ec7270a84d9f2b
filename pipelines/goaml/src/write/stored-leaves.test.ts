import { expect, test } from "vitest";
import { compareRecordPaths, leavesOfRecord } from "./stored-leaves.ts";

test("a header stands before its transactions, and the tenth behind the ninth", () => {
  const paths = ["/report/transaction[10]", "/report/transaction[9]", "/report", "/report/activity"];
  expect(paths.sort(compareRecordPaths)).toEqual([
    "/report",
    "/report/activity",
    "/report/transaction[9]",
    "/report/transaction[10]",
  ]);
});

test("a record gives its leaves with their lines", () => {
  const record = { path: "/report", content: '[["/report/reason","x"]]', lines: "[7]" };
  expect(leavesOfRecord(record)).toEqual([{ path: "/report/reason", line: 7, value: "x" }]);
});

test.each(["{}", "[[1,2]]", "[", '[["/report/reason"]]', '[["/a","x"],["/b","y"]]'])("content %s is damage", (content) => {
  expect(() => leavesOfRecord({ path: "/report", content, lines: "[7]" })).toThrowError(/STORE_DAMAGED/);
});

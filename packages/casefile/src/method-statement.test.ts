import { tracingRules } from "@tributary/trace";
import { expect, test } from "vitest";
import { findBlockedWording } from "./blocked-wording.ts";
import { caseReadme } from "./case-readme.ts";
import { methodStatement, writeMethodStatement } from "./method-statement.ts";

test("the statement and the page beside it claim no more than a trace can show", () => {
  expect(findBlockedWording(writeMethodStatement(methodStatement(tracingRules, "1.0.0")))).toEqual([]);
  expect(findBlockedWording(caseReadme("CASE", []))).toEqual([]);
});

test("every rule that was asked for is explained", () => {
  const text = writeMethodStatement(methodStatement(["fifo", "libr"], "1.0.0"));
  expect(text).toContain("first in, first out");
  expect(text).toContain("lowest intermediate balance");
  expect(text).not.toContain("last in, first out");
});

test.each(["This proves it.", "It is proven.", "It belongs to him.", "the launderer", "clean money"])("%s is blocked", (text) => {
  expect(findBlockedWording(text)).toHaveLength(1);
});

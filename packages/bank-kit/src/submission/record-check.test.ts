import { expect, test } from "vitest";
import { addError, addWarning, inFileOrder, startCheck } from "./record-check.ts";

test("what is wrong in a record is told in the order of the file, warnings where they stand", () => {
  const check = startCheck("a.xml", "T-1");
  const remark = { code: "VALUE_UNREADABLE", found: "x", expected: "y" } as const;
  addError(check, { path: "/r/c", line: 3 }, remark);
  addError(check, { path: "/r/b", line: 2, column: 9 }, remark);
  addWarning(check, { path: "/r/a", line: 1 }, remark);
  addWarning(check, { path: "/r/b0", line: 2, column: 1 }, remark);
  expect(inFileOrder(check).map(({ where }) => where.path)).toEqual(["/r/a", "/r/b0", "/r/b", "/r/c"]);
});

import type { Finding } from "@tributary/domain";
import { expect, test } from "vitest";
import type { CheckFinding } from "./document-check.ts";
import { mergeFindings } from "./merge-findings.ts";

const told = (path: string, line: number, more: Partial<Finding> = {}): Finding => ({
  code: "VALUE_UNREADABLE",
  found: "x",
  expected: "y",
  where: { path, line },
  ...more,
});
const checked = (path: string, line: number, more: Partial<CheckFinding> = {}): CheckFinding => ({
  finding: told(path, line, { rule: "p/code", allowed: ["a"], hint: "h", where: { path, line, column: 3 } }),
  paths: [path],
  severity: "warning",
  ...more,
});

test("one fault is told once: the reader's words, with rule, place, allowed values and hint of the check", () => {
  const record = { errors: [told("/r/a", 2, { found: "the reader's" })], warnings: [] };
  mergeFindings(record, [checked("/r/a", 2)]);
  expect(record).toEqual({
    errors: [
      told("/r/a", 2, {
        found: "the reader's",
        rule: "p/code",
        allowed: ["a"],
        hint: "h",
        where: { path: "/r/a", line: 2, column: 3 },
      }),
    ],
    warnings: [],
  });
});

test("what is missing among several is the one that the reader misses", () => {
  const record = { errors: [told("/r/t_from", 1)], warnings: [] };
  mergeFindings(record, [checked("/r/t_from|t_to", 1, { paths: ["/r/t_from", "/r/t_to"] })]);
  expect([record.errors.length, record.warnings.length]).toEqual([1, 0]);
});

test("two faults of the check at one place of the reader are two", () => {
  const record: { errors: Finding[]; warnings: Finding[] } = { errors: [], warnings: [told("/r/a", 2)] };
  mergeFindings(record, [checked("/r/a", 2), checked("/r/a", 2)]);
  expect(record.warnings).toHaveLength(2);
});

test("the rest goes where its weight says, and all stands in the order of the file", () => {
  const record: { errors: Finding[]; warnings: Finding[] } = { errors: [], warnings: [told("/r/z", 9)] };
  mergeFindings(record, [checked("/r/a", 2), checked("/r/b", 1, { severity: "error" }), checked("/r/c", 1)]);
  expect(record.errors.map(({ where }) => where.path)).toEqual(["/r/b"]);
  expect(record.warnings.map(({ where }) => where.path)).toEqual(["/r/c", "/r/a", "/r/z"]);
});

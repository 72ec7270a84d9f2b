import { describe, expect, test } from "vitest";
import type { ValueRule } from "./structure.ts";
import { valueFault } from "./value-fault.ts";

const plain: ValueRule = {
  base: "text",
  minLength: 0,
  maxLength: null,
  min: null,
  max: null,
  fractionDigits: null,
  pattern: null,
  codes: null,
  fixed: null,
};
const threeDigits = {
  name: "digits-3",
  words: "one to three digits",
  matches: (text: string): boolean => /^[0-9]{1,3}$/.test(text),
};
const codes = new Set(["-", "CASH", "CHQ"]);
const faultOf = (text: string, rule: Partial<ValueRule>) => valueFault(text, { ...plain, ...rule }, () => codes);

describe("a value", () => {
  test.each<[string, Partial<ValueRule>]>([
    ["CASH", { codes: "funds" }],
    ["-", { codes: "funds" }],
    ["😀😀", { minLength: 2, maxLength: 2 }],
    [" true\n", { base: "boolean" }],
    ["2024-02-29T24:00:00", { base: "time" }],
    ["2000-02-29T23:59:59.999Z", { base: "time", min: "1753-01-01T00:00:00" }],
    ["-2147483648", { base: "integer" }],
    [" 12.50 ", { base: "decimal", fractionDigits: 1 }],
    ["9007199254740993", { base: "decimal", max: "9007199254740993" }],
  ])("%j is right by %j", (text, rule) => {
    expect(faultOf(text, rule)).toBeNull();
  });

  test.each<[string, Partial<ValueRule>, object]>([
    ["cash", { codes: "funds" }, { kind: "code", expected: "one of 3 codes of funds" }],
    ["CASH ", { codes: "funds" }, { kind: "code", hint: "no space around the code" }],
    ["", { minLength: 1 }, { kind: "length", code: "FIELD_MISSING" }],
    ["abcd", { maxLength: 3 }, { kind: "length", expected: "at most 3 characters", hint: "1 too many" }],
    ["true", { base: "boolean", fixed: "1" }, { kind: "boolean", expected: "1" }],
    ["1,500.00", { base: "decimal" }, { kind: "number", hint: "no thousands separators; the decimal mark is a dot" }],
    ["1e5", { base: "decimal" }, { kind: "number", code: "AMOUNT_NOT_DECIMAL" }],
    ["1.5", { base: "integer" }, { kind: "number" }],
    ["2147483648", { base: "integer" }, { kind: "bounds", code: "AMOUNT_TOO_LARGE" }],
    ["-0.01", { base: "decimal", min: "0" }, { kind: "bounds", code: "AMOUNT_NEGATIVE", expected: "0 or more" }],
    ["9007199254740994", { base: "decimal", max: "9007199254740993" }, { kind: "bounds" }],
    ["0.123", { base: "decimal", fractionDigits: 2 }, { kind: "bounds", code: "AMOUNT_TOO_PRECISE" }],
    [`${"9".repeat(65)}`, { base: "decimal" }, { kind: "number" }],
    ["+7", { base: "integer", pattern: threeDigits }, { kind: "pattern", expected: "one to three digits" }],
    ["0007", { base: "integer", pattern: threeDigits }, { kind: "pattern" }],
    ["2025-03-10", { base: "time" }, { kind: "time", hint: "write 2025-03-10T00:00:00 where only the day is known" }],
    ["2023-02-29T00:00:00", { base: "time" }, { kind: "time", hint: "no such day or hour" }],
    ["1900-02-29T00:00:00", { base: "time" }, { kind: "time" }],
    ["10/03/2025", { base: "time" }, { kind: "time", hint: "year first, then month and day, with hyphens" }],
    ["1752-12-31T23:59:59", { base: "time", min: "1753-01-01T00:00:00" }, { kind: "bounds", code: "TIME_OUT_OF_RANGE" }],
  ])("%j is wrong by %j: %j", (text, rule, fault) => {
    expect(faultOf(text, rule)).toMatchObject(fault);
  });
});

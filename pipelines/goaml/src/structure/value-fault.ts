import type { ErrorCode } from "@tributary/domain";
import { type ExactNumber, isLess, readExactNumber } from "./exact-number.ts";
import type { ValueRule } from "./structure.ts";

/** What a text breaks of its element's rule. */
type ValueFaultKind = "code" | "length" | "pattern" | "boolean" | "number" | "bounds" | "time";

export interface ValueFault {
  readonly kind: ValueFaultKind;
  readonly code: ErrorCode;
  readonly expected: string;
  readonly hint: string | null;
}

/**
 * What is wrong with an element's text by its rule, or null. Numbers, times and booleans may have white space around them, as XML Schema has
 * it; a code may not. Code lists are looked up in `codes`.
 */
export function valueFault(text: string, rule: ValueRule, codes: (list: string) => ReadonlySet<string>): ValueFault | null {
  if (rule.codes !== null) return codeFault(text, rule.codes, codes(rule.codes));
  if (rule.base === "text") return textFault(text, rule);
  const value = withoutSpace(text);
  if (rule.base === "boolean") return booleanFault(value, rule.fixed);
  if (rule.base === "time") return timeFault(value, rule);
  return numberFault(value, rule);
}

function withoutSpace(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** White space of XML: space, tab, line feed, carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function codeFault(text: string, list: string, allowed: ReadonlySet<string>): ValueFault | null {
  if (allowed.has(text)) return null;
  return {
    kind: "code",
    code: "VALUE_UNREADABLE",
    expected: `one of ${allowed.size} codes of ${list}`,
    hint: codeHint(text, allowed),
  };
}

function codeHint(text: string, allowed: ReadonlySet<string>): string | null {
  if (allowed.has(text.trim())) return "no space around the code";
  return text.trim() === "-" ? "the list has no - for what is not known; leave the element out where the edition lets you" : null;
}

function textFault(text: string, { minLength, maxLength, pattern }: ValueRule): ValueFault | null {
  const length = text.length > (maxLength ?? 0) || text.length < 2 * minLength ? lengthOf(text) : text.length;
  if (length < minLength) {
    const code = text === "" ? "FIELD_MISSING" : "VALUE_UNREADABLE";
    return { kind: "length", code, expected: `at least ${counted(minLength)}`, hint: null };
  }
  if (maxLength !== null && length > maxLength) {
    const hint = `${length - maxLength} too many`;
    return { kind: "length", code: "VALUE_UNREADABLE", expected: `at most ${counted(maxLength)}`, hint };
  }
  if (pattern === null || pattern.matches(text)) return null;
  return { kind: "pattern", code: "VALUE_UNREADABLE", expected: pattern.words, hint: null };
}

/** Characters, not UTF-16 units: one beyond the basic plane counts once. */
function lengthOf(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at += 1) if ((text.codePointAt(at) ?? 0) > 0xffff) pairs += 1;
  return text.length - pairs;
}

function counted(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}

const booleanWords: readonly string[] = ["true", "false", "1", "0"];

function booleanFault(text: string, fixed: string | null): ValueFault | null {
  const words = fixed === null ? booleanWords : [fixed];
  if (words.includes(text)) return null;
  const isSame = fixed === "1" && text === "true";
  const hint = isSame
    ? "write 1: some checkers refuse the word true here"
    : fixed === null
      ? null
      : "leave the element out where it is not so";
  return { kind: "boolean", code: "VALUE_UNREADABLE", expected: words.join(", "), hint };
}

function numberFault(text: string, rule: ValueRule): ValueFault | null {
  const isWhole = rule.base === "integer";
  const value = isWhole && text.includes(".") ? null : readExactNumber(text);
  if (value === null) {
    const hint = /^[+-]?\d[\d.,' ]*$/.test(text) ? "no thousands separators; the decimal mark is a dot" : null;
    const expected = isWhole ? "a whole number in plain digits" : "a number in plain digits";
    return { kind: "number", code: "AMOUNT_NOT_DECIMAL", expected, hint };
  }
  const { fractionDigits } = rule;
  if (fractionDigits !== null && value.decimals > fractionDigits) {
    return { kind: "bounds", code: "AMOUNT_TOO_PRECISE", expected: `at most ${fractionDigits} decimals`, hint: null };
  }
  const { min, max, low, high } = boundsOf(rule);
  if (low !== null && isLess(value, low)) {
    const code = value.digits < 0n ? "AMOUNT_NEGATIVE" : "VALUE_UNREADABLE";
    return { kind: "bounds", code, expected: `${min} or more`, hint: null };
  }
  if (high !== null && isLess(high, value))
    return { kind: "bounds", code: "AMOUNT_TOO_LARGE", expected: `at most ${max}`, hint: null };
  if (rule.pattern === null || rule.pattern.matches(text)) return null;
  return { kind: "pattern", code: "VALUE_UNREADABLE", expected: rule.pattern.words, hint: null };
}

interface Bounds {
  readonly min: string | null;
  readonly max: string | null;
  readonly low: ExactNumber | null;
  readonly high: ExactNumber | null;
}

const knownBounds = new WeakMap<ValueRule, Bounds>();

function boundsOf(rule: ValueRule): Bounds {
  const known = knownBounds.get(rule);
  if (known !== undefined) return known;
  const isWhole = rule.base === "integer";
  const [min, max] = [rule.min ?? (isWhole ? integerMin : null), rule.max ?? (isWhole ? integerMax : null)];
  const [low, high] = [min === null ? null : readExactNumber(min), max === null ? null : readExactNumber(max)];
  const bounds = { min, max, low, high };
  knownBounds.set(rule, bounds);
  return bounds;
}

/** Whole numbers of goAML have 32 bits. */
const integerMin = "-2147483648";
const integerMax = "2147483647";

const timeForm = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/;

function timeFault(text: string, { min }: ValueRule): ValueFault | null {
  const expected = "a date and time that exist, such as 2025-03-10T08:15:00";
  const parts = timeForm.exec(text);
  if (parts === null) return { kind: "time", code: "TIME_UNREADABLE", expected, hint: timeHint(text) };
  if (!isMoment(parts)) return { kind: "time", code: "TIME_UNREADABLE", expected, hint: "no such day or hour" };
  if (min === null || text >= min) return null;
  return { kind: "bounds", code: "TIME_OUT_OF_RANGE", expected: `${min} or later`, hint: null };
}

function timeHint(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `write ${text}T00:00:00 where only the day is known`;
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}/.test(text)) return "year first, then month and day, with hyphens";
  return /^\d{4}-\d{2}-\d{2} /.test(text) ? "a T between date and time, no space" : null;
}

function isMoment([
  ,
  year = "",
  month = "",
  day = "",
  hour = "",
  minute = "",
  second = "",
  fraction = "",
]: RegExpExecArray): boolean {
  const isDay =
    year !== "0000" && month > "00" && month < "13" && day > "00" && Number(day) <= daysIn(Number(year), Number(month));
  const isMidnightAfter = hour === "24" && minute === "00" && second === "00" && /^\.?0*$/.test(fraction);
  return isDay && (isMidnightAfter || (hour < "24" && minute < "60" && second < "60"));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

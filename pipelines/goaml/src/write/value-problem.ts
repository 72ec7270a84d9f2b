import type { ErrorCode } from "@tributary/domain";
import type { Structure, ValueRule } from "../structure/structure.ts";

export interface ValueProblem {
  readonly code: ErrorCode;
  readonly expected: string;
  readonly allowed: readonly string[];
}

/** What is wrong with an element's text by its rule, or null. Bounds are compared as decimals, never as JS numbers. */
export function valueProblem(text: string, rule: ValueRule, structure: Structure): ValueProblem | null {
  if (rule.codes !== null) return codeProblem(text, [...structure.codesOf(rule.codes)]);
  const form = formProblem(text, rule);
  if (form !== null) return { ...form, allowed: [] };
  const characters = [...text].length;
  if (characters < rule.minLength) return unreadable(`at least ${rule.minLength} characters`);
  if (rule.maxLength !== null && characters > rule.maxLength) return unreadable(`at most ${rule.maxLength} characters`);
  if (rule.pattern !== null && !rule.pattern.matches(text)) return unreadable(rule.pattern.words);
  return null;
}

function codeProblem(text: string, allowed: readonly string[]): ValueProblem | null {
  if (allowed.includes(text)) return null;
  const shown = allowed.length > 12 ? `${allowed.slice(0, 12).join(", ")} and ${allowed.length - 12} more` : allowed.join(", ");
  return { code: "VALUE_UNREADABLE", expected: `one of ${shown}`, allowed };
}

function formProblem(text: string, rule: ValueRule): Omit<ValueProblem, "allowed"> | null {
  switch (rule.base) {
    case "text":
      return null;
    case "boolean":
      return booleanProblem(text, rule.fixed);
    case "time":
      return isDateTime(text, rule.min) ? null : { code: "TIME_UNREADABLE", expected: timeRule(rule.min) };
    default:
      return numberProblem(text, rule);
  }
}

function booleanProblem(text: string, fixed: string | null): Omit<ValueProblem, "allowed"> | null {
  const words = fixed === null ? ["true", "false", "1", "0"] : [fixed];
  return words.includes(text) ? null : { code: "VALUE_UNREADABLE", expected: words.join(", ") };
}

const dateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?$/;

/** A day of the calendar and a time of the clock. */
function isDateTime(text: string, min: string | null): boolean {
  const [, year = "", month = "", day = "", hour = "", minute = "", second = ""] = dateTime.exec(text) ?? [];
  if (year === "") return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
  return isDay && hour < "24" && minute < "60" && second < "60" && (min === null || text >= min);
}

function timeRule(min: string | null): string {
  return `a date and time that exist, such as 2025-03-10T08:15:00${min === null ? "" : `, not before ${min}`}`;
}

function numberProblem(text: string, rule: ValueRule): Omit<ValueProblem, "allowed"> | null {
  const digits = rule.base === "integer" ? 0 : rule.fractionDigits;
  const value = readDecimal(text);
  const isWhole = rule.base !== "integer" || !text.includes(".");
  const what = rule.base === "integer" ? "a whole number" : "plain decimal digits";
  if (value === null || !isWhole) return { code: "AMOUNT_NOT_DECIMAL", expected: `${what} with "." as the decimal mark` };
  if (digits !== null && value.decimals > digits) return { code: "AMOUNT_TOO_PRECISE", expected: `at most ${digits} decimals` };
  if (rule.min !== null && isBelow(text, rule.min)) return { code: "VALUE_UNREADABLE", expected: `${rule.min} or more` };
  if (rule.max !== null && isBelow(rule.max, text)) return { code: "AMOUNT_TOO_LARGE", expected: `at most ${rule.max}` };
  return null;
}

interface Decimal {
  readonly digits: bigint;
  readonly decimals: number;
}

/** Characters of a number: a bound on hostile text. */
const numberCharactersMax = 64;

function readDecimal(text: string): Decimal | null {
  const [, sign = "", units = "", fraction = ""] =
    /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.slice(0, numberCharactersMax + 1)) ?? [];
  if (units === "" && fraction === "") return null;
  if (text.length > numberCharactersMax) return null;
  const significant = fraction.replace(/0+$/, "");
  const digits = BigInt(`${units}${significant}`);
  return { digits: sign === "-" ? -digits : digits, decimals: significant.length };
}

function isBelow(left: string, right: string): boolean {
  const [a, b] = [readDecimal(left), readDecimal(right)];
  if (a === null || b === null) return false;
  const scale = Math.max(a.decimals, b.decimals);
  return a.digits * 10n ** BigInt(scale - a.decimals) < b.digits * 10n ** BigInt(scale - b.decimals);
}

function unreadable(expected: string): ValueProblem {
  return { code: "VALUE_UNREADABLE", expected, allowed: [] };
}

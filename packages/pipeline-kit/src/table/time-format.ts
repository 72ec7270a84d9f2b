import {
  accept,
  boundInstant,
  civilMicros,
  type Precision,
  parseInstant,
  type Result,
  refuse,
  type UtcMicros,
} from "@tributary/domain";
import type { TimeZone } from "./time-zone.ts";

/** How a column writes its times. */
export interface TimeFormat {
  readonly pattern: string;
  /** The finest unit that the pattern writes. */
  readonly precision: Precision;
  /** Local patterns say no offset and need a zone; the others must not have one. */
  readonly isLocal: boolean;
  readonly parse: (text: string, zone: TimeZone | null) => Result<UtcMicros>;
}

type Part = "year" | "month" | "day" | "hour" | "hour12" | "minute" | "second" | "fraction" | "monthName" | "half" | "offset";

const tokens: ReadonlyArray<readonly [token: string, part: Part, pattern: string]> = [
  ["yyyy", "year", "([0-9]{4})"],
  ["MMM", "monthName", "([A-Za-z]{3})"],
  ["MM", "month", "([0-9]{2})"],
  ["M", "month", "([0-9]{1,2})"],
  ["dd", "day", "([0-9]{2})"],
  ["d", "day", "([0-9]{1,2})"],
  ["HH", "hour", "([0-9]{2})"],
  ["H", "hour", "([0-9]{1,2})"],
  ["hh", "hour12", "([0-9]{2})"],
  ["h", "hour12", "([0-9]{1,2})"],
  ["mm", "minute", "([0-9]{2})"],
  ["ss", "second", "([0-9]{2})"],
  ["SSSSSS", "fraction", "([0-9]{6})"],
  ["SSS", "fraction", "([0-9]{3})"],
  ["a", "half", "([AaPp][Mm])"],
  ["ZZ", "offset", "(Z|[+-][0-9]{2}:[0-9]{2})"],
];

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const expectedPattern =
  "rfc3339, unix_seconds, unix_milliseconds, unix_microseconds, or a pattern of yyyy, MM, M, MMM, dd, d, HH, H, hh, h, a, mm, ss, SSS, SSSSSS, ZZ, with other letters in 'quotes'";
const patternLengthMax = 64;

const named: ReadonlyMap<string, TimeFormat> = new Map(
  [
    { pattern: "rfc3339", precision: "instant", isLocal: false, parse: parseInstant } as const,
    { pattern: "unix_seconds", precision: "second", isLocal: false, parse: unixTime(1_000_000n) } as const,
    { pattern: "unix_milliseconds", precision: "instant", isLocal: false, parse: unixTime(1000n) } as const,
    { pattern: "unix_microseconds", precision: "instant", isLocal: false, parse: unixTime(1n) } as const,
  ].map((format) => [format.pattern, format]),
);

/** Reads a pattern of a column map. */
export function parseTimeFormat(pattern: string): Result<TimeFormat> {
  const known = named.get(pattern);
  if (known !== undefined) return accept(known);
  if (pattern.length > patternLengthMax) return refuse("VALUE_UNREADABLE", pattern, `at most ${patternLengthMax} characters`);
  const compiled = compilePattern(pattern);
  if (compiled === undefined) return refuse("VALUE_UNREADABLE", pattern, expectedPattern);
  const { expression, parts } = compiled;
  const problem = findGap(parts);
  if (problem !== undefined) return refuse("VALUE_UNREADABLE", pattern, problem);
  const isLocal = !parts.includes("offset");
  return accept({
    pattern,
    precision: finest(parts),
    isLocal,
    parse: (text, zone) => parseByPattern(text, { pattern, expression, parts, zone }),
  });
}

function compilePattern(pattern: string): { expression: RegExp; parts: readonly Part[] } | undefined {
  const parts: Part[] = [];
  let source = "";
  let at = 0;
  while (at < pattern.length) {
    const quoted = /^'([^']*)'/.exec(pattern.slice(at));
    const token = tokens.find(([text]) => pattern.startsWith(text, at));
    if (quoted !== null) {
      source += escapeLiteral(quoted[1] === "" ? "'" : (quoted[1] ?? ""));
      at += quoted[0].length;
    } else if (token !== undefined) {
      const [text, part, expression] = token;
      // A letter more than the token has would be another token that this list does not know.
      if (pattern[at + text.length] === text.at(-1) || parts.includes(part)) return undefined;
      parts.push(part);
      source += expression;
      at += text.length;
    } else {
      const character = pattern[at] ?? "";
      if (/[A-Za-z']/.test(character)) return undefined;
      source += escapeLiteral(character);
      at += 1;
    }
  }
  return { expression: new RegExp(`^${source}$`), parts };
}

function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => `\\${character}`);
}

function findGap(parts: readonly Part[]): string | undefined {
  const has = (part: Part): boolean => parts.includes(part);
  if (!has("year") || !has("day") || has("month") === has("monthName")) return "a pattern with one year, one month and one day";
  if (has("hour12") !== has("half")) return "a pattern with both hh and a, or neither";
  if (has("hour") && has("hour12")) return "a pattern with HH or hh, not both";
  const hasHour = has("hour") || has("hour12");
  if (
    hasHour !== has("minute") ||
    (has("second") && !hasHour) ||
    (has("fraction") && !has("second")) ||
    (has("offset") && !hasHour)
  )
    return "a pattern whose time has hours and minutes, seconds only after them, fractions only after seconds";
  return undefined;
}

function finest(parts: readonly Part[]): Precision {
  if (parts.includes("fraction")) return "instant";
  if (parts.includes("second")) return "second";
  return parts.includes("minute") ? "minute" : "day";
}

interface PatternReading {
  readonly pattern: string;
  readonly expression: RegExp;
  readonly parts: readonly Part[];
  readonly zone: TimeZone | null;
}

function parseByPattern(text: string, { pattern, expression, parts, zone }: PatternReading): Result<UtcMicros> {
  const expected = `a date and time that exist, written as ${pattern}`;
  const match = expression.exec(text);
  if (match === null) return refuse("TIME_UNREADABLE", text === "" ? "nothing" : text, expected);
  const values = new Map(parts.map((part, index) => [part, match[index + 1] ?? ""]));
  const month = values.get("month") ?? monthNumber(values.get("monthName") ?? "");
  const hour = hourOf(values);
  if (month === undefined || hour === undefined) return refuse("TIME_UNREADABLE", text, expected);
  const local = civilMicros({
    year: values.get("year") ?? "",
    month,
    day: values.get("day") ?? "",
    hour,
    minute: values.get("minute") ?? "0",
    second: values.get("second") ?? "0",
    fraction: values.get("fraction") ?? "",
  });
  if (local === undefined) return refuse("TIME_UNREADABLE", text, expected);
  const offset = values.get("offset");
  if (offset !== undefined) return shiftByOffset(local, { offset, text });
  return zone === null ? refuse("TIME_WITHOUT_OFFSET", text, "a zone in the column map") : zone.toInstant(local, text);
}

function monthNumber(name: string): string | undefined {
  const index = monthNames.indexOf(name.toLowerCase());
  return index === -1 ? undefined : (index + 1).toString();
}

function hourOf(values: ReadonlyMap<Part, string>): string | undefined {
  const hour12 = values.get("hour12");
  if (hour12 === undefined) return values.get("hour") ?? "0";
  const hour = Number(hour12);
  if (hour < 1 || hour > 12) return undefined;
  return ((hour % 12) + (values.get("half")?.toLowerCase() === "pm" ? 12 : 0)).toString();
}

function shiftByOffset(local: bigint, { offset, text }: { offset: string; text: string }): Result<UtcMicros> {
  if (offset === "Z") return boundInstant(local, text);
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(4, 6))];
  if (hours > 23 || minutes > 59) return refuse("TIME_UNREADABLE", text, "an offset from UTC of less than a day");
  const micros = BigInt(hours * 60 + minutes) * 60_000_000n;
  return boundInstant(offset.startsWith("-") ? local + micros : local - micros, text);
}

function unixTime(micros: bigint): (text: string) => Result<UtcMicros> {
  return (text) =>
    /^-?[0-9]{1,20}$/.test(text)
      ? boundInstant(BigInt(text) * micros, text)
      : refuse("TIME_UNREADABLE", text === "" ? "nothing" : text, "whole digits since 1970-01-01T00:00:00Z");
}

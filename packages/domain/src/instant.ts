import type { Brand } from "./brand.ts";
import { accept, type Result, refuse } from "./errors.ts";

/** Microseconds since 1970-01-01T00:00:00Z, in UTC, leap seconds not counted. */
export type UtcMicros = Brand<bigint, "UtcMicros">;

/** How precise a stated time is. The stated time is the first microsecond of the interval it stands for. */
export type Precision = "instant" | "second" | "minute" | "day";
/** Every precision, the finest first. */
export const precisions: readonly Precision[] = ["instant", "second", "minute", "day"];

/** What a time states: a block's time, a bank's booking or value date, or when something was observed. */
export type TimeBasis = "block" | "booking" | "value" | "observed";
/** Every basis of a time. */
export const timeBases: readonly TimeBasis[] = ["block", "booking", "value", "observed"];

const microsPerSecond = 1_000_000n;
const rfc3339 =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})?$/;

/** Reads RFC 3339 with an offset and at most six decimals of a second. A time without offset is refused. */
export function parseInstant(text: string): Result<UtcMicros> {
  const expected = "RFC 3339 with an offset, for example 2024-03-01T09:30:00.000000+07:00";
  const match = rfc3339.exec(text);
  if (match === null) return refuse("TIME_UNREADABLE", text === "" ? "nothing" : text, expected);
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = "", offset] = match;
  if (offset === undefined) return refuse("TIME_WITHOUT_OFFSET", text, expected);
  if (/[1-9]/.test(fraction.slice(6))) return refuse("TIME_UNREADABLE", text, "at most six decimals of a second");
  const local = civilMicros({ year, month, day, hour, minute, second, fraction });
  const offsetMicros = parseOffset(offset);
  if (local === undefined || offsetMicros === undefined)
    return refuse("TIME_UNREADABLE", text, `a date and time that exist, ${expected}`);
  return boundInstant(local - offsetMicros, text);
}

export interface CivilTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour?: string;
  readonly minute?: string;
  readonly second?: string;
  readonly fraction?: string;
}

/** Microseconds of a civil time as if it were UTC; undefined where no such date or time exists. */
export function civilMicros(time: CivilTime): bigint | undefined {
  const [year, month, day] = [Number(time.year), Number(time.month), Number(time.day)];
  const [hour, minute, second] = [Number(time.hour ?? "0"), Number(time.minute ?? "0"), Number(time.second ?? "0")];
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = BigInt(daysFromCivil(year, month, day)) * 86_400n + BigInt(hour * 3600 + minute * 60 + second);
  return seconds * microsPerSecond + BigInt((time.fraction ?? "").slice(0, 6).padEnd(6, "0"));
}

/** Microseconds since 1970 as an instant; `text` is shown where they are refused, with TIME_OUT_OF_RANGE. */
export function boundInstant(micros: bigint, text: string): Result<UtcMicros> {
  if (micros < instantMin || micros > instantMax) return refuse("TIME_OUT_OF_RANGE", text, "a time in the years 1 to 9999");
  return accept(micros as UtcMicros);
}

/** `2024-03-01T02:30:00.000000Z`: always UTC, always six decimals, so that text order is time order. */
export function formatInstant(instant: UtcMicros): string {
  const seconds = floorDivide(instant, microsPerSecond);
  const fraction = instant - seconds * microsPerSecond;
  const days = floorDivide(seconds, 86_400n);
  const secondOfDay = Number(seconds - days * 86_400n);
  const { year, month, day } = civilFromDays(Number(days));
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const time = `${pad(Math.floor(secondOfDay / 3600), 2)}:${pad(Math.floor(secondOfDay / 60) % 60, 2)}:${pad(secondOfDay % 60, 2)}`;
  return `${date}T${time}.${fraction.toString().padStart(6, "0")}Z`;
}

/** The last microsecond that a stated time may stand for, given its precision. */
export function instantEnd(instant: UtcMicros, precision: Precision): UtcMicros {
  return (instant + precisionMicros[precision] - 1n) as UtcMicros;
}

const precisionMicros: Readonly<Record<Precision, bigint>> = {
  instant: 1n,
  second: microsPerSecond,
  minute: 60n * microsPerSecond,
  day: 86_400n * microsPerSecond,
};

function parseOffset(offset: string): bigint | undefined {
  if (offset === "Z" || offset === "z") return 0n;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  const micros = BigInt(hours * 60 + minutes) * 60n * microsPerSecond;
  return offset.startsWith("-") ? -micros : micros;
}

function isCivilDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function pad(value: number, width: number): string {
  return value.toString().padStart(width, "0");
}

/** 0001-01-01T00:00:00Z. */
export const instantMin: UtcMicros = (BigInt(daysFromCivil(1, 1, 1)) * 86_400n * microsPerSecond) as UtcMicros;
/** 9999-12-31T23:59:59.999999Z. */
export const instantMax: UtcMicros = (BigInt(daysFromCivil(10_000, 1, 1)) * 86_400n * microsPerSecond - 1n) as UtcMicros;

import { accept, boundInstant, civilMicros, type Precision, type Result, refuse, type UtcMicros } from "@tributary/domain";
import { columnsOf, renderText, type TimeZone } from "@tributary/pipeline-kit";
import type { DateOrder, DateRule } from "./bank-table-map.ts";
import { type RowValues, take } from "./row-values.ts";

export interface RowTime {
  readonly occurredAt: UtcMicros;
  readonly precision: Precision;
}

/** Thailand's calendar counts from 543 years earlier. */
const buddhistYears = 543;
/** No bank has records of this year of the common era; in Thailand's calendar it was long ago. */
const doubtfulYear = 2400;

/** When a row says that it happened. A spreadsheet's own dates need no order. */
export function readRowTime(row: RowValues, rule: DateRule): RowTime | undefined {
  const columns = columnsOf(rule.text);
  const text = renderText(rule.text, row);
  if (!text.ok) return take(row, columns, text);
  const isDate = columns.some((column) => row.cellOf(column)?.kind === "date");
  if (isDate) {
    if (rule.zone !== null)
      return take(row, columns, parseOrdered(text.value, { order: "ymd", calendar: "gregorian" }, rule.zone));
    return take(
      row,
      columns,
      refuse("TIME_WITHOUT_OFFSET", text.value, "text with an offset, or a map with date_order and zone"),
    );
  }
  return take(row, columns, parseWritten(text.value, rule));
}

function parseWritten(text: string, { written, zone }: DateRule): Result<RowTime> {
  if (written.kind === "format") {
    const time = written.format.parse(text, zone);
    return time.ok ? accept({ occurredAt: time.value, precision: written.format.precision }) : time;
  }
  return zone === null ? refuse("TIME_WITHOUT_OFFSET", text, "a zone in the map") : parseOrdered(text, written, zone);
}

export interface OrderedDate {
  readonly order: DateOrder;
  readonly calendar: "gregorian" | "buddhist";
}

const datePattern = /^([0-9]{1,4})([-/. ])([0-9]{1,2})\2([0-9]{1,4})$/;
const timePattern = /^([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?$/;

/** A date in the stated order, with an hour, minutes and seconds after it or without. */
function parseOrdered(text: string, date: OrderedDate, zone: TimeZone): Result<RowTime> {
  const expected = `a date that exists, as ${date.order} with a year of four digits, and a time or none, for example ${examples[date.order]}`;
  const [dayText = "", timeText, ...rest] = text.trim().split(/[T ]+(?=[0-9]{1,2}:)/);
  const parts = readDateParts(dayText, date);
  const time = timeText === undefined ? null : timePattern.exec(timeText.trim());
  if (rest.length > 0 || !("year" in parts) || (timeText !== undefined && time === null)) {
    return refuse("TIME_UNREADABLE", text, "problem" in parts ? parts.problem : expected);
  }
  const [, hour = "0", minute = "0", second, fraction] = time ?? [];
  const micros = civilMicros({ ...parts, hour, minute, second: second ?? "0", fraction: fraction ?? "" });
  if (micros === undefined) return refuse("TIME_UNREADABLE", text, expected);
  const occurredAt = zone.toInstant(micros, text);
  return occurredAt.ok ? accept({ occurredAt: occurredAt.value, precision: precisionOf(time, fraction) }) : occurredAt;
}

const examples: Readonly<Record<DateOrder, string>> = {
  dmy: "31/01/2024 09:30",
  mdy: "01/31/2024 09:30",
  ymd: "2024-01-31 09:30",
};

function precisionOf(time: RegExpExecArray | null, fraction: string | undefined): Precision {
  if (time === null) return "day";
  if (fraction !== undefined) return "instant";
  return time[3] === undefined ? "minute" : "second";
}

type DateParts = { readonly year: string; readonly month: string; readonly day: string } | { readonly problem: string } | object;

function readDateParts(text: string, { order, calendar }: OrderedDate): DateParts {
  const match = datePattern.exec(text);
  if (match === null) return {};
  const texts = [match[1] ?? "", match[3] ?? "", match[4] ?? ""];
  const part = (letter: string): string => texts[order.indexOf(letter)] ?? "";
  const [year, month, day] = [part("y"), part("m"), part("d")];
  if (year.length !== 4 || month.length > 2 || day.length > 2) return {};
  if (calendar === "buddhist") return { year: String(Number(year) - buddhistYears).padStart(4, "0"), month, day };
  if (Number(year) < doubtfulYear) return { year, month, day };
  return { problem: "a year of the common era, or calendar: buddhist in the map" };
}

/** A day without a clock, as `1988-03-14`. */
export function parseDay(text: string, date: OrderedDate): Result<string> {
  const parts = readDateParts(text.trim(), date);
  const expected = `a date that exists, as ${date.order} with a year of four digits`;
  if (!("year" in parts)) return refuse("TIME_UNREADABLE", text, "problem" in parts ? parts.problem : expected);
  const micros = civilMicros(parts);
  const bound = micros === undefined ? undefined : boundInstant(micros, text);
  if (bound === undefined || !bound.ok) return refuse("TIME_UNREADABLE", text, expected);
  return accept(`${parts.year}-${parts.month.padStart(2, "0")}-${parts.day.padStart(2, "0")}`);
}

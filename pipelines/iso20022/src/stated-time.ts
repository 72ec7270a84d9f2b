import { childOf, statedText, type XmlElement } from "@tributary/bank-kit";
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

export interface StatedTime {
  readonly occurredAt: UtcMicros;
  readonly precision: Precision;
  /** The calendar day as written, `2025-03-10`. */
  readonly day: string;
  /** Whose midnight the day begins at: as written, or the stated zone offset; null where neither is known and UTC was taken. */
  readonly offset: string | null;
}

const form = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads a date or a date with a time. A date alone is a day: it begins at midnight of its own offset, else of `zoneOffset`, else of UTC. A time
 * without an offset takes `zoneOffset`, else it is refused with TIME_WITHOUT_OFFSET. Midnight exactly is how systems write a day without a time.
 */
export function readTime(text: string, zoneOffset: string | null): Result<StatedTime> {
  const expected = "a date or a date and time that exist, such as 2025-03-10 or 2025-03-10T08:15:00+07:00";
  const [, day = "", clock, stated] = form.exec(text) ?? [];
  if (day === "" || !exists(day, clock)) return refuse("TIME_UNREADABLE", text, expected);
  const offset = stated ?? zoneOffset;
  if (clock !== undefined && offset === null)
    return refuse(
      "TIME_WITHOUT_OFFSET",
      text,
      "an offset such as +07:00 in the time itself, or a stated zone offset for the file",
    );
  const instant = parseInstant(`${day}T${clock ?? "00:00:00"}${offset ?? "Z"}`);
  if (!instant.ok) return instant;
  const bounded = boundInstant(instant.value, text);
  return bounded.ok ? accept({ occurredAt: bounded.value, precision: precisionOf(clock), day, offset }) : bounded;
}

/** The day of a time: what two reports of one movement agree on, where one of them states no time of day. */
export function dayOf({ day, offset }: StatedTime): Result<StatedTime> {
  return readTime(`${day}${offset ?? ""}`, null);
}

/** The date inside a choice of `Dt` and `DtTm`, or the element's own text. */
export function timeElement(element: XmlElement | undefined): XmlElement | undefined {
  if (element === undefined || element.children.length === 0) return statedText(element) === null ? undefined : element;
  const chosen = childOf(element, "DtTm") ?? childOf(element, "Dt");
  return statedText(chosen) === null ? undefined : chosen;
}

function exists(day: string, clock: string | undefined): boolean {
  const [year = "", month = "", date = ""] = day.split("-");
  const [hour = "0", minute = "0", second = "0"] = clock?.split(/[:.]/) ?? [];
  return civilMicros({ year, month, day: date, hour, minute, second }) !== undefined;
}

function precisionOf(clock: string | undefined): Precision {
  if (clock === undefined || /^00:00:00(\.0+)?$/.test(clock)) return "day";
  return /\.\d*[1-9]/.test(clock) ? "instant" : "second";
}

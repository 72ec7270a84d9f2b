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
import type { GoamlProfile } from "./goaml-profile.ts";

export interface TransactionTime {
  readonly occurredAt: UtcMicros;
  readonly precision: Precision;
}

export interface ZoneChoice {
  readonly profile: GoamlProfile;
  /** Offset of times that state none, where the profile has no zone. */
  readonly zoneOffset: string | null;
}

const form = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads the format's date and time. A stated offset counts; else the profile's zone, else `zoneOffset`, else
 * TIME_WITHOUT_OFFSET. Midnight exactly is how systems write a day without a time: precision `day`, else `second`.
 */
export function readTransactionTime(text: string, zone: ZoneChoice): Result<TransactionTime> {
  const expected = "a date and time that exist, such as 2025-03-10T08:15:00";
  const [, date = "", clock = "", stated] = form.exec(text) ?? [];
  if (date === "") return refuse("TIME_UNREADABLE", text, expected);
  if (zone.profile.datePlaceholders.includes(date)) return refuse("FIELD_MISSING", text, "a date that is no placeholder");
  if (civilMicros(civilParts(date, clock)) === undefined) return refuse("TIME_UNREADABLE", text, expected);
  const offset = stated ?? offsetFor(date, zone);
  if (offset === null) return refuse("TIME_WITHOUT_OFFSET", text, expectedOffset(zone));
  const instant = parseInstant(`${date}T${clock}${offset}`);
  if (!instant.ok) return instant;
  const bounded = boundInstant(instant.value, text);
  if (!bounded.ok) return bounded;
  return accept({ occurredAt: bounded.value, precision: precisionOf(clock) });
}

function civilParts(date: string, clock: string): Parameters<typeof civilMicros>[0] {
  const [year = "", month = "", day = ""] = date.split("-");
  const [hour = "", minute = "", second = ""] = clock.split(/[:.]/);
  return { year, month, day, hour, minute, second };
}

function offsetFor(date: string, { profile, zoneOffset }: ZoneChoice): string | null {
  if (profile.zone === null) return zoneOffset;
  return date >= profile.zone.since ? profile.zone.offset : null;
}

function expectedOffset({ profile }: ZoneChoice): string {
  return profile.zone === null
    ? "an offset such as +05:30 in the time itself, or a stated zone offset for the whole file"
    : `an offset in the time itself: ${profile.zone.name} is known from ${profile.zone.since} on`;
}

function precisionOf(clock: string): Precision {
  if (/^00:00:00(\.0+)?$/.test(clock)) return "day";
  return /\.\d*[1-9]/.test(clock) ? "instant" : "second";
}

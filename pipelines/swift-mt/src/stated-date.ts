import { accept, boundInstant, civilMicros, parseInstant, type Result, refuse, type UtcMicros } from "@tributary/domain";

export interface StatedDay {
  /** The first moment of the day under the stated zone offset, else of UTC. */
  readonly occurredAt: UtcMicros;
  /** `2016-03-01`. */
  readonly day: string;
}

/** Reads `YYMMDD`. Years up to 79 are of this century, later ones of the last, as SWIFT's standards have it. */
export function readDate(text: string, zoneOffset: string | null): Result<StatedDay> {
  const [, year = "", month = "", day = ""] = /^([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  const century = Number(year) > 79 ? "19" : "20";
  return readDay({ year: `${century}${year}`, month, day }, text, zoneOffset);
}

/** Reads `MMDD` as the date of that name that is nearest to `near`: a booking stands at most some days from its value date. */
export function readDateNear(text: string, near: StatedDay, zoneOffset: string | null): Result<StatedDay> {
  const [, month = "", day = ""] = /^([0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  const year = Number(near.day.slice(0, 4));
  const candidates = [year, year - 1, year + 1].flatMap((candidate) => {
    const read = readDay({ year: candidate.toString(), month, day }, text, zoneOffset);
    return read.ok ? [read.value] : [];
  });
  const [first] = candidates.sort((one, other) => Number(distance(one, near) - distance(other, near)));
  return first === undefined ? refuse("TIME_UNREADABLE", text, `${dateExpected} as MMDD`) : accept(first);
}

const dateExpected = "a date that exists";

interface CivilDay {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

function readDay(civil: CivilDay, text: string, zoneOffset: string | null): Result<StatedDay> {
  if (civil.month === "" || civilMicros(civil) === undefined)
    return refuse("TIME_UNREADABLE", text === "" ? "nothing" : text, `${dateExpected} as YYMMDD`);
  const day = `${civil.year}-${civil.month}-${civil.day}`;
  const instant = parseInstant(`${day}T00:00:00${zoneOffset ?? "Z"}`);
  if (!instant.ok) return instant;
  const bounded = boundInstant(instant.value, text);
  return bounded.ok ? accept({ occurredAt: bounded.value, day }) : bounded;
}

function distance(one: StatedDay, other: StatedDay): bigint {
  const difference = one.occurredAt - other.occurredAt;
  return difference < 0n ? -difference : difference;
}

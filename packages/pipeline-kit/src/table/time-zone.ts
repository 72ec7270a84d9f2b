import { accept, boundInstant, civilMicros, type Result, refuse, type UtcMicros } from "@tributary/domain";

/** A clock by which local times are read: a fixed offset from UTC, or a named zone of the IANA database. */
export interface TimeZone {
  readonly name: string;
  /** Turns a local time, in microseconds as if it were UTC, into the instant. Refuses times that do not exist or occur twice there. */
  readonly toInstant: (localMicros: bigint, text: string) => Result<UtcMicros>;
}

const microsPerSecond = 1_000_000n;
const microsPerDay = 86_400n * microsPerSecond;
/** Asking for an offset is slow, and the days of a table are few. */
const offsetsKeptMax = 10_000;
const expected = "UTC, an offset such as +07:00, or a zone of the IANA database such as Asia/Bangkok";

/** Reads `UTC`, `+07:00` or `Asia/Bangkok`. */
export function parseTimeZone(text: string): Result<TimeZone> {
  if (text === "UTC" || text === "Z") return accept(fixedZone("UTC", 0n));
  const offset = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(text);
  if (offset !== null) {
    const [, sign, hours = "", minutes = ""] = offset;
    if (Number(hours) > 23 || Number(minutes) > 59) return refuse("VALUE_UNREADABLE", text, expected);
    const seconds = BigInt(Number(hours) * 3600 + Number(minutes) * 60);
    return accept(fixedZone(text, sign === "-" ? -seconds : seconds));
  }
  // The engine would take other offset forms, abbreviations and any case: only names of the database are unambiguous.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)+$/.test(text)) return refuse("VALUE_UNREADABLE", text, expected);
  try {
    return accept(namedZone(text));
  } catch {
    return refuse("VALUE_UNREADABLE", text, expected);
  }
}

function fixedZone(name: string, offsetSeconds: bigint): TimeZone {
  return { name, toInstant: (localMicros, text) => boundInstant(localMicros - offsetSeconds * microsPerSecond, text) };
}

function namedZone(name: string): TimeZone {
  // Calendar, digits and hour cycle are fixed, so that no setting of the machine has a say.
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const known = new Map<bigint, bigint>();
  const offsetAt = (micros: bigint): bigint => {
    const whole = floorToSecond(micros);
    const offset = known.get(whole) ?? findOffset(whole);
    if (known.size >= offsetsKeptMax) known.clear();
    known.set(whole, offset);
    return offset;
  };
  const findOffset = (whole: bigint): bigint => {
    const parts = new Map(format.formatToParts(Number(whole / 1000n)).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
    const local = civilMicros({
      year: part("year"),
      month: part("month"),
      day: part("day"),
      hour: part("hour"),
      minute: part("minute"),
      second: part("second"),
    });
    return local === undefined ? 0n : local - whole;
  };
  return {
    name,
    toInstant: (localMicros, text) => {
      const offsets = new Set([
        offsetAt(localMicros - microsPerDay),
        offsetAt(localMicros),
        offsetAt(localMicros + microsPerDay),
      ]);
      const instants = [...offsets]
        .map((offset) => localMicros - offset)
        .filter((micros) => micros + offsetAt(micros) === localMicros);
      const [only] = instants;
      if (only === undefined) {
        return refuse(
          "TIME_UNREADABLE",
          `${text}, which no clock in ${name} ever showed (clocks were put forward)`,
          "a time with its offset",
        );
      }
      if (instants.length > 1) {
        return refuse(
          "TIME_UNREADABLE",
          `${text}, which clocks in ${name} showed twice (clocks were put back)`,
          "a time with its offset",
        );
      }
      return boundInstant(only, text);
    },
  };
}

function floorToSecond(micros: bigint): bigint {
  const rest = micros % microsPerSecond;
  return micros - (rest < 0n ? rest + microsPerSecond : rest);
}

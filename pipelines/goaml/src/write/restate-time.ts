import type { GoamlProfile } from "../goaml-profile.ts";

/** Whose clock a time without an offset goes by, and by whose it will be read. */
export interface Clocks {
  readonly from: GoamlProfile;
  readonly to: GoamlProfile;
  /** Where `from` has no zone: the offset by which its times were read. */
  readonly zoneOffset: string | null;
}

const localTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)$/;

/**
 * A time without an offset as a profile of another zone reads it: with the offset of its own zone. Midnight exactly is a day, and stays a day. Null
 * where nobody knows the offset.
 */
export function restateTime(text: string, { from, to, zoneOffset }: Clocks): string | null {
  const [, day = "", clock = ""] = localTime.exec(text.trim()) ?? [];
  if (day === "" || /^00:00:00(\.0+)?$/.test(clock)) return text;
  if (from.zone !== null && from.zone.name === to.zone?.name) return text;
  const offset = from.zone === null ? zoneOffset : day >= from.zone.since ? from.zone.offset : null;
  return offset === null ? null : `${text.trim()}${offset}`;
}

import { formatInstant, parseInstant, unwrap } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTimeFormat } from "./time-format.ts";
import { parseTimeZone, type TimeZone } from "./time-zone.ts";

function read(text: string, pattern: string, zone?: string): string {
  const format = unwrap(parseTimeFormat(pattern));
  const instant = format.parse(text, zone === undefined ? null : unwrap(parseTimeZone(zone)));
  return instant.ok ? formatInstant(instant.value) : instant.refusal.code;
}

describe("parseTimeFormat", () => {
  test.each([
    ["2023-06-02 21:49:23", "yyyy-MM-dd HH:mm:ss", "+00:00", "2023-06-02T21:49:23.000000Z"],
    ["02/06/2023", "dd/MM/yyyy", "Asia/Yangon", "2023-06-01T17:30:00.000000Z"],
    ["2/6/2023 9:05 pm", "d/M/yyyy h:mm a", "Asia/Manila", "2023-06-02T13:05:00.000000Z"],
    ["12/1/2023 12:00 AM", "M/d/yyyy hh:mm a", "UTC", "2023-12-01T00:00:00.000000Z"],
    ["02-Jun-2023 21:49:23.123", "dd-MMM-yyyy HH:mm:ss.SSS", "-03:30", "2023-06-03T01:19:23.123000Z"],
    ["20230602T214923+0700", "yyyyMMdd'T'HHmmss'+0700'", "+07:00", "2023-06-02T14:49:23.000000Z"],
    ["2023-06-02T21:49:23.000001+07:00", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSZZ", undefined, "2023-06-02T14:49:23.000001Z"],
    ["1685742563", "unix_seconds", undefined, "2023-06-02T21:49:23.000000Z"],
    ["1685742563001", "unix_milliseconds", undefined, "2023-06-02T21:49:23.001000Z"],
    ["-1", "unix_microseconds", undefined, "1969-12-31T23:59:59.999999Z"],
    ["31/02/2023", "dd/MM/yyyy", "UTC", "TIME_UNREADABLE"],
    ["2023-06-02 24:00:00", "yyyy-MM-dd HH:mm:ss", "UTC", "TIME_UNREADABLE"],
    ["2023-06-02 21:49:23 ", "yyyy-MM-dd HH:mm:ss", "UTC", "TIME_UNREADABLE"],
    ["2/6/2023 13:05 pm", "d/M/yyyy h:mm a", "UTC", "TIME_UNREADABLE"],
    ["02-Jux-2023", "dd-MMM-yyyy", "UTC", "TIME_UNREADABLE"],
    ["1e9", "unix_seconds", undefined, "TIME_UNREADABLE"],
    ["99999999999999999999", "unix_seconds", undefined, "TIME_OUT_OF_RANGE"],
    ["", "rfc3339", undefined, "TIME_UNREADABLE"],
  ])("reads %j by %s in %s as %s", (...[text, pattern, zone, expected]) => {
    expect(read(text, pattern, zone)).toBe(expected);
  });

  test.each([
    "",
    "yyyy-MM",
    "yyyy-MM-dd mm:ss",
    "yyyyy-MM-dd",
    "yy-MM-dd",
    "yyyy-MM-dd hh:mm",
    "YYYY-MM-DD",
    "yyyy-MM-dd HH",
    "dd/MM/dd/yyyy",
    "x".repeat(65),
  ])("refuses the pattern %j", (pattern) => {
    expect(parseTimeFormat(pattern).ok).toBe(false);
  });

  test.each([
    ["dd/MM/yyyy", "day"],
    ["dd/MM/yyyy HH:mm", "minute"],
    ["dd/MM/yyyy HH:mm:ss", "second"],
    ["dd/MM/yyyy HH:mm:ss.SSS", "instant"],
    ["rfc3339", "instant"],
    ["unix_seconds", "second"],
  ])("%s is precise to the %s", (pattern, precision) => {
    expect(unwrap(parseTimeFormat(pattern)).precision).toBe(precision);
  });
});

describe("parseTimeZone", () => {
  test.each([
    ["2024-03-31T02:30:00", "Europe/Berlin", "no clock in"],
    ["2024-10-27T02:30:00", "Europe/Berlin", "twice"],
    ["2011-12-30T12:00:00", "Pacific/Apia", "no clock in"],
  ])("refuses %s in %s: %s", (local, zone, reason) => {
    const instant = unwrap(parseTimeZone(zone)).toInstant(unwrap(parseInstant(`${local}Z`)), local);
    expect(instant.ok ? "" : instant.refusal.found).toContain(reason);
  });

  test.each([
    ["2024-03-31T01:59:59.999999", "Europe/Berlin", "2024-03-31T00:59:59.999999Z"],
    ["2024-03-31T03:00:00", "Europe/Berlin", "2024-03-31T01:00:00.000000Z"],
    ["2024-10-27T01:59:59.999999", "Europe/Berlin", "2024-10-26T23:59:59.999999Z"],
    ["2024-10-27T03:00:00", "Europe/Berlin", "2024-10-27T02:00:00.000000Z"],
    ["2024-06-01T00:00:00", "Asia/Kathmandu", "2024-05-31T18:15:00.000000Z"],
  ])("reads %s in %s as %s", (local, zone, expected) => {
    expect(formatInstant(unwrap(unwrap(parseTimeZone(zone)).toInstant(unwrap(parseInstant(`${local}Z`)), local)))).toBe(expected);
  });

  test.each(["", "ICT", "+7", "+24:00", "+07:60", "asia/bangkok", "Asia/Nowhere", "Europe", "GMT+7"])("refuses %j", (text) => {
    expect(parseTimeZone(text).ok).toBe(false);
  });

  test("an instant shown on a clock and read back is the same, or refused for a time that occurs twice", () => {
    const zones: readonly TimeZone[] = ["Asia/Bangkok", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"].map((name) =>
      unwrap(parseTimeZone(name)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...zones), (seconds, zone) => {
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone.name, dateStyle: "short", timeStyle: "medium" });
        const local = shown.format(seconds * 1000).replace(" ", "T");
        const instant = zone.toInstant(unwrap(parseInstant(`${local}Z`)), local);
        if (instant.ok) expect(instant.value).toBe(BigInt(seconds) * 1_000_000n);
        else expect(instant.refusal.found).toContain("twice");
      }),
      { numRuns: 2000 },
    );
  });
});

import { formatInstant } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { findProfile } from "./goaml-profile.ts";
import { readTransactionTime } from "./transaction-time.ts";

function read(text: string, { profile = "goaml-lk-2.0", zoneOffset = "" } = {}): string {
  const time = readTransactionTime(text, { profile: findProfile(profile), zoneOffset: zoneOffset === "" ? null : zoneOffset });
  return time.ok ? `${formatInstant(time.value.occurredAt)} ${time.value.precision}` : time.refusal.code;
}

describe("a time", () => {
  test.each([
    ["in the profile's zone", "2025-03-10T08:15:00", {}, "2025-03-10T02:45:00.000000Z second"],
    [
      "of an eastern zone on the day before in UTC",
      "2025-03-10T00:00:01",
      { profile: "goaml-ae" },
      "2025-03-09T20:00:01.000000Z second",
    ],
    ["in Ghana", "2025-03-10T08:15:00", { profile: "goaml-gh" }, "2025-03-10T08:15:00.000000Z second"],
    ["of midnight, which is a day", "2025-03-10T00:00:00.000", {}, "2025-03-09T18:30:00.000000Z day"],
    ["with an offset of its own", "2025-03-10T08:15:00+07:00", {}, "2025-03-10T01:15:00.000000Z second"],
    ["with a fraction", "2025-03-10T08:15:00.25Z", {}, "2025-03-10T08:15:00.250000Z instant"],
    [
      "with a stated offset for the file",
      "2025-03-10T08:15:00",
      { profile: "goaml-base", zoneOffset: "-03:30" },
      "2025-03-10T11:45:00.000000Z second",
    ],
    ["on 29 February", "2024-02-29T12:00:00", {}, "2024-02-29T06:30:00.000000Z second"],
  ])("%s", (...row) => {
    const [, text, options, expected] = row;
    expect(read(text, options)).toBe(expected);
  });

  test.each([
    ["without an offset in an edition without a zone", "2025-03-10T08:15:00", { profile: "goaml-base" }, "TIME_WITHOUT_OFFSET"],
    ["before Sri Lanka's offset is known", "2006-04-15T12:00:00", {}, "TIME_WITHOUT_OFFSET"],
    ["that is a placeholder", "1900-01-01T00:00:00", {}, "FIELD_MISSING"],
    ["on 29 February of no leap year", "2025-02-29T12:00:00", {}, "TIME_UNREADABLE"],
    ["at 24:00", "2025-03-10T24:00:00", {}, "TIME_UNREADABLE"],
    ["without a clock", "2025-03-10", {}, "TIME_UNREADABLE"],
    ["in another order", "10/03/2025 08:15", {}, "TIME_UNREADABLE"],
    ["with seven decimals", "2025-03-10T08:15:00.1234567Z", {}, "TIME_UNREADABLE"],
    ["with an offset that does not exist", "2025-03-10T08:15:00+99:00", {}, "TIME_UNREADABLE"],
  ])("%s is refused", (...row) => {
    const [, text, options, code] = row;
    expect(read(text, options)).toBe(code);
  });
});

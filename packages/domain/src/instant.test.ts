import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInstant, instantEnd, instantMax, instantMin, parseInstant, type UtcMicros } from "./index.ts";

describe("instants", () => {
  test("text and back are the same over the whole range", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: instantMin, max: instantMax }), (micros) => {
        expect(parseInstant(formatInstant(micros as UtcMicros))).toEqual({ ok: true, value: micros });
      }),
      { examples: [[instantMin], [instantMax], [0n], [-1n], [951_782_400_000_000n]] },
    );
  });

  test("text order is time order", () => {
    const instant = fc.bigInt({ min: instantMin, max: instantMax });
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(formatInstant(a as UtcMicros) < formatInstant(b as UtcMicros)).toBe(a < b);
      }),
    );
  });

  test("the offset counts", () => {
    expect(parseInstant("2026-01-01T00:00:00+07:00")).toEqual(parseInstant("2025-12-31T17:00:00Z"));
  });

  test.each([
    ["2026-01-01T00:00:00", "TIME_WITHOUT_OFFSET"],
    ["2026-02-30T00:00:00Z", "TIME_UNREADABLE"],
    ["2026-01-01T24:00:00Z", "TIME_UNREADABLE"],
    ["2026-01-01", "TIME_UNREADABLE"],
    ["2026-01-01T00:00:00.1234567Z", "TIME_UNREADABLE"],
    ["0001-01-01T00:00:00+01:00", "TIME_OUT_OF_RANGE"],
  ])("refuses %s with %s", (text, code) => {
    expect(parseInstant(text)).toMatchObject({ ok: false, refusal: { code } });
  });

  test("a day ends with its last microsecond", () => {
    const day = parseInstant("2026-03-01T00:00:00Z");
    expect(day.ok && formatInstant(instantEnd(day.value, "day"))).toBe("2026-03-01T23:59:59.999999Z");
  });
});

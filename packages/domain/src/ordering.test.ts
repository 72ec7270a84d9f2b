import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareBytewise, missingIntervals, showFound, type UtcMicros, uniteIntervals } from "./index.ts";

describe("compareBytewise", () => {
  test("agrees with the bytes of UTF-8", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareBytewise(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { numRuns: 2000, examples: [["\u{10000}", "\uffff"]] },
    );
  });
});

describe("coverage", () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([a, b]) => ({ from: BigInt(Math.min(a, b)) as UtcMicros, to: BigInt(Math.max(a, b)) as UtcMicros }));

  test("missing and covered together are exactly what was required", () => {
    fc.assert(
      fc.property(interval, fc.array(interval, { maxLength: 6 }), (required, covered) => {
        const missing = missingIntervals(required, covered);
        for (let at = required.from as bigint; at <= required.to; at += 1n) {
          const isMissing = missing.some((gap) => gap.from <= at && at <= gap.to);
          const isCovered = covered.some((part) => part.from <= at && at <= part.to);
          expect(isMissing).toBe(!isCovered);
        }
      }),
    );
  });

  test("united intervals neither overlap nor touch", () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
        const united = uniteIntervals(intervals);
        united.forEach((part, index) => {
          expect(index === 0 || part.from > (united[index - 1]?.to ?? 0n) + 1n).toBe(true);
        });
      }),
    );
  });
});

describe("showFound", () => {
  test("cuts long text and shows control and direction characters", () => {
    expect(showFound("a\u202eb\u0000")).toBe("a\\u{202e}b\\u{0}");
    expect(showFound("x".repeat(500))).toContain("(500 characters)");
  });
});

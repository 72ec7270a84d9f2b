import { formatInstant } from "@tributary/domain";
import { expect, test } from "vitest";
import { readStatedTime, readTimeOfKnowing } from "./stated-time.ts";

test("a day is its first instant where something was said, and all of it where something was known", () => {
  expect(formatInstant(readStatedTime("2026-03-01"))).toBe("2026-03-01T00:00:00.000000Z");
  expect(formatInstant(readTimeOfKnowing("2026-03-01"))).toBe("2026-03-01T23:59:59.999999Z");
  expect(readTimeOfKnowing("2026-03-01T09:30:00+07:00")).toBe(readStatedTime("2026-03-01T02:30:00Z"));
});

test.each(["yesterday", "24.11.2026", "2026-02-30", "2026-03-01T09:30:00"])(
  "%s is no time, and the answer says which is",
  (text) => {
    expect(() => readStatedTime(text)).toThrow(/USAGE.*a day such as 2026-03-01/);
  },
);

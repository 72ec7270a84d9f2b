import { describe, expect, test } from "vitest";
import { readCount, readShare } from "./number-option.ts";

describe("numbers of the command line", () => {
  test("are read as they stand", () => {
    expect(readCount("--most", "20")).toBe(20);
    expect(readShare("--alpha", "0.15")).toBe(0.15);
  });

  test.each(["0", "-1", "1.5", "1e3", "", "1234567890", "٣"])("%s is no count", (text) => {
    expect(() => readCount("--most", text)).toThrow(/USAGE/);
  });

  test.each(["0", "1", "0.0", "1.5", ".5", "0.1e3", "", "0.1234567890123"])("%s is no share", (text) => {
    expect(() => readShare("--alpha", text)).toThrow(/USAGE/);
  });
});

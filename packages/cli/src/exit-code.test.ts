import { type ErrorKind, errorRegistry } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "./exit-code.ts";

describe("exit codes by kind of error", () => {
  test.each([
    ["input", "FILE_UNREADABLE", 1],
    ["usage", "USAGE", 2],
    ["limit", "LIMIT_REACHED", 3],
    ["integrity", "BUNDLE_CHANGED", 4],
    ["busy", "STORE_BUSY", 5],
    ["access", "ACCESS_DENIED", 6],
    ["source", "SOURCE_UNAVAILABLE", 7],
    ["source", "CHAIN_REORGANISED", 8],
  ] as const)("%s %s is %i", (kind: ErrorKind, code, exitCode) => {
    expect(errorRegistry[code].kind).toBe(kind);
    expect(exitCodeOf(kind, code)).toBe(exitCode);
  });
});

import { TributaryError } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { describeFailure } from "./report-failure.ts";

describe("failures in words", () => {
  test("what the system does not allow is exit code 6, with the path", () => {
    const refused = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", path: "case/report.pdf" });
    expect(describeFailure(refused)).toEqual({ exitCode: 6, text: expect.stringContaining("ACCESS_DENIED at case/report.pdf") });
  });

  test("a path that cannot be what the command needs is a wrong command", () => {
    const wrong = Object.assign(new Error("ENOTDIR: not a directory"), { code: "ENOTDIR", path: "notes.txt/out" });
    expect(describeFailure(wrong)).toEqual({
      exitCode: 2,
      text: expect.stringContaining("USAGE at notes.txt/out: found ENOTDIR"),
    });
  });

  test("a finding is told with its place; the kind decides the code", () => {
    const finding = { code: "STORE_BUSY" as const, where: {}, found: "process 7", expected: "no other process" };
    expect(describeFailure(new TributaryError(finding))).toMatchObject({
      exitCode: 5,
      text: expect.stringContaining("found process 7"),
    });
  });

  test("anything else is our own mistake, and says so", () => {
    expect(describeFailure(new RangeError("x"))).toMatchObject({ exitCode: 1, text: expect.stringContaining("its own mistake") });
  });
});

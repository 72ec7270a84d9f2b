import { TributaryError } from "@tributary/domain";
import { describe, expect, test, vi } from "vitest";
import { main } from "./main.ts";
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

  test("an endpoint's address that was typed in a wrong place is not repeated", async () => {
    const found = 'block "https://node.example/v3/secret-key"';
    const expected = "a block number";
    expect(describeFailure(new TributaryError({ code: "USAGE", where: {}, found, expected })).text).toBe(
      'USAGE: found block "…"; expected a block number',
    );
    const said: string[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
    expect(await main(["sync", "https://node.example/v3/secret-key"])).toBe(2);
    write.mockRestore();
    expect(said.join("")).toMatch(/unknown command '…'/);
  });

  test("anything else is our own mistake, and says so", () => {
    expect(describeFailure(new RangeError("x"))).toMatchObject({ exitCode: 1, text: expect.stringContaining("its own mistake") });
  });
});

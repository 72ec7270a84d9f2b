import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";

const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
const outFolder = join(projectRoot, "out");

beforeAll(() => rmSync(outFolder, { recursive: true, force: true }));
afterAll(() => rmSync(outFolder, { recursive: true, force: true }));

describe("the README's commands run as they stand", () => {
  test("there are commands to run, and every fixture they name is there", () => {
    expect(blocks.join("\n").match(/^npx tributary/gm)?.length).toBeGreaterThan(10);
  });

  test("all of them, in order, in one shell", () => {
    // Exit code 3, done but incomplete, is a documented answer: the demo's chain ends some hours before its bank records do.
    const script = ["set -E", "trap 'code=$?; [ $code -eq 3 ] || exit $code' ERR", ...blocks].join("\n");
    const run = spawnSync("bash", ["-c", script], {
      cwd: projectRoot,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", CI: "true" },
      maxBuffer: 2 ** 28,
    });
    expect(run.status, `${run.stdout.slice(-2000)}\n${run.stderr.slice(-4000)}`).toBe(0);
    expect(run.stdout).toContain("intact: out/CASE-1");
  });
});

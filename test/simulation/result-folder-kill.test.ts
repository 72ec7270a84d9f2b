import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { canonicalJson } from "@tributary/domain";
import { readResultFolder } from "@tributary/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder } from "../end-to-end/run-command.ts";

const folder = makeFolder("result-kill");
const script = join(projectRoot, "test/simulation/write-result-until-killed.mjs");
const calm = join(folder.path, "calm");
let steps: readonly string[] = [];
let whole = "";

function write(directory: string, fatalStep: string): { readonly lines: readonly string[]; readonly signal: string | null } {
  const run = spawnSync(process.execPath, [script, directory, fatalStep], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  return { lines: run.stdout.trim().split("\n"), signal: run.signal };
}

beforeAll(async () => {
  const { lines } = write(calm, "none");
  expect(lines.at(-1)).toBe("done");
  steps = lines.slice(0, -1);
  whole = canonicalJson((await readResultFolder(calm)).document);
});
afterAll(folder.remove);

describe("kill -9 while a result folder is written", () => {
  test("before a table of each kind, the head, the manifest and the marker: no folder, an unfinished rest, and the next run is whole", async () => {
    expect(steps).toHaveLength(6 * 8 + 3);
    const fatal = [1, 2, 9, 25, 48, 49, 50, 51];
    for (const step of fatal) {
      const directory = join(folder.path, `killed-${step}`);
      const { lines, signal } = write(directory, String(step));
      expect(signal).toBe("SIGKILL");
      expect(lines).toEqual(steps.slice(0, step));
      expect(existsSync(directory)).toBe(false);
      const rests = readdirSync(dirname(directory)).filter((name) => name.startsWith(`.killed-${step}.partial-`));
      expect(rests).toHaveLength(1);
      const rest = join(folder.path, rests[0] ?? "");
      await expect(readResultFolder(rest)).rejects.toThrow(/FILE_TRUNCATED .*without COMPLETE: it was not finished/);
      expect(write(directory, "none").lines.at(-1)).toBe("done");
      expect(canonicalJson((await readResultFolder(directory)).document)).toBe(whole);
      rmSync(rest, { recursive: true });
    }
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot, readSourceTexts } from "./source-files.ts";

const leftovers = ["TODO", "FIXME", "XXX", "HACK"].map((word) => new RegExp(`\\b${word}\\b`));
const vagueNames = ["utils", "helpers", "common", "misc", "manager"];
const linesMax = 400;

interface TidyFile {
  readonly path: string;
  readonly text: string;
}

function findUntidiness(files: readonly TidyFile[]): string[] {
  return files.flatMap(({ path, text }) => [
    ...leftovers.filter((word) => word.test(text)).map((word) => `${path}: leftover ${word.source}`),
    ...(vagueNames.includes(basename(path).replace(/\.[a-z.]+$/, "")) ? [`${path}: a name that says nothing`] : []),
    ...(text.split("\n").length > linesMax ? [`${path}: more than ${linesMax} lines`] : []),
    ...(/(^|[^a-z.])\/(work|root|tmp)\/[a-z]/.test(text) ? [`${path}: names a path of one machine`] : []),
    ...(/\bas any\b/.test(text) ? [`${path}: as any`] : []),
  ]);
}

describe("tidiness", () => {
  test("source files hold no leftovers and keep their size", () => {
    expect(findUntidiness(readSourceTexts(projectRoot).filter((file) => !file.path.includes("/generated/")))).toEqual([]);
  });

  test.each([
    ["packages/x/src/a.ts", `// ${"TO"}DO later`],
    ["packages/x/src/utils.ts", ""],
    ["packages/x/src/long.ts", "\n".repeat(linesMax + 1)],
    ["packages/x/src/path.ts", `const folder = "${"/wo"}rk/main";`],
  ])("an untidy %s is found", (path, text) => {
    expect(findUntidiness([{ path, text }])).toHaveLength(1);
  });

  test("every folder of fixtures says where it comes from", () => {
    const folders = readdirSync(join(projectRoot, "fixtures"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(
      folders
        .filter((folder) => !existsSync(join(projectRoot, "fixtures", folder.name, "SOURCE.md")))
        .map((folder) => folder.name),
    ).toEqual([]);
  });

  test("every package depends on exact versions only", () => {
    const manifests = execFileSync("git", ["ls-files", "*package.json"], { cwd: projectRoot, encoding: "utf8" })
      .trim()
      .split("\n");
    const ranges = manifests.flatMap((path) => {
      const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, path), "utf8"));
      return dependencyVersions(manifest)
        .filter(([, version]) => !/^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?$/.test(version))
        .map(([name, version]) => `${dirname(path)}: ${name} ${version}`);
    });
    expect(ranges).toEqual([]);
  });
});

function dependencyVersions(manifest: unknown): [string, string][] {
  if (typeof manifest !== "object" || manifest === null) return [];
  const groups = Object.entries(manifest).filter(([key]) => key === "dependencies" || key === "devDependencies");
  return groups.flatMap(([, group]) => (typeof group === "object" && group !== null ? Object.entries(group) : []));
}

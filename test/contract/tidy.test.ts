import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "./source-files.ts";

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
    ...(path.endsWith(".ts") && /\bas any\b/.test(text) ? [`${path}: as any`] : []),
  ]);
}

/** Files of text that git keeps or would keep, generated ones left out. */
function readTextFiles(): TidyFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((path) => /\.(ts|js|mjs|md|sql|ya?ml)$|^\.ci\//.test(path) && !path.includes("/generated/"))
    .filter((path) => path !== "test/contract/tidy.test.ts" && existsSync(join(projectRoot, path)))
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), "utf8") }));
}

describe("tidiness", () => {
  test("no file holds leftovers or paths of one machine, and all keep their size", () => {
    const files = readTextFiles();
    expect(files.length).toBeGreaterThan(200);
    expect(findUntidiness(files)).toEqual([]);
  });

  test.each([
    ["packages/x/src/a.ts", `// ${"TO"}DO later`],
    ["packages/x/src/utils.ts", ""],
    ["packages/x/src/long.ts", "\n".repeat(linesMax + 1)],
    ["packages/x/src/path.ts", `const folder = "${"/wo"}rk/main";`],
  ])("an untidy %s is found", (path, text) => {
    expect(findUntidiness([{ path, text }])).toHaveLength(1);
  });

  test("every link from one page to another finds its file", () => {
    const pages = readTextFiles().filter(({ path }) => path.endsWith(".md"));
    const links = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => ({
        from: path,
        to: join(dirname(path), match[1] ?? ""),
      })),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter(({ to }) => !existsSync(join(projectRoot, to)))).toEqual([]);
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

  test("the lock file names no host and lists the packages of every platform", () => {
    const lock: unknown = JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8"));
    expect(findLockFaults(lock)).toEqual([]);
    const planted = {
      packages: { "node_modules/a": { resolved: "https://host.example/a.tgz", optionalDependencies: { b: "1.0.0" } } },
    };
    expect(findLockFaults(planted)).toEqual(["node_modules/a: names a host", "node_modules/a: b is not listed"]);
  });
});

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `npm ci` refuses a lock file without the optional packages of other platforms, even where they would never be installed. */
function findLockFaults(lock: unknown): string[] {
  if (typeof lock !== "object" || lock === null || !("packages" in lock)) return ["no packages"];
  const packages: Readonly<Record<string, LockEntry>> = Object.fromEntries(Object.entries(lock.packages ?? {}));
  const isListed = (name: string): boolean => Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`));
  return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => [
    ...(resolved?.includes("://") ? [`${path}: names a host`] : []),
    ...Object.keys(optionalDependencies)
      .filter((name) => !isListed(name))
      .map((name) => `${path}: ${name} is not listed`),
  ]);
}

function dependencyVersions(manifest: unknown): [string, string][] {
  if (typeof manifest !== "object" || manifest === null) return [];
  const groups = Object.entries(manifest).filter(([key]) => key === "dependencies" || key === "devDependencies");
  return groups.flatMap(([, group]) => (typeof group === "object" && group !== null ? Object.entries(group) : []));
}

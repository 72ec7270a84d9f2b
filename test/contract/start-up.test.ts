import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "./source-files.ts";

/** Packages that a module needs before its first line runs: static imports of values, followed through the module's own files. */
function packagesAtStart(text: string, folder: string): string[] {
  const names = [...text.matchAll(/^import (?!type\b)[^;]*?from "([^"]+)"/gm)].map((match) => match[1] ?? "");
  return [...new Set(names.flatMap((name) => (name.startsWith(".") ? readFrom(join(folder, name)) : [name])))]
    .filter((name) => !name.startsWith("node:"))
    .sort();
}

function readFrom(path: string): string[] {
  return packagesAtStart(readFileSync(path, "utf8"), dirname(path));
}

describe("start of the command line", () => {
  const folder = join(projectRoot, "packages/cli/src");

  test("loads no more than words, errors and options; a command loads what it needs when it runs", () => {
    expect(readFrom(join(folder, "main.ts"))).toEqual(["@tributary/domain", "commander", "picocolors"]);
  });

  test("a planted import is found, a type or a later import is none", () => {
    const planted = `import {\n  sealCase,\n} from "@tributary/engine";\nimport type { Store } from "@tributary/store";\n`;
    expect(packagesAtStart(`${planted}const ethers = await import("ethers");\n`, folder)).toEqual(["@tributary/engine"]);
  });
});

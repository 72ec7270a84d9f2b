import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorRegistry } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { projectRoot, readSourceTexts } from "./source-files.ts";

const documentation = readFileSync(join(projectRoot, "packages/domain/ERRORS.md"), "utf8");

/** Codes with their meanings, as `ERRORS.md` has them. */
function documentedErrors(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\| `([A-Z0-9_]+)` +\| (.+?) +\|$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

describe("errors", () => {
  test("the registry and ERRORS.md say the same", () => {
    const registered = new Map(Object.entries(errorRegistry).map(([code, entry]) => [code, entry.meaning]));
    expect(documentedErrors(documentation)).toEqual(registered);
  });

  test("an undocumented code would be found", () => {
    const withoutOne = documentation.replace(/^\| `USAGE` .*$/m, "");
    expect(documentedErrors(withoutOne).has("USAGE")).toBe(false);
  });

  test("every code is used somewhere", () => {
    const code = readSourceTexts(projectRoot)
      .filter((file) => !file.isTest && !file.path.endsWith("error-registry.ts"))
      .map((file) => file.text)
      .join("\n");
    expect(Object.keys(errorRegistry).filter((name) => !code.includes(`"${name}"`))).toEqual([]);
  });
});

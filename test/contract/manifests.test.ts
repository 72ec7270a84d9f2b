import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allowedWorkspaces } from "./import-rules.ts";
import { expectedTags, findManifestViolations, type Manifest, readManifest } from "./manifest-check.ts";
import { listWorkspaces, projectRoot, readSourceTexts } from "./source-files.ts";

interface TurboRules {
  readonly boundaries: {
    readonly tags: Readonly<Record<string, { readonly dependencies: { readonly allow: readonly string[] } }>>;
  };
}

describe("manifests", () => {
  test("declare what is used, use what is declared, and keep to the import rules", () => {
    const manifests = listWorkspaces(projectRoot).map((home) => readManifest(projectRoot, home));
    expect(findManifestViolations(manifests, readSourceTexts(projectRoot))).toEqual([]);
  });

  test("every workspace has its import rule, and every rule its workspace", () => {
    expect(Object.keys(allowedWorkspaces).sort()).toEqual(listWorkspaces(projectRoot).sort());
  });

  test("the project's root builds every workspace", () => {
    const { references }: { references: { path: string }[] } = JSON.parse(
      readFileSync(join(projectRoot, "tsconfig.json"), "utf8"),
    );
    expect(references.map(({ path }) => path).sort()).toEqual(listWorkspaces(projectRoot).sort());
  });

  test("the tags of turbo.json are the closure of the import rules", () => {
    const { boundaries }: TurboRules = JSON.parse(readFileSync(join(projectRoot, "turbo.json"), "utf8"));
    const tags = Object.entries(boundaries.tags).map(([tag, { dependencies }]) => [tag, [...dependencies.allow].sort()]);
    expect(Object.fromEntries(tags)).toEqual(expectedTags());
  });

  const sound: Manifest = {
    home: "packages/ledger",
    name: "@tributary/ledger",
    dependencies: [],
    devDependencies: [],
    references: [],
  };

  test.each<[string, Manifest, string]>([
    ["forbidden dependency", { ...sound, dependencies: ["ethers"] }, `import "ethers";`],
    ["unused dependency", { ...sound, dependencies: ["@tributary/domain"] }, ""],
    ["undeclared dependency", sound, `import { one } from "@tributary/domain";`],
    ["test dependency used in code", { ...sound, devDependencies: ["csv-parse"] }, `const parse = require("csv-parse");`],
    ["build without need", { ...sound, references: ["packages/domain"] }, ""],
  ])("a planted %s is found", (_name, manifest, text) => {
    const file = { path: `${manifest.home}/src/planted.ts`, home: manifest.home, text, isTest: false };
    expect(findManifestViolations([manifest], [file])).toHaveLength(1);
  });

  test("a missing build reference is found", () => {
    const domain: Manifest = { ...sound, home: "packages/domain", name: "@tributary/domain" };
    const ledger: Manifest = { ...sound, dependencies: ["@tributary/domain"] };
    const file = {
      path: "packages/ledger/src/a.ts",
      home: "packages/ledger",
      text: `import "@tributary/domain";`,
      isTest: false,
    };
    expect(findManifestViolations([domain, ledger], [file])).toEqual(["packages/ledger: does not build packages/domain first"]);
  });
});

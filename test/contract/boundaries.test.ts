import { describe, expect, test } from "vitest";
import { findBoundaryViolations } from "./boundary-check.ts";
import { projectRoot, readSourceTexts } from "./source-files.ts";

describe("import direction", () => {
  test("no file imports what it may not, and the core stays pure", () => {
    const files = readSourceTexts(projectRoot);
    expect(files.length).toBeGreaterThan(50);
    expect(findBoundaryViolations(files)).toEqual([]);
  });

  test.each([
    ["packages/domain", `import { readFileSync } from "node:fs";`],
    ["packages/trace", `import { openStore } from "@tributary/store";`],
    ["packages/engine", `import { DuckDBInstance } from "@duckdb/node-api";`],
    ["packages/engine", `import type { Table } from\n  "apache-arrow";`],
    ["pipelines/goaml", `import { x } from "@tributary/pipeline-attribution";`],
    ["pipelines/goaml", `import { x } from "../../../packages/store/src/store.ts";`],
    ["packages/report", `const now = Date.now();`],
    ["packages/trace", `const at = Math.random();`],
    ["packages/cli", `const ethers = await import("ethers");`],
  ])("a violation planted in %s is found: %s", (home, text) => {
    expect(findBoundaryViolations([{ path: `${home}/src/planted.ts`, home, text, isTest: false }])).toHaveLength(1);
  });
});

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "./source-files.ts";

/** A copy of the workspaces' skeleton with two small packages, in which each gate is shown to fail. */
let copy = "";

const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };

function runGate(tool: string, parameters: readonly string[]): { status: number | null; output: string } {
  const run = spawnSync(join(projectRoot, "node_modules", ".bin", tool), parameters, {
    cwd: copy,
    env: environment,
    encoding: "utf8",
  });
  return { status: run.status, output: `${run.stdout}${run.stderr}` };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function unplant(path: string): void {
  rmSync(join(copy, path), { force: true });
}

function writePackage(name: string, dependencies: Record<string, string>): void {
  const exports = { ".": { "@tributary/source": "./src/index.ts", default: "./dist/index.js" } };
  write(
    `packages/${name}/package.json`,
    JSON.stringify({ name: `@planted/${name}`, version: "0.1.0", type: "module", exports, dependencies }),
  );
  write(`packages/${name}/turbo.json`, JSON.stringify({ extends: ["//"], tags: [name] }));
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "tributary-planted-"));
  for (const file of ["biome.json", "turbo.json", "tsconfig.base.json", ".gitignore", ".npmrc"])
    cpSync(join(projectRoot, file), join(copy, file));
  write(
    "package.json",
    JSON.stringify({ name: "planted", private: true, type: "module", packageManager: "npm@11.19.1", workspaces: ["packages/*"] }),
  );
  write(
    "tsconfig.json",
    JSON.stringify({
      extends: "./tsconfig.base.json",
      compilerOptions: { noEmit: true, composite: false, customConditions: ["@tributary/source"] },
      include: ["packages/*/src"],
    }),
  );
  write("knip.json", JSON.stringify({ workspaces: { "packages/*": { entry: ["src/index.ts"] } } }));
  mkdirSync(join(copy, "node_modules", "@planted"), { recursive: true });
  symlinkSync(join(projectRoot, "node_modules", "@types"), join(copy, "node_modules", "@types"));
  for (const name of ["domain", "trace"]) symlinkSync(join(copy, "packages", name), join(copy, "node_modules", "@planted", name));
  writePackage("domain", {});
  writePackage("trace", { "@planted/domain": "0.1.0" });
  write("packages/domain/src/index.ts", "export const one: number = 1;\n");
  write("packages/trace/src/index.ts", 'import { one } from "@planted/domain";\n\nexport const two: number = one + one;\n');
  write(
    "package-lock.json",
    JSON.stringify({ name: "planted", lockfileVersion: 3, packages: { "": { workspaces: ["packages/*"] } } }),
  );
  spawnSync("git", ["init", "-q"], { cwd: copy });
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe("each gate fails on its planted violation", () => {
  test("the copy itself passes", () => {
    expect(runGate("biome", ["ci", "packages/domain/src", "packages/trace/src"])).toMatchObject({ status: 0 });
    expect(runGate("tsc", ["-p", "tsconfig.json"])).toMatchObject({ status: 0, output: "" });
    expect(runGate("turbo", ["boundaries"])).toMatchObject({ status: 0 });
    expect(runGate("knip", [])).toMatchObject({ status: 0 });
  });

  test.each([
    ["a floating promise", "async function later(): Promise<void> {}\n\nexport function now(): void {\n  later();\n}\n"],
    ["any", "export const value: any = 1;\n"],
    ["a default export", "const value = 1;\n\nexport default value;\n"],
    ["a non-null assertion", "export function first(values: string[]): string {\n  return values[0]!;\n}\n"],
    ["an enum", "export enum Colour {\n  Red,\n}\n"],
    [
      "four parameters",
      "export function add(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}\n",
    ],
    ["bad format", "export const   value: number = 1\n"],
  ])("lint: %s", (_name, text) => {
    write("packages/domain/src/planted.ts", text);
    expect(runGate("biome", ["ci", "packages/domain/src", "packages/trace/src"]).status).not.toBe(0);
    unplant("packages/domain/src/planted.ts");
  });

  test("types: an unchecked index", () => {
    write("packages/domain/src/planted.ts", "export function first(values: string[]): string {\n  return values[0];\n}\n");
    expect(runGate("tsc", ["-p", "tsconfig.json"]).status).not.toBe(0);
    unplant("packages/domain/src/planted.ts");
  });

  test("boundaries: an import against the direction", () => {
    writePackage("domain", { "@planted/trace": "0.1.0" });
    write("packages/domain/src/planted.ts", 'import { two } from "@planted/trace";\n\nexport const three: number = two + 1;\n');
    const gate = runGate("turbo", ["boundaries"]);
    expect(gate.status, gate.output).not.toBe(0);
    unplant("packages/domain/src/planted.ts");
    writePackage("domain", {});
  });

  test("boundaries: an import that is not declared", () => {
    write(
      "packages/domain/src/planted.ts",
      'import { Table } from "apache-arrow";\n\nexport const table: typeof Table = Table;\n',
    );
    expect(runGate("turbo", ["boundaries"]).status).not.toBe(0);
    unplant("packages/domain/src/planted.ts");
  });

  test("unused: a file that nobody imports", () => {
    write("packages/domain/src/planted.ts", "export const unused: number = 1;\n");
    const gate = runGate("knip", []);
    expect(gate.status, gate.output).not.toBe(0);
    expect(gate.output).toContain("planted.ts");
    unplant("packages/domain/src/planted.ts");
  });
});

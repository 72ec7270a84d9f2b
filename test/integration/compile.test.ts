import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const projectRoot = join(import.meta.dirname, "..", "..");
let root = "";
let home = "";

/** Makes a file, as the kernel's own build step does. */
const kernelScript = `import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("packages/kernel/src/generated", { recursive: true });
writeFileSync("packages/kernel/src/generated/modules.ts", "");
`;

/** The smallest checkout that the start of the command line compiles. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tributary-compile-"));
  home = join(root, "packages", "cli");
  for (const folder of ["packages/cli/src", "packages/cli/bin", "packages/kernel", "pipelines", "queries"])
    mkdirSync(join(root, folder), { recursive: true });
  cpSync(join(projectRoot, "packages/cli/bin/compile.js"), join(home, "bin/compile.js"));
  symlinkSync(join(projectRoot, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "packages/kernel/compile-kernel.mjs"), kernelScript);
  writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = { composite: true, strict: true, types: [], module: "NodeNext", rootDir: "src", outDir: "dist" };
  writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  writeFileSync(join(home, "src/main.ts"), "export const one: number = 1;\n");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function start(): ChildProcess {
  return spawn(process.execPath, [join(home, "bin/compile.js")], { stdio: ["ignore", "ignore", "pipe"] });
}

async function ending(process: ChildProcess): Promise<{ readonly status: number | null; readonly said: string }> {
  let said = "";
  process.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  await once(process, "close");
  return { status: process.exitCode, said };
}

const compile = (): ReturnType<typeof ending> => ending(start());

test("of processes that start at once, one compiles and all find the result", async () => {
  const endings = await Promise.all([compile(), compile(), compile()]);
  expect(endings.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(endings.filter(({ said }) => said.includes("Compiling"))).toHaveLength(1);
  expect(existsSync(join(home, "dist/main.js"))).toBe(true);
  expect(existsSync(join(home, "dist/.compiling"))).toBe(false);
  expect((await compile()).said).toBe("");
});

test("compiles again after a change, and not before", async () => {
  await compile();
  utimesSync(join(home, "src/main.ts"), new Date(Date.now() + 5000), new Date(Date.now() + 5000));
  expect((await compile()).said).toContain("Compiling");
});

test("a lock that a killed process left does not block", async () => {
  const gone = spawnSync(process.execPath, ["--version"]);
  mkdirSync(join(home, "dist"));
  writeFileSync(join(home, "dist/.compiling"), String(gone.pid));
  expect(await compile()).toMatchObject({ status: 0, said: expect.stringContaining("Compiling") });
});

test("a failure says what to do, and the next start tries again", async () => {
  writeFileSync(join(home, "src/main.ts"), "export const one: number = `one`;\n");
  const failed = await compile();
  expect(failed.status).toBe(1);
  expect(failed.said).toContain("main.ts(1,14)");
  expect(failed.said).toContain("npm run build");
  writeFileSync(join(home, "src/main.ts"), "export const one: number = 1;\n");
  expect((await compile()).status).toBe(0);
});

test("a checkout without its packages is told to install them", async () => {
  rmSync(join(root, "node_modules"));
  expect(await compile()).toMatchObject({ status: 1, said: expect.stringContaining("npm ci") });
});

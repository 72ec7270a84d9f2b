// Compiles the checkout's TypeScript when it is newer than what was compiled last. A published package has no src/ and skips this.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "..");
const rootFolder = join(packageFolder, "..", "..");
const stamp = join(packageFolder, "dist", ".compiled");

export function compileIfStale() {
  if (!existsSync(join(packageFolder, "src")) || !isStale()) return;
  process.stderr.write("Compiling Tributary (once after a change)...\n");
  const startedAt = new Date();
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const run = spawnSync(process.execPath, [compiler, "-b", "packages/cli"], { cwd: rootFolder, stdio: ["ignore", 2, 2] });
  if (run.status !== 0) process.exit(1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, startedAt.toISOString());
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const compiled = statSync(stamp).mtimeMs;
  const folders = ["packages", "pipelines"].flatMap((group) =>
    readdirSync(join(rootFolder, group)).map((name) => join(rootFolder, group, name, "src")),
  );
  return [...folders, join(rootFolder, "queries", "src")].some((folder) => existsSync(folder) && hasNewer(folder, compiled));
}

function hasNewer(folder, compiled) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) =>
      entry.isFile() && !entry.name.endsWith(".test.ts") && statSync(join(entry.parentPath, entry.name)).mtimeMs > compiled,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compileIfStale();

// Compiles the checkout's TypeScript when it is newer than what was compiled last. A published package has no src/ and skips this.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "..");
const rootFolder = join(packageFolder, "..", "..");
const distFolder = join(packageFolder, "dist");
const stamp = join(distFolder, ".compiled");
const lock = join(distFolder, ".compiling");
const waitMsMax = 180_000;
const pollMs = 100;

/** Compiles where needed. Of processes that start at once, one compiles and the others wait for it. Ends the process where that fails. */
export function compileIfStale() {
  if (!existsSync(join(packageFolder, "src")) || !isStale()) return;
  mkdirSync(distFolder, { recursive: true });
  takeLock();
  let problem = null;
  try {
    if (isStale()) problem = compile();
  } finally {
    rmSync(lock, { force: true });
  }
  if (problem !== null) giveUp(problem);
}

/** What went wrong and what to do, or null. */
function compile() {
  process.stderr.write("Compiling Tributary (once after a change)...\n");
  const startedAt = new Date();
  const compiler = findCompiler();
  if (compiler === null)
    return "The TypeScript compiler is not installed. Run `npm ci` in the project's root, then this command again.";
  const kernel = join(rootFolder, "packages", "kernel", "compile-kernel.mjs");
  if (spawnSync(process.execPath, [kernel], { cwd: rootFolder, stdio: ["ignore", 2, 2] }).status !== 0)
    return "The tracing kernel does not compile; the errors stand above. Run `npm ci` in the project's root, then this command again.";
  const run = spawnSync(process.execPath, [compiler, "-b", "packages/cli"], { cwd: rootFolder, stdio: ["ignore", 2, 2] });
  if (run.status !== 0)
    return "Tributary does not compile; the errors stand above. Correct them, or go back to a version that compiles, then run `npm ci` and `npm run build`.";
  writeFileSync(stamp, startedAt.toISOString());
  // What changed while the compiler ran counts as newer.
  utimesSync(stamp, startedAt, startedAt);
  return null;
}

function findCompiler() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  } catch {
    return null;
  }
}

function takeLock() {
  const untilMs = performance.now() + waitMsMax;
  while (!tryLock()) {
    if (performance.now() > untilMs)
      giveUp(`Another process has been compiling for long. Where none is, remove ${lock} and run this command again.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
  }
}

function tryLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") giveUp(`Tributary cannot compile itself: ${error.message}. The folder must be writable.`);
    if (isHolderGone()) rmSync(lock, { force: true });
    return false;
  }
}

/** A process that was killed leaves its lock behind. */
function isHolderGone() {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function giveUp(problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const compiledMs = statSync(stamp).mtimeMs;
  const folders = ["packages", "pipelines"].flatMap((group) =>
    readdirSync(join(rootFolder, group)).map((name) => join(rootFolder, group, name, "src")),
  );
  return [...folders, join(rootFolder, "queries", "src"), join(rootFolder, "packages", "kernel", "assembly")].some(
    (folder) => existsSync(folder) && hasNewer(folder, compiledMs),
  );
}

/** The kernel's own build step makes a file that is newer than the build's start, and no change. */
const isMade = (entry) =>
  entry.name.endsWith(".test.ts") || entry.parentPath.endsWith(join("packages", "kernel", "src", "generated"));

function hasNewer(folder, compiledMs) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && !isMade(entry) && statSync(join(entry.parentPath, entry.name)).mtimeMs > compiledMs,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compileIfStale();

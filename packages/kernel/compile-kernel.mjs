// Compiles assembly/ to WebAssembly and writes the modules into src/generated, where they were compiled from other sources than those that stand now.
// A build step: nothing of it is committed. Every module exists for two widths of an amount: 2 limbs of 64 bits, and 5, which hold any sum of uint256.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "assembly");
const generated = join(here, "src", "generated");
const target = join(generated, "modules.ts");
const entries = ["reach", "rules"];
const widths = [2, 5];
const pagesMax = 65_536;

/** Compiles where the sources have changed. Throws where the compiler is not installed or finds a fault. */
export function compileKernel() {
  const digest = digestSources();
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(`// ${digest}\n`)) return;
  mkdirSync(generated, { recursive: true });
  const folder = mkdtempSync(join(generated, "compiling-"));
  try {
    markInlined(folder);
    const modules = entries.flatMap((entry) => widths.map((limbs) => compile(entry, limbs, folder)));
    const draft = join(folder, "modules.ts");
    writeFileSync(draft, `// ${digest}\n${modules.join("")}`);
    renameSync(draft, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Copies the sources with their functions marked for inlining. AssemblyScript marks them by a decorator, which no other reader of TypeScript takes at a function:
 * here it stands as a comment of its own line.
 */
function markInlined(folder) {
  const copies = join(folder, "assembly");
  mkdirSync(copies);
  for (const name of readdirSync(sources)) {
    const text = readFileSync(join(sources, name), "utf8").replaceAll(/^\/\/ @inline$/gm, "@inline");
    writeFileSync(join(copies, name), text);
  }
}

function compile(entry, limbs, folder) {
  const outFile = join(folder, `${entry}-${limbs}.wasm`);
  const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const options = ["-O3", "--runtime", "stub", "--noAssert", "--importMemory", "--sharedMemory", "--noExportMemory"];
  const memory = ["--initialMemory", "1", "--maximumMemory", String(pagesMax), "--enable", "threads", "--enable", "bulk-memory"];
  const run = spawnSync(
    process.execPath,
    [compiler, `${entry}.ts`, ...options, ...memory, "--use", `LIMBS=${limbs}`, "-o", outFile],
    { cwd: join(folder, "assembly"), encoding: "utf8" },
  );
  if (run.status !== 0) throw new Error(`assembly/${entry}.ts does not compile:\n${run.stderr}${run.stdout}`);
  return `export const ${entry}${limbs} = "${readFileSync(outFile).toString("base64")}";\n`;
}

function digestSources() {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(sources).sort()) hash.update(`${name}\n`).update(readFileSync(join(sources, name)));
  return hash.digest("hex");
}

/** Vitest runs this once before the tests. */
export function setup() {
  compileKernel();
}

// `compile-kernel.mjs <entry> <folder>`: one module in both widths, for tests of what a shipped module does not export.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [entry, folder] = process.argv.slice(2);
  if (entry === undefined || folder === undefined) compileKernel();
  else {
    markInlined(folder);
    for (const limbs of widths) compile(entry, limbs, folder);
  }
}

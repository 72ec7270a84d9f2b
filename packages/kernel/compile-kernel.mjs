// Compiles assembly/ to WebAssembly and writes the modules into src/generated, where they were compiled from other sources than those that stand now.
// A build step: nothing of it is committed. Every module exists for two widths of an amount: 2 limbs of 64 bits, and 5, which hold any sum of uint256.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "assembly");
const generated = join(here, "src", "generated");
const target = join(generated, "modules.ts");
const entries = ["reach", "rules"];
const widths = [2, 5];
const pagesMax = 65_536;

/** Compiles where the sources have changed. Throws where the compiler is not installed or finds a fault. */
export async function compileKernel() {
  const digest = digestSources();
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(`// ${digest}\n`)) return;
  mkdirSync(generated, { recursive: true });
  const folder = mkdtempSync(join(generated, "compiling-"));
  try {
    markInlined(folder);
    const modules = [];
    for (const entry of entries) modules.push(...(await compileWidths(entry, folder)));
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

/** Both widths at once: a compiler uses one core. Waits for both: the folder is removed after a fault. */
async function compileWidths(entry, folder) {
  const ended = await Promise.allSettled(widths.map((limbs) => compile(entry, limbs, folder)));
  return ended.map(({ value, reason }) => {
    if (reason !== undefined) throw reason;
    return value;
  });
}

async function compile(entry, limbs, folder) {
  const outFile = join(folder, `${entry}-${limbs}.wasm`);
  const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const options = ["-O3", "--runtime", "stub", "--noAssert", "--importMemory", "--sharedMemory", "--noExportMemory"];
  const memory = ["--initialMemory", "1", "--maximumMemory", String(pagesMax), "--enable", "threads", "--enable", "bulk-memory"];
  const words = [compiler, `${entry}.ts`, ...options, ...memory, "--use", `LIMBS=${limbs}`, "-o", outFile];
  try {
    await promisify(execFile)(process.execPath, words, { cwd: join(folder, "assembly") });
  } catch (error) {
    throw new Error(`assembly/${entry}.ts does not compile:\n${error.stderr}${error.stdout}`);
  }
  return `export const ${entry}${limbs} = "${readFileSync(outFile).toString("base64")}";\n`;
}

function digestSources() {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(sources).sort()) hash.update(`${name}\n`).update(readFileSync(join(sources, name)));
  return hash.digest("hex");
}

/** Vitest runs this once before the tests. */
export function setup() {
  return compileKernel();
}

// `compile-kernel.mjs <entry> <folder>`: one module in both widths, for tests of what a shipped module does not export.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [entry, folder] = process.argv.slice(2);
  if (entry === undefined || folder === undefined) await compileKernel();
  else {
    markInlined(folder);
    await compileWidths(entry, folder);
  }
}

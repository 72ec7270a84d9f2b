// Compiles the C program on the spot, once for each state of its sources.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./ledger-files.js";

const sources = join(dirname(fileURLToPath(import.meta.url)), "..", "c");

/** The path of the compiled program, or null where there is no gcc. Throws where the sources do not compile. */
export function compilePeer() {
  const version = spawnSync("gcc", ["--version"], { encoding: "utf8" });
  if (version.status !== 0) return null;
  const hash = createHash("sha256").update(version.stdout);
  for (const name of readdirSync(sources).sort()) hash.update(readFileSync(join(sources, name)));
  const program = join(cacheFolder(), `ledger-peer-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(cacheFolder(), { recursive: true });
  const draft = `${program}.${process.pid}`;
  const flags = ["-O3", "-march=native", "-Wall", "-Wextra", "-Werror", "-o", draft];
  const { status, stderr } = spawnSync("gcc", [...flags, join(sources, "ledger-peer.c")], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the C program does not compile:\n${stderr}`);
  renameSync(draft, program);
  return program;
}

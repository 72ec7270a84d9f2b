import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../contract/source-files.ts";

/** A real node that is built from its pinned source, or the reason why there is none. */
export type GoProgram = { readonly path: string; readonly missing: null } | { readonly path: null; readonly missing: string };

export interface GoProgramSource {
  /** `github.com/ethereum/go-ethereum/cmd/geth` */
  readonly module: string;
  readonly version: string;
}

const buildMilliseconds = 20 * 60_000;

/** Builds a command with the Go toolchain once, into a folder that belongs to the installed packages. */
export function buildGoProgram({ module, version }: GoProgramSource): GoProgram {
  const name = module.split("/").at(-1) ?? module;
  const folder = join(projectRoot, "node_modules", ".cache", `${name}-${version}`);
  const path = join(folder, name);
  if (existsSync(path)) return { path, missing: null };
  if (spawnSync("go", ["version"]).status !== 0)
    return { path: null, missing: `${name} ${version} is not installed: there is no Go toolchain` };
  mkdirSync(folder, { recursive: true });
  const environment = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" };
  const built = spawnSync("go", ["install", `${module}@${version}`], {
    env: environment,
    timeout: buildMilliseconds,
    encoding: "utf8",
  });
  if (built.status === 0) return { path, missing: null };
  const reason =
    (built.stderr ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .at(-1) ?? `go ended with ${built.status}`;
  return { path: null, missing: `${name} ${version} is not installed: ${reason}` };
}

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../contract/source-files.ts";

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each complete line on stderr; may end the process. */
  readonly onStderrLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export const commandPath: string = join(projectRoot, "packages", "cli", "bin", "tributary.js");

/** Runs the command line as a user would, in a process of its own. */
export function runCommand(parameters: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = spawn(process.execPath, [commandPath, ...parameters], {
    cwd: options.cwd ?? projectRoot,
    env: { ...process.env, NO_COLOR: "1", CI: "true", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  let pendingLine = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
    const lines = `${pendingLine}${text}`.split("\n");
    pendingLine = lines.pop() ?? "";
    for (const line of lines) options.onStderrLine?.(line, (signal) => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...output }));
  });
}

/** A folder of its own for one test file. */
export function makeFolder(name: string): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `tributary-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

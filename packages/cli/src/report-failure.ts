import { formatFinding, TributaryError } from "@tributary/domain";
import { CommanderError } from "commander";
import { exitCodeOf, exitCodes } from "./exit-code.ts";

export interface Failure {
  /** What the person at the terminal reads; empty where it has been said already. */
  readonly text: string;
  readonly exitCode: number;
}

const notPermitted = new Set(["EACCES", "EPERM", "EROFS"]);

/** Every way in which a command can end badly, as words and an exit code. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  if (error instanceof TributaryError)
    return { text: formatFinding(error.finding), exitCode: exitCodeOf(error.kind, error.code) };
  if (isRefusedBySystem(error)) {
    const finding = {
      code: "ACCESS_DENIED" as const,
      where: error.path === undefined ? {} : { file: error.path },
      found: error.code,
      expected: "a file or folder that this user may read, or write to where the command writes",
    };
    return { text: formatFinding(finding), exitCode: exitCodeOf("access", finding.code) };
  }
  const told = error instanceof Error ? error.stack : String(error);
  return { text: `Tributary failed, and this is its own mistake: ${told}`, exitCode: exitCodes.failure };
}

function isRefusedBySystem(error: unknown): error is Error & { readonly code: string; readonly path?: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && notPermitted.has(error.code);
}

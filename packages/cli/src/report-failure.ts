import { formatFinding, TributaryError } from "@tributary/domain";
import { CommanderError } from "commander";
import { exitCodeOf, exitCodes } from "./exit-code.ts";

export interface Failure {
  /** What the person at the terminal reads; empty where it has been said already. */
  readonly text: string;
  readonly exitCode: number;
}

const notPermitted = new Set(["EACCES", "EPERM", "EROFS"]);
const wrongPath = new Set(["ENOTDIR", "EISDIR", "ENOENT", "EEXIST", "ENAMETOOLONG", "ELOOP"]);

/** Every way in which a command can end badly, as words and an exit code. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  if (error instanceof TributaryError) {
    const finding = { ...error.finding, found: withoutAddresses(error.finding.found) };
    return { text: formatFinding(finding), exitCode: exitCodeOf(error.kind, error.code) };
  }
  if (isOfSystem(error, notPermitted)) {
    return describeSystemError(
      error,
      "ACCESS_DENIED",
      "a file or folder that this user may read, or write to where the command writes",
    );
  }
  if (isOfSystem(error, wrongPath)) return describeSystemError(error, "USAGE", "a path that can be what the command needs there");
  const told = error instanceof Error ? error.stack : String(error);
  return { text: `Tributary failed, and this is its own mistake: ${told}`, exitCode: exitCodes.failure };
}

/** An endpoint's address that was typed in a wrong place may hold a key: it is not repeated. */
export function withoutAddresses(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s'"]+/gi, "…");
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

function describeSystemError(error: SystemError, code: "ACCESS_DENIED" | "USAGE", expected: string): Failure {
  const where = error.path === undefined ? {} : { file: error.path };
  return describeFailure(new TributaryError({ code, where, found: error.code, expected }));
}

function isOfSystem(error: unknown, codes: ReadonlySet<string>): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.has(error.code);
}

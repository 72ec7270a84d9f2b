import { assertNever, type ErrorKind } from "@tributary/domain";

/** The exit codes of every command. Documented in the README; each is tested. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  incomplete: 3,
  integrity: 4,
  busy: 5,
  notPermitted: 6,
  sourceUnavailable: 7,
  chainReorganised: 8,
  interrupted: 130,
} as const;

export function exitCodeOf(kind: ErrorKind, code: string): number {
  switch (kind) {
    case "input":
      return exitCodes.failure;
    case "usage":
      return exitCodes.usage;
    case "limit":
      return exitCodes.incomplete;
    case "integrity":
      return exitCodes.integrity;
    case "busy":
      return exitCodes.busy;
    case "access":
      return exitCodes.notPermitted;
    case "source":
      return code === "CHAIN_REORGANISED" ? exitCodes.chainReorganised : exitCodes.sourceUnavailable;
    default:
      return assertNever(kind);
  }
}

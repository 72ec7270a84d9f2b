import { basename } from "node:path";
import type { Digest, Finding } from "@tributary/domain";
import type { GoamlProfile } from "../goaml-profile.ts";
import type { WrittenFile } from "./output-file.ts";

/** What came of writing a file: kept beside it, and shown. */
export interface WriteResult {
  /** `refused`: no file was written, and the errors say why. */
  readonly outcome: "written" | "refused";
  readonly profile: string;
  readonly edition: string;
  readonly document: "report" | "reportdata";
  readonly file: WrittenFile | null;
  /** Transactions in the file. */
  readonly transactions: bigint;
  /** Transactions that are not in the file, because of errors in them. */
  readonly leftOut: bigint;
  readonly inputs: readonly WriteInput[];
  /** Errors first, then warnings, each in the order in which it was met. */
  readonly findings: readonly WriteFinding[];
  readonly findingsTotal: bigint;
}

export interface WriteInput {
  readonly file: string;
  readonly sha256: Digest;
}

export interface WriteFinding extends Finding {
  /** The element that is at stake, `/report/transaction[3]/amount_local`; null where none is. */
  readonly goamlPath: string | null;
}

/** FIUs take no file beyond a size; it can be split by the one who knows what belongs together. */
export function sizeFinding(file: WrittenFile | null, { id, sizeLimits }: GoamlProfile): WriteFinding | null {
  const { fileBytesMax } = sizeLimits;
  if (file === null || fileBytesMax === null || file.byteCount <= BigInt(fileBytesMax)) return null;
  const what = { found: `${file.byteCount} bytes`, expected: `at most ${fileBytesMax} bytes, which ${id} says of a file` };
  return { code: "FILE_TOO_LARGE", ...what, where: { file: basename(file.path) }, severity: "warning", goamlPath: null };
}

/** Findings of one run: each told once, the first of them kept, all of them counted. */
export interface FindingTally {
  readonly add: (finding: WriteFinding) => void;
  readonly errors: () => bigint;
  readonly shown: () => readonly WriteFinding[];
  readonly total: () => bigint;
}

export function startTally(shownMax: number): FindingTally {
  const told = new Set<string>();
  const errors: WriteFinding[] = [];
  const warnings: WriteFinding[] = [];
  const counts = { error: 0n, warning: 0n };
  return {
    add: (finding) => {
      const { file, line, path } = finding.where;
      const key = JSON.stringify([finding.code, file, line, path, finding.found, file === undefined ? finding.goamlPath : null]);
      // A bound on memory: beyond it the same finding may be counted more than once.
      if (told.has(key)) return;
      if (told.size < shownMax * 100) told.add(key);
      const kind = finding.severity === "warning" ? "warning" : "error";
      counts[kind] += 1n;
      const list = kind === "warning" ? warnings : errors;
      if (list.length < shownMax) list.push(finding);
    },
    errors: () => counts.error,
    shown: () => [...errors, ...warnings].slice(0, shownMax),
    total: () => counts.error + counts.warning,
  };
}

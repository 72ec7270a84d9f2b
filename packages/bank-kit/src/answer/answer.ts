import { type Digest, errorRegistry, type Finding, formatUnits, knownScale } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { SubmissionCheck } from "../submission/check-submissions.ts";

/** How a submission stands. Accepted with warnings is normal. */
export type AnswerStatus = "accepted" | "accepted-with-warnings" | "partly-accepted" | "rejected" | "interrupted";

/** What is said back to the sender of one file. */
export interface Answer {
  readonly file: string;
  readonly sha256: Digest | null;
  readonly byteCount: bigint;
  readonly submitter: string;
  readonly profile: string;
  /** True where nothing was written: the file was only checked. */
  readonly isCheckOnly: boolean;
  readonly status: AnswerStatus;
  readonly records: bigint;
  readonly accepted: bigint;
  readonly rejected: bigint;
  readonly errors: bigint;
  readonly warnings: bigint;
  /** Payments that enter the ledger, in words: count, and sum by asset. Empty where not counted. */
  readonly moved: readonly { readonly asset: string; readonly amount: string }[];
  readonly findings: readonly AnswerFinding[];
  /** Findings that are counted and not listed. */
  readonly findingsMore: bigint;
  /** What a schema that the operator gave says; null where none was given. */
  readonly schema: SchemaOpinion | null;
}

/** The second opinion of an XSD. `not checked` is never a pass. */
export interface SchemaOpinion {
  readonly state: "valid" | "invalid" | "not checked";
  /** Of the schema file as it stands; null where it could not be read. */
  readonly sha256: Digest | null;
  /** How the schema was changed so that a strict validator reads it as it is meant, in words. */
  readonly changes: readonly string[];
  readonly findings: readonly AnswerFinding[];
  /** Findings that are counted and not listed. */
  readonly findingsMore: bigint;
}

/** One thing to put right, or to know. */
export interface AnswerFinding {
  readonly path: string | null;
  /** Count from 1. */
  readonly line: number | null;
  readonly column: number | null;
  /** The sender's own name of the record. */
  readonly record: string | null;
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly found: string;
  readonly allowed: readonly string[];
  /** What would be right, and what to do. */
  readonly hint: string;
}

interface Sender {
  readonly submitter: string;
  readonly profile: string;
}

/** The answer on a file that was checked. */
export function answerCheck(check: SubmissionCheck, sender: Sender): Answer {
  const { origin, sha256, byteCount, records, readable, rejected, warnings, findings, findingsTotal } = check;
  return {
    ...sender,
    file: origin,
    sha256,
    byteCount,
    isCheckOnly: true,
    status: statusOf({ accepted: readable, rejected, warnings, isInterrupted: check.isInterrupted }),
    records,
    accepted: readable,
    rejected,
    errors: findingsTotal - warnings,
    warnings,
    moved: [...check.moved].map(([asset, atoms]) => ({ asset, amount: formatUnits(atoms, knownScale(asset) ?? 0) })),
    findings: findings.map(answerFinding),
    findingsMore: findingsTotal - BigInt(findings.length),
    schema: null,
  };
}

/** The answer on a file that was ingested. */
export function answerIngest(report: IngestReport, sender: Sender): Answer {
  const { origin, sha256, byteCount, warnings, findings, findingsTotal, findingsMore } = report;
  const rejected = report.rejected + report.conflicts;
  const records = report.records - report.frames;
  // A heading that contradicts an earlier one is a frame and kept apart: it is not what else was accepted.
  const accepted = records > rejected ? records - rejected : 0n;
  const isInterrupted = report.outcome === "interrupted";
  return {
    ...sender,
    file: origin,
    sha256,
    byteCount,
    isCheckOnly: false,
    status: statusOf({ accepted, rejected, warnings, isInterrupted }),
    records,
    accepted,
    rejected,
    errors: findingsTotal - warnings,
    warnings,
    moved: [],
    findings: findings.map(answerFinding),
    findingsMore,
    schema: null,
  };
}

function statusOf(counts: {
  readonly accepted: bigint;
  readonly rejected: bigint;
  readonly warnings: bigint;
  readonly isInterrupted: boolean;
}): AnswerStatus {
  if (counts.isInterrupted) return "interrupted";
  if (counts.rejected > 0n) return counts.accepted > 0n ? "partly-accepted" : "rejected";
  return counts.warnings > 0n ? "accepted-with-warnings" : "accepted";
}

/** A finding as it is told to the sender. */
export function answerFinding(finding: Finding): AnswerFinding {
  const { where, code, found, expected, severity, rule, allowed, hint } = finding;
  return {
    path: where.path ?? null,
    line: where.line ?? null,
    column: where.column ?? null,
    record: where.record ?? null,
    rule: rule ?? code.toLowerCase().replaceAll("_", "-"),
    severity: severity ?? "error",
    code,
    message: errorRegistry[code].meaning,
    found,
    allowed: allowed ?? [],
    hint: hint === undefined ? asSentence(`expected ${expected}`) : `${asSentence(`expected ${expected}`)} ${asSentence(hint)}`,
  };
}

/** Rules say what is right in a few words; the sender reads sentences. */
function asSentence(words: string): string {
  const text = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

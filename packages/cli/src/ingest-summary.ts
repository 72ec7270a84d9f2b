import { type Finding, formatFinding } from "@tributary/domain";
import type { IngestProgress, IngestReport } from "@tributary/pipeline-kit";
import { exitCodes } from "./exit-code.ts";
import { findingLines } from "./finding-lines.ts";
import type { Talk } from "./talk.ts";

/** The reports of one ingest command as a JSON document: counts as decimal text. */
export function ingestDocument(reports: readonly IngestReport[]): unknown {
  return { reports: reports.map((report) => textCounts(report)) };
}

/** Counts as decimal text, for JSON. */
export function textCounts(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(textCounts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textCounts(inner)]));
}

/** What each file brought, with every finding that is kept, for a person. */
export function ingestText(reports: readonly IngestReport[]): string {
  return reports.map((report) => reportText(report, (finding) => [`  ${formatFinding(finding)}`])).join("\n");
}

/** The same of what banks send, with what a reporting officer needs to put it right, at a terminal of `width` columns. */
export async function submissionsText(reports: readonly IngestReport[], width: number): Promise<string> {
  const { answerFinding } = await import("@tributary/bank-kit");
  return reports.map((report) => reportText(report, (finding) => findingLines(answerFinding(finding), width))).join("\n");
}

/** What became of source records, in words. */
export function countsText(counts: Pick<IngestReport, "records" | "added" | "same" | "rejected" | "conflicts">): string {
  const conflicts = counts.conflicts > 0n ? `, ${counts.conflicts} in conflict` : "";
  return `${counts.records} records, ${counts.added} new, ${counts.same} known, ${counts.rejected} rejected${conflicts}`;
}

function reportText(report: IngestReport, linesOf: (finding: Finding) => readonly string[]): string {
  const findings = report.findings.flatMap(linesOf);
  const more = report.findingsMore > 0n ? [`  … and ${report.findingsMore} findings more`] : [];
  const rows = Object.entries(report.rowsByTable).map(([table, count]) => `  ${table}: ${count} rows`);
  return [
    `${report.origin}: ${report.outcome}; ${countsText(report)}${warningsText(report)}`,
    ...rows,
    ...findings,
    ...more,
  ].join("\n");
}

function warningsText({ warnings }: IngestReport): string {
  return warnings > 0n ? `; ${warnings} warnings` : "";
}

/** How far a file is. Its name can be a person's, and is told on a terminal only. */
export function tellProgress(talk: Talk, progress: IngestProgress): void {
  talk.progress(progressText(progress), progressText({ ...progress, origin: "a file" }));
}

function progressText(progress: IngestProgress): string {
  const percent = progress.total > 0n ? ` ${(progress.done * 100n) / progress.total} %` : "";
  return `${progress.origin}: ${progress.phase}${percent}, ${progress.records} records`;
}

/** 130 where stopped; 1 where nothing could be taken; 3 where something was kept apart; else 0. */
export function ingestExitCode(reports: readonly IngestReport[]): number {
  const outcomes = reports.map((report) => report.outcome);
  if (outcomes.includes("interrupted")) return exitCodes.interrupted;
  if (outcomes.every((outcome) => outcome === "complete")) return exitCodes.ok;
  return outcomes.every((outcome) => outcome === "refused") ? exitCodes.failure : exitCodes.incomplete;
}

import type { Finding } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";

/** A segment's report with what it shows to exist and did not book, as findings; where one of them is a certain gap the import is not complete. */
export function withNotes(report: IngestReport, { notes, isGap }: { notes: readonly Finding[]; isGap: boolean }): IngestReport {
  const outcome = report.outcome === "complete" && isGap ? "incomplete" : report.outcome;
  return {
    ...report,
    outcome,
    isComplete: outcome === "complete",
    findings: [...report.findings, ...notes],
    findingsTotal: report.findingsTotal + BigInt(notes.length),
  };
}

import type { Finding } from "@tributary/domain";
import type { IngestReport } from "./ingest-report.ts";

/** What a reader warned of without keeping anything out: the first of them, and how many there were. */
export interface Warnings {
  readonly shown: readonly Finding[];
  readonly total: bigint;
}

/** The report with warnings behind its errors, as long as there is room among `findingsShownMax`; all of them are counted. */
export function withWarnings<Report extends IngestReport>(report: Report, warnings: Warnings, findingsShownMax: number): Report {
  const findings = [...report.findings, ...warnings.shown].slice(0, Math.max(findingsShownMax, report.findings.length));
  const findingsTotal = report.findingsTotal + warnings.total;
  return { ...report, findings, findingsTotal, findingsMore: findingsTotal - BigInt(findings.length) };
}

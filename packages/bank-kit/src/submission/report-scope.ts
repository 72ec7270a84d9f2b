import type { Digest } from "@tributary/domain";
import type { IngestItem, ReportVersion } from "@tributary/pipeline-kit";
import { type RecordSource, ReportedRecord } from "./reported-record.ts";
import { reportIdOf, type SubmissionContext, versionIdOf } from "./submission.ts";

/** What a report says of itself, whatever its format. */
export interface ReportHeading {
  /** The sender's own reference: with the submitter it names the report. */
  readonly reference: string;
  /** Where the format itself says which version it is. */
  readonly versionNumber?: bigint;
  readonly reportCode?: string | null;
  readonly schemaVersion?: string | null;
  readonly statedDate?: string | null;
  readonly narrative?: string | null;
  readonly action?: string | null;
}

/** One version of a report while it is read. */
export class ReportScope {
  readonly context: SubmissionContext;
  readonly reportId: Digest;
  readonly versionId: Digest;
  readonly version: ReportVersion;
  /** False once something shows that the report was not read to its end: then it supersedes nothing. */
  isWhole = true;

  constructor(context: SubmissionContext, heading: ReportHeading) {
    const number = heading.versionNumber ?? context.versionNumber;
    this.context = context;
    this.reportId = reportIdOf(context.submitter, heading.reference);
    this.versionId = versionIdOf(this.reportId, number);
    this.version = {
      id: this.versionId,
      reportId: this.reportId,
      number,
      submitter: context.submitter,
      format: context.format,
      profile: context.profile,
      reference: heading.reference,
      reportCode: heading.reportCode ?? null,
      schemaVersion: heading.schemaVersion ?? null,
      statedDate: heading.statedDate ?? null,
      narrative: heading.narrative ?? null,
      action: heading.action ?? null,
    };
  }

  /** A record of this report. The first one of a report must be its heading: `record(...).addHeading()`. */
  record(source: RecordSource): ReportedRecord {
    return new ReportedRecord(this, source);
  }
}

/** The reports of one file, in the order in which they begin. */
export class SubmissionScope {
  readonly context: SubmissionContext;
  readonly #reports: ReportScope[] = [];

  constructor(context: SubmissionContext) {
    this.context = context;
  }

  openReport(heading: ReportHeading): ReportScope {
    const report = new ReportScope(this.context, heading);
    this.#reports.push(report);
    return report;
  }

  /** The file could not be read to its end: none of its reports is known to be whole. */
  breakOff(): void {
    for (const report of this.#reports) report.isWhole = false;
  }

  /** What stands when the last record was read: these versions are complete. */
  completions(): readonly IngestItem[] {
    const whole = this.#reports.filter(({ isWhole }) => isWhole);
    const versions = new Map(whole.map((report) => [report.versionId, { versionId: report.versionId }]));
    if (versions.size === 0) return [];
    const { fileSha256 } = this.context;
    // The same bytes from another submitter are the same record of the file, and other versions.
    const record = { fileSha256, locator: "end", rawSha256: fileSha256 };
    return [{ record, rows: { reportCompletions: [...versions.values()] }, isFrame: true }];
  }
}

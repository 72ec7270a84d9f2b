import { compareBytewise, type Digest, fail, type UtcMicros } from "@tributary/domain";
import {
  type RecordPathsRow,
  type ReportStatusesRow,
  type ReportsKnownAtRow,
  recordContents,
  recordPaths,
  reportReferences,
  reportStatuses,
  reportsKnownAt,
} from "@tributary/queries";
import type { Store } from "@tributary/store";

/** A version of a report, with the sender's own reference and what became of it. Sensitive. */
export interface ReportLife extends ReportStatusesRow {
  readonly reference: string;
}

/** Every version of every report, by submitter, reference and number; with a time, the versions that stood then, told as they were known then. */
export async function listReports(store: Pick<Store, "query">, knownAt: UtcMicros | null): Promise<readonly ReportLife[]> {
  const references = new Map((await store.query(reportReferences, {})).map((row) => [row.versionId, row.reference]));
  const rows = await store.query(reportStatuses, {});
  const told = knownAt === null ? rows : asKnown(rows, await store.query(reportsKnownAt, { at: knownAt }));
  return told.map((row) => ({ ...row, reference: references.get(row.versionId) ?? "" })).sort(compareLives);
}

/** What stood at a time had not been superseded or withdrawn then, whatever became of it later. */
function asKnown(rows: readonly ReportStatusesRow[], standing: readonly ReportsKnownAtRow[]): readonly ReportStatusesRow[] {
  const known = new Map(standing.map(({ versionId, isComplete }) => [versionId, isComplete]));
  return rows.flatMap((row): readonly ReportStatusesRow[] => {
    const isComplete = known.get(row.versionId);
    if (isComplete === undefined) return [];
    const status = isComplete ? "accepted" : "received";
    const acceptedAt = isComplete ? row.acceptedAt : null;
    return [{ ...row, status, acceptedAt, supersededAt: null, withdrawnAt: null }];
  });
}

function compareLives(a: ReportLife, b: ReportLife): number {
  const order = compareBytewise(a.submitter, b.submitter) || compareBytewise(a.reference, b.reference);
  return order || (a.number < b.number ? -1 : 1);
}

/** A stored report, to be written again. Sensitive. */
export interface StoredReport {
  readonly versionId: Digest;
  readonly format: string;
  readonly profile: string;
  /** Its records, in no order: the format knows which path comes first. */
  readonly records: readonly RecordPathsRow[];
  /** What these records say, in the order of `records`. */
  readonly read: (records: readonly RecordPathsRow[]) => AsyncIterable<StoredRecord>;
}

interface StoredRecord {
  readonly path: string;
  /** JSON text `[[path, value], …]`. */
  readonly content: string;
  /** JSON text `[line, …]`. */
  readonly lines: string;
}

/** The version of a report that stands. Error: REQUEST_INVALID where none does. */
export async function openStoredReport(
  store: Pick<Store, "query">,
  report: { readonly submitter: string; readonly reference: string },
): Promise<StoredReport> {
  const versions = await listReports(store, null);
  const standing = versions.find(
    ({ submitter, reference, status }) =>
      submitter === report.submitter && reference === report.reference && status === "accepted",
  );
  if (standing === undefined)
    return fail("REQUEST_INVALID", {
      found: `no report ${report.reference} of ${report.submitter} that stands`,
      expected: "a submitter and a reference as `tributary reports list` shows them",
    });
  const { versionId, format, profile } = standing;
  const records = await store.query(recordPaths, { versionId });
  return { versionId, format, profile, records, read: (wanted) => readRecords(store, wanted) };
}

const recordsPerQuestion = 1000;

async function* readRecords(
  store: Pick<Store, "query">,
  records: readonly RecordPathsRow[],
): AsyncGenerator<StoredRecord, void, undefined> {
  for (let start = 0; start < records.length; start += recordsPerQuestion) {
    const part = records.slice(start, start + recordsPerQuestion);
    const rows = await store.query(recordContents, { recordIds: part.map(({ recordId }) => recordId) });
    const contents = new Map(rows.map((row) => [row.recordId, row]));
    for (const { recordId, path } of part) {
      const row = contents.get(recordId);
      if (row !== undefined) yield { path, content: row.content, lines: row.lines };
    }
  }
}

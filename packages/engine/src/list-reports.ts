import { compareBytewise, type Digest, fail, type UtcMicros } from "@tributary/domain";
import { type ReportStatusesRow, recordContents, reportReferences, reportStatuses, reportsKnownAt } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** A version of a report, with the sender's own reference and what became of it. Sensitive. */
export interface ReportLife extends ReportStatusesRow {
  readonly reference: string;
}

/** Every version of every report, by submitter, reference and number; with a time, the versions that stood by what had been recorded until then. */
export async function listReports(store: Pick<Store, "query">, knownAt: UtcMicros | null): Promise<readonly ReportLife[]> {
  const references = new Map((await store.query(reportReferences, {})).map((row) => [row.versionId, row.reference]));
  const known =
    knownAt === null ? null : new Set((await store.query(reportsKnownAt, { at: knownAt })).map((row) => row.versionId));
  const lives = (await store.query(reportStatuses, {})).map((row) => ({
    ...row,
    reference: references.get(row.versionId) ?? "",
  }));
  return lives.filter(({ versionId }) => known === null || known.has(versionId)).sort(compareLives);
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
  /** Everything that it says, in the order of its file. */
  readonly leaves: () => AsyncIterable<StoredLeaf>;
}

interface StoredLeaf {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/** The version of a report that stands. Error: REQUEST_INVALID where none does. */
export async function openStoredReport(
  store: Pick<Store, "query" | "stream">,
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
  return { versionId, format, profile, leaves: () => leavesOf(store, versionId) };
}

async function* leavesOf(store: Pick<Store, "stream">, versionId: Digest): AsyncGenerator<StoredLeaf, void, undefined> {
  for await (const rows of store.stream(recordContents, { versionId })) {
    for (const { content, lines } of rows) {
      const leaves: readonly (readonly [string, string])[] = JSON.parse(content);
      const places: readonly number[] = JSON.parse(lines);
      for (const [index, [path, value]] of leaves.entries()) yield { path, line: places[index] ?? 0, value };
    }
  }
}

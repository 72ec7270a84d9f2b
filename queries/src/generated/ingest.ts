import type { Digest, SourceKind, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type FilesRefusedParameters = Readonly<Record<string, never>>;

export interface FilesRefusedRow {
  readonly fileSha256: Digest;
  readonly kind: SourceKind;
  readonly submitter: string;
  readonly receivedAt: UtcMicros;
}

/** One row per submitted file that was read to its end and of which nothing was loaded, by the time of its receipt. */
export const filesRefused: Query<FilesRefusedParameters, FilesRefusedRow> = {
  name: "ingest/read/files_refused",
  grain: "One row per submitted file that was read to its end and of which nothing was loaded, by the time of its receipt.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"received_at_utc","key":"receivedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: files_refused
-- One row per submitted file that was read to its end and of which nothing was loaded, by the time of its receipt.
-- type: kind SourceKind
SELECT
  r.file_sha256,
  r.kind,
  r.submitter,
  MIN(r.received_at_utc) AS received_at_utc
FROM
  source.receipt AS r
WHERE
  r.submitter IS NOT NULL
  AND r.file_sha256 IN (
    SELECT
      u.file_sha256
    FROM
      ingest.run AS u
    WHERE
      u.is_done
  )
  AND r.file_sha256 NOT IN (
    SELECT
      e.file_sha256
    FROM
      source.record AS e
  )
GROUP BY
  r.file_sha256,
  r.kind,
  r.submitter
ORDER BY
  received_at_utc,
  r.file_sha256,
  r.kind,
  r.submitter
`,
};

export type QuarantinedRecordsParameters = {
  readonly file: string | null;
};

export interface QuarantinedRecordsRow {
  readonly fileSha256: Digest;
  readonly fileOrigin: string;
  readonly locator: string;
  readonly rawSha256: Digest;
  readonly findings: string;
  readonly raw: string;
  readonly rowId: string;
}

/** One row per record that is kept apart, of one file or of all, by file and locator. */
export const quarantinedRecords: Query<QuarantinedRecordsParameters, QuarantinedRecordsRow> = {
  name: "ingest/read/quarantined_records",
  grain: "One row per record that is kept apart, of one file or of all, by file and locator.",
  parameters: [
    {"name":"file","key":"file","type":"VARCHAR","isNullable":true},
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"file_origin","key":"fileOrigin","type":"VARCHAR","isNullable":false,"sealed":{"column":"source.receipt.origin","rowId":"file_sha256"}},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"raw_sha256","key":"rawSha256","type":"VARCHAR","isNullable":false},
    {"name":"findings","key":"findings","type":"VARCHAR","isNullable":false,"sealed":{"column":"ingest.quarantine.findings","rowId":"row_id"}},
    {"name":"raw","key":"raw","type":"VARCHAR","isNullable":false,"sealed":{"column":"ingest.quarantine.raw","rowId":"row_id"}},
    {"name":"row_id","key":"rowId","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: quarantined_records
-- One row per record that is kept apart, of one file or of all, by file and locator.
-- optional: file
-- sealed: file_origin source.receipt.origin file_sha256
-- sealed: findings ingest.quarantine.findings row_id
-- sealed: raw ingest.quarantine.raw row_id
SELECT
  q.file_sha256,
  (
    SELECT
      ARG_MIN(e.origin, e.received_at_utc)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = q.file_sha256
  ) AS file_origin,
  q.locator,
  q.raw_sha256,
  q.findings,
  q.raw,
  q.file_sha256 || CHR(31) || q.locator AS row_id
FROM
  ingest.quarantine_open AS q
WHERE
  $file::VARCHAR IS NULL
  OR q.file_sha256 = $file::VARCHAR
ORDER BY
  q.file_sha256,
  q.locator
`,
};

export type RunsParameters = Readonly<Record<string, never>>;

export interface RunsRow {
  readonly fileSha256: Digest;
  readonly origin: string;
  readonly options: string;
  readonly itemsAcknowledged: bigint;
  readonly isDone: boolean;
  readonly batchCount: bigint;
  readonly recordsAdded: bigint;
  readonly recordsSame: bigint;
  readonly recordsQuarantined: bigint;
}

/** One row per reading of a file, with what its batches brought, and the name under which it came first. */
export const runs: Query<RunsParameters, RunsRow> = {
  name: "ingest/read/runs",
  grain: "One row per reading of a file, with what its batches brought, and the name under which it came first.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false,"sealed":{"column":"source.receipt.origin","rowId":"file_sha256"}},
    {"name":"options","key":"options","type":"VARCHAR","isNullable":false},
    {"name":"items_acknowledged","key":"itemsAcknowledged","type":"BIGINT","isNullable":false},
    {"name":"is_done","key":"isDone","type":"BOOLEAN","isNullable":false},
    {"name":"batch_count","key":"batchCount","type":"BIGINT","isNullable":false},
    {"name":"records_added","key":"recordsAdded","type":"BIGINT","isNullable":false},
    {"name":"records_same","key":"recordsSame","type":"BIGINT","isNullable":false},
    {"name":"records_quarantined","key":"recordsQuarantined","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: runs
-- One row per reading of a file, with what its batches brought, and the name under which it came first.
-- sealed: origin source.receipt.origin file_sha256
SELECT
  u.file_sha256,
  (
    SELECT
      ARG_MIN(e.origin, e.received_at_utc)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = u.file_sha256
  ) AS origin,
  u.options,
  u.items_acknowledged,
  u.is_done,
  COUNT(b.commit_number) AS batch_count,
  COALESCE(SUM(b.records_added), 0)::BIGINT AS records_added,
  COALESCE(SUM(b.records_same), 0)::BIGINT AS records_same,
  COALESCE(SUM(b.records_quarantined), 0)::BIGINT AS records_quarantined
FROM
  ingest.run AS u
  LEFT JOIN ingest.batch AS b ON b.file_sha256 = u.file_sha256
  AND b.options_sha256 = u.options_sha256
GROUP BY
  u.file_sha256,
  u.options,
  u.items_acknowledged,
  u.is_done
ORDER BY
  u.file_sha256,
  u.options
`,
};

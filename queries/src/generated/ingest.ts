import type { Digest } from "@tributary/domain";
import type { Query } from "../query.ts";

export type CountsParameters = Readonly<Record<string, never>>;

export interface CountsRow {
  readonly tableName: string;
  readonly rowCount: bigint;
}

/** One row per table of the ledger: how many rows it holds. */
export const counts: Query<CountsParameters, CountsRow> = {
  name: "ingest/read/counts",
  grain: "One row per table of the ledger: how many rows it holds.",
  parameters: [
  ],
  columns: [
    {"name":"table_name","key":"tableName","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: counts
-- One row per table of the ledger: how many rows it holds.
SELECT
  x.table_name,
  x.row_count
FROM
  (
    SELECT
      'source.file' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.file
    UNION ALL
    SELECT
      'source.record' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.record
    UNION ALL
    SELECT
      'ledger.transfer' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.transfer
    UNION ALL
    SELECT
      'ledger.account' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.account
    UNION ALL
    SELECT
      'ledger.balance' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.balance
    UNION ALL
    SELECT
      'ledger.conversion' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.conversion
    UNION ALL
    SELECT
      'ledger.coverage' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.coverage
    UNION ALL
    SELECT
      'attribution.tag' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.tag
    UNION ALL
    SELECT
      'attribution.actor' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.actor
    UNION ALL
    SELECT
      'str.report' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.report
    UNION ALL
    SELECT
      'str.field' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.field
    UNION ALL
    SELECT
      'party.party' AS table_name,
      COUNT(*) AS row_count
    FROM
      party.party
    UNION ALL
    SELECT
      'graph.judgement' AS table_name,
      COUNT(*) AS row_count
    FROM
      graph.judgement
    UNION ALL
    SELECT
      'place.compound' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.compound
    UNION ALL
    SELECT
      'place.link' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.link
    UNION ALL
    SELECT
      'ingest.quarantine' AS table_name,
      COUNT(*) AS row_count
    FROM
      ingest.quarantine
    UNION ALL
    SELECT
      'casefile.register' AS table_name,
      COUNT(*) AS row_count
    FROM
      casefile.register
  ) AS x
ORDER BY
  x.table_name
`,
};

export type QuarantinedRecordsParameters = Readonly<Record<string, never>>;

export interface QuarantinedRecordsRow {
  readonly fileSha256: Digest;
  readonly fileOrigin: string;
  readonly locator: string;
  readonly rawSha256: Digest;
  readonly findings: string;
  readonly raw: string;
}

/** One row per record that is kept apart, by file and locator. */
export const quarantinedRecords: Query<QuarantinedRecordsParameters, QuarantinedRecordsRow> = {
  name: "ingest/read/quarantined_records",
  grain: "One row per record that is kept apart, by file and locator.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"file_origin","key":"fileOrigin","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"raw_sha256","key":"rawSha256","type":"VARCHAR","isNullable":false},
    {"name":"findings","key":"findings","type":"VARCHAR","isNullable":false},
    {"name":"raw","key":"raw","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: quarantined_records
-- One row per record that is kept apart, by file and locator.
SELECT
  q.file_sha256,
  (
    SELECT
      MIN(e.origin)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = q.file_sha256
  ) AS file_origin,
  q.locator,
  q.raw_sha256,
  q.findings,
  q.raw
FROM
  ingest.quarantine AS q
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

/** One row per reading of a file, with what its batches brought, by origin. */
export const runs: Query<RunsParameters, RunsRow> = {
  name: "ingest/read/runs",
  grain: "One row per reading of a file, with what its batches brought, by origin.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
    {"name":"options","key":"options","type":"VARCHAR","isNullable":false},
    {"name":"items_acknowledged","key":"itemsAcknowledged","type":"BIGINT","isNullable":false},
    {"name":"is_done","key":"isDone","type":"BOOLEAN","isNullable":false},
    {"name":"batch_count","key":"batchCount","type":"BIGINT","isNullable":false},
    {"name":"records_added","key":"recordsAdded","type":"BIGINT","isNullable":false},
    {"name":"records_same","key":"recordsSame","type":"BIGINT","isNullable":false},
    {"name":"records_quarantined","key":"recordsQuarantined","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: runs
-- One row per reading of a file, with what its batches brought, by origin.
SELECT
  u.file_sha256,
  (
    SELECT
      MIN(e.origin)
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
  origin,
  u.file_sha256,
  u.options
`,
};

import type { AccountId, AssetId, Atoms, Digest, Precision, SourceName, TimeBasis, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type RailEndsParameters = Readonly<Record<string, never>>;

export interface RailEndsRow {
  readonly recordId: Digest;
  readonly transactionHash: string;
  readonly payment: string;
  readonly paymentAt: UtcMicros;
  readonly paymentPrecision: Precision;
  readonly paymentFrom: AccountId;
  readonly transfer: string;
  readonly transferAt: UtcMicros;
  readonly transferFrom: AccountId;
}

/** One row per two-sided payment of a standing report whose record names a transaction's hash, and transfer of that transaction that is no fee. */
export const railEnds: Query<RailEndsParameters, RailEndsRow> = {
  name: "str/read/rail_ends",
  grain: "One row per two-sided payment of a standing report whose record names a transaction's hash, and transfer of that transaction that is no fee.",
  parameters: [
  ],
  columns: [
    {"name":"record_id","key":"recordId","type":"VARCHAR","isNullable":false},
    {"name":"transaction_hash","key":"transactionHash","type":"VARCHAR","isNullable":false},
    {"name":"payment","key":"payment","type":"VARCHAR","isNullable":false},
    {"name":"payment_at_utc","key":"paymentAt","type":"TIMESTAMP","isNullable":false},
    {"name":"payment_precision","key":"paymentPrecision","type":"VARCHAR","isNullable":false},
    {"name":"payment_from","key":"paymentFrom","type":"VARCHAR","isNullable":false},
    {"name":"transfer","key":"transfer","type":"VARCHAR","isNullable":false},
    {"name":"transfer_at_utc","key":"transferAt","type":"TIMESTAMP","isNullable":false},
    {"name":"transfer_from","key":"transferFrom","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: rail_ends
-- One row per two-sided payment of a standing report whose record names a transaction's hash, and transfer of that transaction that is no fee.
-- type: payment_precision Precision, payment_from AccountId, transfer_from AccountId
SELECT
  m.record_id,
  m.transaction_hash,
  n.name AS payment,
  n.occurred_at_utc AS payment_at_utc,
  n.precision AS payment_precision,
  n.from_account AS payment_from,
  t.name AS transfer,
  t.occurred_at_utc AS transfer_at_utc,
  t.from_account AS transfer_from
FROM
  (
    SELECT DISTINCT
      record_id,
      version_id,
      transaction_hash
    FROM
      str.mention
    WHERE
      transaction_hash IS NOT NULL
  ) AS m
  SEMI JOIN str.standing_version AS v ON v.version_id = m.version_id
  INNER JOIN str.payment AS p ON p.record_id = m.record_id
  INNER JOIN ledger.transfer_named AS n ON n.source = p.source
  AND n.transfer_id = p.transfer_id
  INNER JOIN ledger.transfer_named AS t ON regexp_replace(lower(t.reference), '^0x', '') = m.transaction_hash
WHERE
  NOT starts_with(t.to_account, 'fee:')
  AND t.source <> n.source
ORDER BY
  m.record_id,
  m.transaction_hash,
  n.name,
  t.name
`,
};

export type RailLinksParameters = Readonly<Record<string, never>>;

export interface RailLinksRow {
  readonly mentionId: string;
  readonly versionId: Digest;
  readonly recordId: Digest;
  readonly position: bigint;
  readonly transactionHash: string;
  readonly link: "documented";
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly occurredAt: UtcMicros;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per mention of a transaction's hash in a standing report and transfer of that transaction: a documented link between two rails. */
export const railLinks: Query<RailLinksParameters, RailLinksRow> = {
  name: "str/read/rail_links",
  grain: "One row per mention of a transaction's hash in a standing report and transfer of that transaction: a documented link between two rails.",
  parameters: [
  ],
  columns: [
    {"name":"mention_id","key":"mentionId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"record_id","key":"recordId","type":"VARCHAR","isNullable":false},
    {"name":"position","key":"position","type":"BIGINT","isNullable":false},
    {"name":"transaction_hash","key":"transactionHash","type":"VARCHAR","isNullable":false},
    {"name":"link","key":"link","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"from","key":"from","type":"VARCHAR","isNullable":false},
    {"name":"to","key":"to","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: rail_links
-- One row per mention of a transaction's hash in a standing report and transfer of that transaction: a documented link between two rails.
-- Hashes are kept without 0x; the ledger has them as their chain writes them.
-- type: link "documented"
SELECT
  m.mention_id,
  m.version_id,
  m.record_id,
  m.position,
  m.transaction_hash,
  'documented' AS link,
  t.source,
  t.transfer_id,
  t.occurred_at_utc,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  m.file_sha256,
  m.locator
FROM
  str.mention AS m
  SEMI JOIN str.standing_version AS v ON v.version_id = m.version_id
  INNER JOIN ledger.transfer AS t ON regexp_replace(lower(t.reference), '^0x', '') = m.transaction_hash
WHERE
  m.transaction_hash IS NOT NULL
ORDER BY
  m.version_id,
  m.record_id,
  m.mention_id,
  t.source,
  t.transfer_id
`,
};

export type RecordContentsParameters = {
  readonly recordIds: readonly string[];
};

export interface RecordContentsRow {
  readonly recordId: Digest;
  readonly content: string;
  readonly lines: string;
}

/** One row per record of the ids asked for: all leaves as JSON, [[path, value], …], and their lines. Sensitive. */
export const recordContents: Query<RecordContentsParameters, RecordContentsRow> = {
  name: "str/read/record_contents",
  grain: "One row per record of the ids asked for: all leaves as JSON, [[path, value], …], and their lines. Sensitive.",
  parameters: [
    {"name":"record_ids","key":"recordIds","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"record_id","key":"recordId","type":"VARCHAR","isNullable":false},
    {"name":"content","key":"content","type":"VARCHAR","isNullable":false,"sealed":{"column":"str.record.content","rowId":"record_id"}},
    {"name":"lines","key":"lines","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: record_contents
-- One row per record of the ids asked for: all leaves as JSON, [[path, value], …], and their lines. Sensitive.
-- sealed: content str.record.content record_id
SELECT
  r.record_id,
  r.content,
  r.lines
FROM
  str.record AS r
WHERE
  r.record_id IN (
    SELECT
      UNNEST($record_ids::VARCHAR[])
  )
ORDER BY
  r.record_id
`,
};

export type RecordPathsParameters = {
  readonly versionId: Digest;
};

export interface RecordPathsRow {
  readonly recordId: Digest;
  readonly path: string;
}

/** One row per record of a version, with its path. Sensitive. */
export const recordPaths: Query<RecordPathsParameters, RecordPathsRow> = {
  name: "str/read/record_paths",
  grain: "One row per record of a version, with its path. Sensitive.",
  parameters: [
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"record_id","key":"recordId","type":"VARCHAR","isNullable":false},
    {"name":"path","key":"path","type":"VARCHAR","isNullable":false,"sealed":{"column":"str.record.path","rowId":"record_id"}},
  ],
  sql: `-- query: record_paths
-- One row per record of a version, with its path. Sensitive.
-- sealed: path str.record.path record_id
SELECT
  r.record_id,
  r.path
FROM
  str.record AS r
WHERE
  r.version_id = $version_id::VARCHAR
ORDER BY
  r.record_id
`,
};

export type RecordsOfPaymentsParameters = {
  readonly ids: readonly string[];
};

export interface RecordsOfPaymentsRow {
  readonly transferId: TransferId;
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per transfer of the ids asked for and source record by which a standing version states it. */
export const recordsOfPayments: Query<RecordsOfPaymentsParameters, RecordsOfPaymentsRow> = {
  name: "str/read/records_of_payments",
  grain: "One row per transfer of the ids asked for and source record by which a standing version states it.",
  parameters: [
    {"name":"ids","key":"ids","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: records_of_payments
-- One row per transfer of the ids asked for and source record by which a standing version states it.
-- type: transfer_id TransferId
SELECT DISTINCT
  p.transfer_id,
  r.file_sha256,
  r.locator
FROM
  str.payment AS p
  INNER JOIN str.standing AS s ON s.version_id = p.version_id
  INNER JOIN (
    SELECT
      q.payment_id,
      q.file_sha256,
      q.locator
    FROM
      str.payment AS q
    UNION ALL
    SELECT
      t.row_key AS payment_id,
      t.file_sha256,
      t.locator
    FROM
      source.repeat AS t
    WHERE
      t.table_name = 'str.payment'
  ) AS r ON r.payment_id = p.payment_id
WHERE
  p.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  p.transfer_id,
  r.file_sha256,
  r.locator
`,
};

export type ReportReferencesParameters = Readonly<Record<string, never>>;

export interface ReportReferencesRow {
  readonly versionId: Digest;
  readonly reportId: Digest;
  readonly number: bigint;
  readonly submitter: string;
  readonly format: string;
  readonly profile: string;
  readonly reference: string;
}

/** One row per version of a report, with the sender's own reference. Sensitive. */
export const reportReferences: Query<ReportReferencesParameters, ReportReferencesRow> = {
  name: "str/read/report_references",
  grain: "One row per version of a report, with the sender's own reference. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"format","key":"format","type":"VARCHAR","isNullable":false},
    {"name":"profile","key":"profile","type":"VARCHAR","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":false,"sealed":{"column":"str.report_version.reference","rowId":"version_id"}},
  ],
  sql: `-- query: report_references
-- One row per version of a report, with the sender's own reference. Sensitive.
-- sealed: reference str.report_version.reference version_id
SELECT
  v.version_id,
  v.report_id,
  v.number,
  v.submitter,
  v.format,
  v.profile,
  v.reference
FROM
  str.report_version AS v
ORDER BY
  v.submitter,
  v.report_id,
  v.number
`,
};

export type ReportStatusesParameters = Readonly<Record<string, never>>;

export interface ReportStatusesRow {
  readonly reportId: Digest;
  readonly number: bigint;
  readonly versionId: Digest;
  readonly submitter: string;
  readonly format: string;
  readonly profile: string;
  readonly status: "received" | "accepted" | "superseded" | "withdrawn";
  readonly recordCount: bigint;
  readonly receivedAt: UtcMicros;
  readonly acceptedAt: UtcMicros | null;
  readonly supersededAt: UtcMicros | null;
  readonly withdrawnAt: UtcMicros | null;
}

/** One row per version of a report: what became of it and when, by report and number. A version without records besides its heading has a count of 1. */
export const reportStatuses: Query<ReportStatusesParameters, ReportStatusesRow> = {
  name: "str/read/report_statuses",
  grain: "One row per version of a report: what became of it and when, by report and number. A version without records besides its heading has a count of 1.",
  parameters: [
  ],
  columns: [
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"format","key":"format","type":"VARCHAR","isNullable":false},
    {"name":"profile","key":"profile","type":"VARCHAR","isNullable":false},
    {"name":"status","key":"status","type":"VARCHAR","isNullable":false},
    {"name":"record_count","key":"recordCount","type":"BIGINT","isNullable":false},
    {"name":"received_at_utc","key":"receivedAt","type":"TIMESTAMP","isNullable":false},
    {"name":"accepted_at_utc","key":"acceptedAt","type":"TIMESTAMP","isNullable":true},
    {"name":"superseded_at_utc","key":"supersededAt","type":"TIMESTAMP","isNullable":true},
    {"name":"withdrawn_at_utc","key":"withdrawnAt","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: report_statuses
-- One row per version of a report: what became of it and when, by report and number. A version without records besides its heading has a count of 1.
-- nullable: accepted_at_utc, superseded_at_utc, withdrawn_at_utc
-- type: status "received"|"accepted"|"superseded"|"withdrawn"
WITH
  life AS (
    SELECT
      v.version_id,
      v.report_id,
      v.number,
      v.submitter,
      v.format,
      v.profile,
      v.recorded_at_utc AS received_at_utc,
      (
        SELECT
          MIN(c.recorded_at_utc)
        FROM
          str.completion AS c
        WHERE
          c.version_id = v.version_id
      ) AS accepted_at_utc,
      (
        SELECT
          MIN(greatest(c.recorded_at_utc, h.recorded_at_utc))
        FROM
          str.report_version AS h
          INNER JOIN str.completion AS c ON c.version_id = h.version_id
        WHERE
          h.report_id = v.report_id
          AND h.number > v.number
      ) AS higher_at_utc,
      (
        SELECT
          MIN(w.recorded_at_utc)
        FROM
          str.withdrawal AS w
        WHERE
          w.report_id = v.report_id
          AND (
            w.up_to IS NULL
            OR w.up_to >= v.number
          )
      ) AS taken_back_at_utc,
      (
        SELECT
          COUNT(*)
        FROM
          str.record AS r
        WHERE
          r.version_id = v.version_id
      ) AS record_count
    FROM
      str.report_version AS v
  )
SELECT
  l.report_id,
  l.number,
  l.version_id,
  l.submitter,
  l.format,
  l.profile,
  CASE
    WHEN l.taken_back_at_utc IS NOT NULL THEN 'withdrawn'
    WHEN l.higher_at_utc IS NOT NULL THEN 'superseded'
    WHEN l.accepted_at_utc IS NOT NULL THEN 'accepted'
    ELSE 'received'
  END AS status,
  l.record_count,
  l.received_at_utc,
  l.accepted_at_utc,
  CASE
    WHEN l.higher_at_utc IS NOT NULL THEN greatest(l.higher_at_utc, l.received_at_utc)
  END AS superseded_at_utc,
  CASE
    WHEN l.taken_back_at_utc IS NOT NULL THEN greatest(l.taken_back_at_utc, l.received_at_utc)
  END AS withdrawn_at_utc
FROM
  life AS l
ORDER BY
  l.report_id,
  l.number
`,
};

export type ReportsKnownAtParameters = {
  readonly at: UtcMicros;
};

export interface ReportsKnownAtRow {
  readonly reportId: Digest;
  readonly versionId: Digest;
  readonly number: bigint;
  readonly isComplete: boolean;
  readonly submitter: string;
  readonly format: string;
  readonly profile: string;
}

/** One row per report that stood at a time, with the version of it that did, by what had been recorded until then. */
export const reportsKnownAt: Query<ReportsKnownAtParameters, ReportsKnownAtRow> = {
  name: "str/read/reports_known_at",
  grain: "One row per report that stood at a time, with the version of it that did, by what had been recorded until then.",
  parameters: [
    {"name":"at","key":"at","type":"TIMESTAMP","isNullable":false},
  ],
  columns: [
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"is_complete","key":"isComplete","type":"BOOLEAN","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"format","key":"format","type":"VARCHAR","isNullable":false},
    {"name":"profile","key":"profile","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: reports_known_at
-- One row per report that stood at a time, with the version of it that did, by what had been recorded until then.
SELECT
  s.report_id,
  s.version_id,
  s.number,
  s.is_complete,
  v.submitter,
  v.format,
  v.profile
FROM
  str.standing_at ($at::TIMESTAMP) AS s
  INNER JOIN str.report_version AS v ON v.version_id = s.version_id
ORDER BY
  s.report_id
`,
};

export type TransfersKnownAtParameters = {
  readonly at: UtcMicros;
};

export interface TransfersKnownAtRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly precision: Precision;
  readonly basis: TimeBasis;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly reference: string | null;
}

/** One row per transfer that the ledger held at a time: stated by a version that stood then, or by no report at all and in a file received until then. */
export const transfersKnownAt: Query<TransfersKnownAtParameters, TransfersKnownAtRow> = {
  name: "str/read/transfers_known_at",
  grain: "One row per transfer that the ledger held at a time: stated by a version that stood then, or by no report at all and in a file received until then.",
  parameters: [
    {"name":"at","key":"at","type":"TIMESTAMP","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"precision","key":"precision","type":"VARCHAR","isNullable":false},
    {"name":"basis","key":"basis","type":"VARCHAR","isNullable":false},
    {"name":"from","key":"from","type":"VARCHAR","isNullable":false},
    {"name":"to","key":"to","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: transfers_known_at
-- One row per transfer that the ledger held at a time: stated by a version that stood then, or by no report at all and in a file received until then.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
WITH
  stated AS (
    SELECT
      p.source,
      p.transfer_id,
      MIN(p.sequence) AS sequence
    FROM
      str.payment AS p
      INNER JOIN str.standing_at ($at::TIMESTAMP) AS s ON s.version_id = p.version_id
    WHERE
      p.recorded_at_utc <= $at::TIMESTAMP
      AND p.transfer_id IS NOT NULL
    GROUP BY
      p.source,
      p.transfer_id
    UNION ALL
    SELECT
      t.source,
      t.transfer_id,
      t.sequence
    FROM
      ledger.transfer AS t
      ANTI JOIN str.payment AS p ON p.source = t.source
      AND p.transfer_id = t.transfer_id
      SEMI JOIN (
        SELECT
          x.source,
          x.transfer_id
        FROM
          ledger.transfer_statement AS x
          INNER JOIN source.receipt AS r ON r.file_sha256 = x.file_sha256
        WHERE
          r.received_at_utc <= $at::TIMESTAMP
      ) AS x ON x.source = t.source
      AND x.transfer_id = t.transfer_id
  )
SELECT
  t.source,
  t.transfer_id AS id,
  t.occurred_at_utc,
  s.sequence,
  t.precision,
  t.basis,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  t.reference
FROM
  stated AS s
  INNER JOIN ledger.transfer_stated AS t ON t.source = s.source
  AND t.transfer_id = s.transfer_id
ORDER BY
  t.occurred_at_utc,
  s.sequence,
  t.transfer_id,
  t.source
`,
};

export type VersionsOfReportParameters = {
  readonly reportId: Digest;
};

export interface VersionsOfReportRow {
  readonly versionId: Digest;
  readonly number: bigint;
  readonly isWithdrawn: boolean;
}

/** One row per version of a report, by number, with whether it is withdrawn. */
export const versionsOfReport: Query<VersionsOfReportParameters, VersionsOfReportRow> = {
  name: "str/read/versions_of_report",
  grain: "One row per version of a report, by number, with whether it is withdrawn.",
  parameters: [
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"is_withdrawn","key":"isWithdrawn","type":"BOOLEAN","isNullable":false},
  ],
  sql: `-- query: versions_of_report
-- One row per version of a report, by number, with whether it is withdrawn.
SELECT
  v.version_id,
  v.number,
  EXISTS (
    SELECT
      1
    FROM
      str.withdrawal AS w
    WHERE
      w.report_id = v.report_id
      AND (
        w.up_to IS NULL
        OR w.up_to >= v.number
      )
  ) AS is_withdrawn
FROM
  str.report_version AS v
WHERE
  v.report_id = $report_id::VARCHAR
ORDER BY
  v.number
`,
};

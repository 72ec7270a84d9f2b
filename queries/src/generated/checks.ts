import type { Digest, SourceName, TransferId } from "@tributary/domain";
import type { Query } from "../query.ts";

export type LedgerTransferKeyParameters = Readonly<Record<string, never>>;

export interface LedgerTransferKeyRow {
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly rowCount: bigint;
}

/** One row per transfer that stands twice. */
export const ledgerTransferKey: Query<LedgerTransferKeyParameters, LedgerTransferKeyRow> = {
  name: "checks/ledger__transfer_key",
  grain: "One row per transfer that stands twice.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_key
-- One row per transfer that stands twice.
SELECT
  t.source,
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer AS t
GROUP BY
  t.source,
  t.transfer_id
HAVING
  COUNT(*) > 1
ORDER BY
  t.source,
  t.transfer_id
`,
};

export type LedgerTransferNameParameters = Readonly<Record<string, never>>;

export interface LedgerTransferNameRow {
  readonly name: string;
  readonly rowCount: bigint;
}

/** One row per name that two transfers share. */
export const ledgerTransferName: Query<LedgerTransferNameParameters, LedgerTransferNameRow> = {
  name: "checks/ledger__transfer_name",
  grain: "One row per name that two transfers share.",
  parameters: [
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_name
-- One row per name that two transfers share.
SELECT
  t.name,
  COUNT(*) AS row_count
FROM
  ledger.transfer_named AS t
GROUP BY
  t.name
HAVING
  COUNT(*) > 1
ORDER BY
  t.name
`,
};

export type LedgerTransferRecordParameters = Readonly<Record<string, never>>;

export interface LedgerTransferRecordRow {
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per transfer whose source record is not in the store. */
export const ledgerTransferRecord: Query<LedgerTransferRecordParameters, LedgerTransferRecordRow> = {
  name: "checks/ledger__transfer_record",
  grain: "One row per transfer whose source record is not in the store.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_record
-- One row per transfer whose source record is not in the store.
SELECT
  t.source,
  t.transfer_id,
  t.file_sha256,
  t.locator
FROM
  ledger.transfer AS t
  ANTI JOIN source.record AS r ON r.file_sha256 = t.file_sha256
  AND r.locator = t.locator
ORDER BY
  t.source,
  t.transfer_id
`,
};

export type LedgerTransferSharedIdParameters = Readonly<Record<string, never>>;

export interface LedgerTransferSharedIdRow {
  readonly transferId: TransferId;
  readonly rowCount: bigint;
}

/** One row per id that several sources use and that is not registered as shared. */
export const ledgerTransferSharedId: Query<LedgerTransferSharedIdParameters, LedgerTransferSharedIdRow> = {
  name: "checks/ledger__transfer_shared_id",
  grain: "One row per id that several sources use and that is not registered as shared.",
  parameters: [
  ],
  columns: [
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_shared_id
-- One row per id that several sources use and that is not registered as shared.
SELECT
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer AS t
WHERE
  t.transfer_id NOT IN (
    SELECT
      s.transfer_id
    FROM
      ledger.shared_transfer_id AS s
  )
GROUP BY
  t.transfer_id
HAVING
  COUNT(DISTINCT t.source) > 1
ORDER BY
  t.transfer_id
`,
};

export type SourceRecordFileParameters = Readonly<Record<string, never>>;

export interface SourceRecordFileRow {
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per record whose file is not in the store. */
export const sourceRecordFile: Query<SourceRecordFileParameters, SourceRecordFileRow> = {
  name: "checks/source__record_file",
  grain: "One row per record whose file is not in the store.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: source__record_file
-- One row per record whose file is not in the store.
SELECT
  r.file_sha256,
  r.locator
FROM
  source.record AS r
  ANTI JOIN source.file AS f ON f.sha256 = r.file_sha256
ORDER BY
  r.file_sha256,
  r.locator
`,
};

export type SourceRecordKeyParameters = Readonly<Record<string, never>>;

export interface SourceRecordKeyRow {
  readonly fileSha256: Digest;
  readonly locator: string;
  readonly rowCount: bigint;
}

/** One row per record that stands twice. */
export const sourceRecordKey: Query<SourceRecordKeyParameters, SourceRecordKeyRow> = {
  name: "checks/source__record_key",
  grain: "One row per record that stands twice.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: source__record_key
-- One row per record that stands twice.
SELECT
  r.file_sha256,
  r.locator,
  COUNT(*) AS row_count
FROM
  source.record AS r
GROUP BY
  r.file_sha256,
  r.locator
HAVING
  COUNT(*) > 1
ORDER BY
  r.file_sha256,
  r.locator
`,
};

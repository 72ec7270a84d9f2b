import type { Digest, SourceKind, SourceName, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type FilesParameters = Readonly<Record<string, never>>;

export interface FilesRow {
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly kind: SourceKind;
  readonly origin: string;
  readonly submitter: string | null;
  readonly licence: string | null;
  readonly receivedAt: UtcMicros;
}

/** One row per receipt of a file, by digest and origin. */
export const files: Query<FilesParameters, FilesRow> = {
  name: "source/read/files",
  grain: "One row per receipt of a file, by digest and origin.",
  parameters: [
  ],
  columns: [
    {"name":"sha256","key":"sha256","type":"VARCHAR","isNullable":false},
    {"name":"byte_count","key":"byteCount","type":"BIGINT","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":true},
    {"name":"licence","key":"licence","type":"VARCHAR","isNullable":true},
    {"name":"received_at_utc","key":"receivedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: files
-- One row per receipt of a file, by digest and origin.
-- nullable: submitter, licence
-- type: kind SourceKind
SELECT
  f.sha256,
  f.byte_count,
  r.kind,
  r.origin,
  r.submitter,
  r.licence,
  r.received_at_utc
FROM
  source.file AS f
  INNER JOIN source.receipt AS r ON r.file_sha256 = f.sha256
ORDER BY
  f.sha256,
  r.origin,
  r.kind,
  r.submitter,
  r.licence
`,
};

export type RecordsOfTransfersParameters = {
  readonly names: readonly string[];
};

export interface RecordsOfTransfersRow {
  readonly name: string;
  readonly source: SourceName;
  readonly id: TransferId;
  readonly fileSha256: Digest;
  readonly locator: string;
  readonly rawSha256: Digest;
  readonly byteCount: bigint;
  readonly origin: string;
  readonly kind: string;
}

/** One row per transfer of the names asked for and source record that states it. */
export const recordsOfTransfers: Query<RecordsOfTransfersParameters, RecordsOfTransfersRow> = {
  name: "source/read/records_of_transfers",
  grain: "One row per transfer of the names asked for and source record that states it.",
  parameters: [
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"raw_sha256","key":"rawSha256","type":"VARCHAR","isNullable":false},
    {"name":"byte_count","key":"byteCount","type":"BIGINT","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: records_of_transfers
-- One row per transfer of the names asked for and source record that states it.
-- type: source SourceName, id TransferId
SELECT
  t.name,
  t.source,
  t.transfer_id AS id,
  r.file_sha256,
  r.locator,
  r.raw_sha256,
  f.byte_count,
  (
    SELECT
      MIN(e.origin)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = r.file_sha256
  ) AS origin,
  (
    SELECT
      MIN(e.kind)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = r.file_sha256
  ) AS kind
FROM
  ledger.transfer_named AS t
  INNER JOIN ledger.transfer_statement AS s ON s.source = t.source
  AND s.transfer_id = t.transfer_id
  INNER JOIN source.record AS r ON r.file_sha256 = s.file_sha256
  AND r.locator = s.locator
  INNER JOIN source.file AS f ON f.sha256 = r.file_sha256
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.name,
  t.source,
  r.file_sha256,
  r.locator
`,
};

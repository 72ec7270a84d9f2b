import type { Digest, SourceKind, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type FilesParameters = {
  readonly digests: readonly string[] | null;
};

export interface FilesRow {
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly kind: SourceKind;
  readonly origin: string;
  readonly submitter: string | null;
  readonly licence: string | null;
  readonly receivedAt: UtcMicros;
}

/** One row per receipt of a file, of the digests asked for or of all, by digest. */
export const files: Query<FilesParameters, FilesRow> = {
  name: "source/read/files",
  grain: "One row per receipt of a file, of the digests asked for or of all, by digest.",
  parameters: [
    {"name":"digests","key":"digests","type":"VARCHAR[]","isNullable":true},
  ],
  columns: [
    {"name":"sha256","key":"sha256","type":"VARCHAR","isNullable":false},
    {"name":"byte_count","key":"byteCount","type":"BIGINT","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false,"sealed":{"column":"source.receipt.origin","rowId":"sha256"}},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":true},
    {"name":"licence","key":"licence","type":"VARCHAR","isNullable":true},
    {"name":"received_at_utc","key":"receivedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: files
-- One row per receipt of a file, of the digests asked for or of all, by digest.
-- nullable: submitter, licence
-- optional: digests
-- sealed: origin source.receipt.origin sha256
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
WHERE
  $digests::VARCHAR[] IS NULL
  OR f.sha256 IN (
    SELECT
      UNNEST($digests::VARCHAR[])
  )
ORDER BY
  f.sha256,
  r.origin,
  r.kind,
  r.submitter,
  r.licence
`,
};

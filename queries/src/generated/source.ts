import type { Digest, SourceKind, UtcMicros } from "@tributary/domain";
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

-- query: files
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

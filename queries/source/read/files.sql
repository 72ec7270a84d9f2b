-- query: files
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

-- query: files_refused
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

-- query: quarantined_records
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

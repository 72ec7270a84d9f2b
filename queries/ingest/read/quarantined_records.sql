-- query: quarantined_records
-- One row per record that is kept apart, of one file or of all, by file and locator.
-- optional: file
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
WHERE
  $file::VARCHAR IS NULL
  OR q.file_sha256 = $file::VARCHAR
ORDER BY
  q.file_sha256,
  q.locator

-- query: quarantined_records
-- One row per record that is kept apart, by file and locator.
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
ORDER BY
  q.file_sha256,
  q.locator

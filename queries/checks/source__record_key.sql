-- query: source__record_key
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

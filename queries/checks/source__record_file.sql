-- query: source__record_file
-- One row per record whose file is not in the store.
SELECT
  r.file_sha256,
  r.locator
FROM
  source.record AS r
  ANTI JOIN source.file AS f ON f.sha256 = r.file_sha256
ORDER BY
  r.file_sha256,
  r.locator

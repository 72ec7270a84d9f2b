-- query: runs
-- One row per reading of a file, with what its batches brought, and the name under which it came first.
-- sealed: origin source.receipt.origin file_sha256
SELECT
  u.file_sha256,
  (
    SELECT
      ARG_MIN(e.origin, e.received_at_utc)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = u.file_sha256
  ) AS origin,
  u.options,
  u.items_acknowledged,
  u.is_done,
  COUNT(b.commit_number) AS batch_count,
  COALESCE(SUM(b.records_added), 0)::BIGINT AS records_added,
  COALESCE(SUM(b.records_same), 0)::BIGINT AS records_same,
  COALESCE(SUM(b.records_quarantined), 0)::BIGINT AS records_quarantined
FROM
  ingest.run AS u
  LEFT JOIN ingest.batch AS b ON b.file_sha256 = u.file_sha256
  AND b.options_sha256 = u.options_sha256
GROUP BY
  u.file_sha256,
  u.options,
  u.items_acknowledged,
  u.is_done
ORDER BY
  u.file_sha256,
  u.options

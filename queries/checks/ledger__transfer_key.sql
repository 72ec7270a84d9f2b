-- query: ledger__transfer_key
-- One row per transfer that stands twice.
SELECT
  t.source,
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer_stated AS t
GROUP BY
  t.source,
  t.transfer_id
HAVING
  COUNT(*) > 1
ORDER BY
  t.source,
  t.transfer_id

-- query: ledger__transfer_shared_id
-- One row per id that several sources use and that is not registered as shared.
SELECT
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer_stated AS t
WHERE
  t.transfer_id NOT IN (
    SELECT
      s.transfer_id
    FROM
      ledger.shared_transfer_id AS s
  )
GROUP BY
  t.transfer_id
HAVING
  COUNT(DISTINCT t.source) > 1
ORDER BY
  t.transfer_id

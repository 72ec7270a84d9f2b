-- query: ledger__transfer_name
-- One row per name that two transfers share.
SELECT
  t.name,
  COUNT(*) AS row_count
FROM
  ledger.transfer_named AS t
GROUP BY
  t.name
HAVING
  COUNT(*) > 1
ORDER BY
  t.name

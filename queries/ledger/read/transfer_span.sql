-- query: transfer_span
-- One row: how many transfers the ledger holds, and the times of the first and the last.
-- nullable: first_at_utc, last_at_utc
SELECT
  COUNT(*) AS transfer_count,
  MIN(t.occurred_at_utc) AS first_at_utc,
  MAX(t.occurred_at_utc) AS last_at_utc
FROM
  ledger.transfer AS t
ORDER BY
  transfer_count

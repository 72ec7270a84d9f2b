-- query: snapshot_end
-- One row: the last transfer in ledger order; none where there is no transfer.
-- type: id TransferId
SELECT
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id AS id,
  t.source
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc = (
    SELECT
      MAX(l.occurred_at_utc)
    FROM
      ledger.transfer AS l
  )
ORDER BY
  t.sequence DESC,
  t.transfer_id DESC,
  t.source DESC
LIMIT
  1

-- query: shared_transfer_ids
-- One row per source that uses an id asked for, where several sources use that id.
SELECT
  t.transfer_id,
  t.source
FROM
  ledger.transfer AS t
  INNER JOIN ledger.shared_transfer_id AS s ON s.transfer_id = t.transfer_id
WHERE
  t.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  t.transfer_id,
  t.source

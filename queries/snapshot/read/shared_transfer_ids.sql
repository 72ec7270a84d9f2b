-- query: shared_transfer_ids
-- One row per id that more than one source uses, bytewise.
-- type: id TransferId
SELECT
  s.transfer_id AS id
FROM
  ledger.shared_transfer_id AS s
ORDER BY
  s.transfer_id

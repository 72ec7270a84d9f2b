-- query: ledger__transfer_record
-- One row per transfer whose source record is not in the store.
SELECT
  t.source,
  t.transfer_id,
  t.file_sha256,
  t.locator
FROM
  ledger.transfer_stated AS t
  ANTI JOIN source.record AS r ON r.file_sha256 = t.file_sha256
  AND r.locator = t.locator
ORDER BY
  t.source,
  t.transfer_id

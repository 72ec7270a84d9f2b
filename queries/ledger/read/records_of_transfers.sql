-- query: records_of_transfers
-- One row per transfer of the names asked for and source record that states it.
-- type: source SourceName, id TransferId
SELECT
  t.name,
  t.source,
  t.transfer_id AS id,
  r.file_sha256,
  r.locator,
  r.raw_sha256,
  f.byte_count,
  (
    SELECT
      MIN(e.kind)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = r.file_sha256
  ) AS kind
FROM
  ledger.transfer_named AS t
  INNER JOIN ledger.transfer_statement AS s ON s.source = t.source
  AND s.transfer_id = t.transfer_id
  INNER JOIN source.record AS r ON r.file_sha256 = s.file_sha256
  AND r.locator = s.locator
  INNER JOIN source.file AS f ON f.sha256 = r.file_sha256
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.name,
  t.source,
  r.file_sha256,
  r.locator

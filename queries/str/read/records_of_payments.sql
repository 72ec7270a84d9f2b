-- query: records_of_payments
-- One row per transfer of the ids asked for and source record by which a standing version states it.
-- type: transfer_id TransferId
SELECT DISTINCT
  p.transfer_id,
  r.file_sha256,
  r.locator
FROM
  str.payment AS p
  INNER JOIN str.standing AS s ON s.version_id = p.version_id
  INNER JOIN (
    SELECT
      q.payment_id,
      q.file_sha256,
      q.locator
    FROM
      str.payment AS q
    UNION ALL
    SELECT
      t.row_key AS payment_id,
      t.file_sha256,
      t.locator
    FROM
      source.repeat AS t
    WHERE
      t.table_name = 'str.payment'
  ) AS r ON r.payment_id = p.payment_id
WHERE
  p.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  p.transfer_id,
  r.file_sha256,
  r.locator

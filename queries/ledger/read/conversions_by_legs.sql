-- query: conversions_by_legs
-- One row per conversion that has any of the transfers as a leg, by id.
-- nullable: document
-- type: basis ConversionBasis
SELECT
  c.conversion_id AS id,
  c.account,
  c.out_transfers,
  c.in_transfers,
  c.kind,
  c.basis,
  c.document
FROM
  ledger.conversion AS c
WHERE
  c.conversion_id IN (
    SELECT
      l.conversion_id
    FROM
      (
        SELECT
          k.conversion_id,
          UNNEST(list_concat(k.out_transfers, k.in_transfers)) AS name
        FROM
          ledger.conversion AS k
      ) AS l
    WHERE
      l.name IN (
        SELECT
          UNNEST($names::VARCHAR[])
      )
  )
ORDER BY
  c.conversion_id

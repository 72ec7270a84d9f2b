-- query: conversions
-- One row per conversion, by id.
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
ORDER BY
  c.conversion_id

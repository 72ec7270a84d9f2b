-- query: outpoints_addressed
-- One row per outpoint with an address, by outpoint.
-- type: outpoint AccountId, address AccountId
SELECT
  o.outpoint,
  o.address
FROM
  ledger.outpoint AS o
WHERE
  o.address IS NOT NULL
ORDER BY
  o.outpoint

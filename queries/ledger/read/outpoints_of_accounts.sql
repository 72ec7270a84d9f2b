-- query: outpoints_of_accounts
-- One row per outpoint with an address, of which either is one of the accounts, by outpoint.
-- type: outpoint AccountId, address AccountId
SELECT
  o.outpoint,
  o.address
FROM
  ledger.outpoint AS o
WHERE
  o.address IS NOT NULL
  AND (
    o.outpoint IN (
      SELECT
        UNNEST($accounts::VARCHAR[])
    )
    OR o.address IN (
      SELECT
        UNNEST($accounts::VARCHAR[])
    )
  )
ORDER BY
  o.outpoint

-- query: accounts_existing
-- One row per account asked for that the ledger names.
SELECT
  a.account
FROM
  ledger.account AS a
WHERE
  a.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  a.account

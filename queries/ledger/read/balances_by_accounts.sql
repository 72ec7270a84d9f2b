-- query: balances_by_accounts
-- One row per known balance of any of the accounts, by account, asset and time.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  b.atoms
FROM
  ledger.balance AS b
WHERE
  b.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc

-- query: balances_by_accounts
-- One row per known balance of any of the accounts, by account, asset and time: where all that is stated of that time and stands agrees.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  MIN(b.atoms) AS atoms
FROM
  ledger.balance_stated AS b
WHERE
  b.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
GROUP BY
  b.account,
  b.asset,
  b.as_of_utc
HAVING
  MIN(b.atoms) = MAX(b.atoms)
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc

-- query: balances
-- One row per known balance, by account, asset and time.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  b.atoms
FROM
  ledger.balance AS b
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc

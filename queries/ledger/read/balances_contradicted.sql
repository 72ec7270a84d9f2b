-- query: balances_contradicted
-- One row per account, asset and time of which what stands states several balances: none of them is known.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  MIN(b.atoms) AS least_atoms,
  MAX(b.atoms) AS greatest_atoms
FROM
  ledger.balance_stated AS b
GROUP BY
  b.account,
  b.asset,
  b.as_of_utc
HAVING
  MIN(b.atoms) < MAX(b.atoms)
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc

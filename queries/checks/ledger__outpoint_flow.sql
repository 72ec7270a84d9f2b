-- query: ledger__outpoint_flow
-- One row per output of a UTXO chain that is paid or spent more than once. An output that was overwritten (BIP 30) goes to the destroyed account first.
SELECT
  x.outpoint,
  SUM(x.credits)::BIGINT AS credits,
  SUM(x.debits)::BIGINT AS debits,
  SUM(x.destroyed)::BIGINT AS destroyed
FROM
  (
    SELECT
      t.to_account AS outpoint,
      1 AS credits,
      0 AS debits,
      0 AS destroyed
    FROM
      ledger.transfer AS t
    WHERE
      starts_with(t.to_account, 'utxo:')
    UNION ALL
    SELECT
      t.from_account AS outpoint,
      0 AS credits,
      CASE
        WHEN starts_with(t.to_account, 'destroyed:') THEN 0
        ELSE 1
      END AS debits,
      CASE
        WHEN starts_with(t.to_account, 'destroyed:') THEN 1
        ELSE 0
      END AS destroyed
    FROM
      ledger.transfer AS t
    WHERE
      starts_with(t.from_account, 'utxo:')
  ) AS x
GROUP BY
  x.outpoint
HAVING
  SUM(x.credits) - SUM(x.destroyed) > 1
  OR SUM(x.debits) > 1
ORDER BY
  x.outpoint

-- query: movement_span
-- One row: the times of the ledger's first and last transfer that moves something from one account to another.
-- nullable: first_at_utc, last_at_utc
SELECT
  MIN(t.occurred_at_utc) AS first_at_utc,
  MAX(t.occurred_at_utc) AS last_at_utc
FROM
  ledger.transfer AS t
WHERE
  t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account
ORDER BY
  first_at_utc

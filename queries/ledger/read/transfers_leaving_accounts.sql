-- query: transfers_leaving_accounts
-- One row per transfer that leaves any of the accounts up to a time, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
-- optional: until_utc
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
  t.occurred_at_utc,
  t.sequence,
  t.precision,
  t.basis,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  t.reference
FROM
  ledger.transfer_named AS t
  -- A join lets the engine skip what no account of a small frontier can be in; a subquery under IN does not.
  INNER JOIN (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account
  ) AS a ON a.account = t.from_account
WHERE
  $until_utc::TIMESTAMP IS NULL
  OR t.occurred_at_utc <= $until_utc::TIMESTAMP
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source

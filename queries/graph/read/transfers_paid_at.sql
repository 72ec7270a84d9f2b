-- query: transfers_paid_at
-- One row per transfer that one of the accounts pays at the instant that stands at its place, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
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
  INNER JOIN (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account,
      UNNEST($instants::TIMESTAMP[]) AS at_utc
  ) AS p ON p.account = t.from_account
  AND p.at_utc = t.occurred_at_utc
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source

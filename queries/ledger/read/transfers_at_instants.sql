-- query: transfers_at_instants
-- One row per transfer of any of the instants, in ledger order.
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
WHERE
  t.occurred_at_utc IN (
    SELECT
      UNNEST($instants_utc::TIMESTAMP[])
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source

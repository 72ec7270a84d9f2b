-- query: snapshot_legs
-- One row per transfer that a conversion names as a leg, in ledger order.
-- nullable: reference
-- type: id TransferId
SELECT
  t.name,
  t.source,
  t.transfer_id AS id,
  t.occurred_at_utc,
  t.sequence,
  t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account AS is_movement,
  t.reference
FROM
  ledger.transfer_named AS t
WHERE
  t.name IN (
    SELECT
      UNNEST(list_concat(c.out_transfers, c.in_transfers))
    FROM
      ledger.conversion AS c
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source

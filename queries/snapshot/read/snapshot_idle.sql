-- query: snapshot_idle
-- One row per transfer after a place in ledger order that moves nothing: of no amount, or from an account to itself. In ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
SELECT
  t.source,
  t.transfer_id AS id,
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
  ledger.transfer AS t
WHERE
  t.occurred_at_utc >= $after_utc::TIMESTAMP
  AND (
    t.occurred_at_utc > $after_utc::TIMESTAMP
    OR t.sequence > $after_sequence::BIGINT
    OR (
      t.sequence = $after_sequence::BIGINT
      AND (
        t.transfer_id > $after_id::VARCHAR
        OR (
          t.transfer_id = $after_id::VARCHAR
          AND t.source > $after_source::VARCHAR
        )
      )
    )
  )
  AND (
    t.atoms = 0::BIGNUM
    OR t.from_account = t.to_account
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source

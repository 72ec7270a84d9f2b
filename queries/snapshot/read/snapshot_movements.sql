-- query: snapshot_movements
-- One row per movement after a place in ledger order, by time and sequence.
-- The texts of ids are left out of the order: sorting by them costs as much as all the rest, and few movements share time and sequence.
-- type: payer AccountId, payee AccountId
SELECT
  t.occurred_at_utc,
  t.sequence,
  t.from_account AS payer,
  t.to_account AS payee,
  t.asset,
  t.source,
  (
    list_position(['instant', 'second', 'minute', 'day'], t.precision) * 8 + list_position(['block', 'booking', 'value', 'observed'], t.basis) + CASE
      WHEN t.reference IS NULL THEN 0
      ELSE 64
    END
  )::UINTEGER AS traits,
  t.atoms,
  strlen(t.transfer_id)::UINTEGER AS id_bytes,
  t.transfer_id || COALESCE(t.reference, '') AS texts
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
  AND t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account
ORDER BY
  t.occurred_at_utc,
  t.sequence

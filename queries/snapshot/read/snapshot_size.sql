-- query: snapshot_size
-- One row: how many transfers after a place in ledger order move something, and how many of these need more than 63 bits.
SELECT
  COUNT(*) AS movement_count,
  COUNT(*) FILTER(
    WHERE
      t.atoms > '9223372036854775807'::BIGNUM
  ) AS large_count
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
  movement_count

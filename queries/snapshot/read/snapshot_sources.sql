-- query: snapshot_sources
-- One row per source of the movements after a place in ledger order, bytewise.
SELECT DISTINCT
  t.source
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
  t.source

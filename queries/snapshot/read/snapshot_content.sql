-- query: snapshot_content
-- One row: how many transfers stand in a stretch of ledger order, how many of them move something and how many of these need more than 63 bits, and a mark of all that they say, which the same version of the engine gives again.
SELECT
  COUNT(*) AS transfer_count,
  COUNT(*) FILTER(
    WHERE
      t.atoms > 0::BIGNUM
      AND t.from_account <> t.to_account
  ) AS movement_count,
  COUNT(*) FILTER(
    WHERE
      t.atoms > '9223372036854775807'::BIGNUM
      AND t.from_account <> t.to_account
  ) AS large_count,
  COALESCE(
    SUM(
      hash(
        t.source,
        t.transfer_id,
        t.occurred_at_utc,
        t.sequence,
        t.precision,
        t.basis,
        t.from_account,
        t.to_account,
        t.asset,
        t.atoms,
        t.reference
      )
    )::VARCHAR,
    '0'
  ) AS mark
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc BETWEEN $after_utc::TIMESTAMP AND $until_utc::TIMESTAMP
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
    t.occurred_at_utc < $until_utc::TIMESTAMP
    OR t.sequence < $until_sequence::BIGINT
    OR (
      t.sequence = $until_sequence::BIGINT
      AND (
        t.transfer_id < $until_id::VARCHAR
        OR (
          t.transfer_id = $until_id::VARCHAR
          AND t.source <= $until_source::VARCHAR
        )
      )
    )
  )
ORDER BY
  transfer_count

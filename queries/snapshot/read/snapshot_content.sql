-- query: snapshot_content
-- One row: how many transfers stand in a stretch of ledger order, and a mark of all that they say, which the same version of the engine gives again.
SELECT
  COUNT(*) AS transfer_count,
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
  AND (t.occurred_at_utc, t.sequence, t.transfer_id, t.source) > ($after_utc::TIMESTAMP, $after_sequence::BIGINT, $after_id::VARCHAR, $after_source::VARCHAR)
  AND (t.occurred_at_utc, t.sequence, t.transfer_id, t.source) <= ($until_utc::TIMESTAMP, $until_sequence::BIGINT, $until_id::VARCHAR, $until_source::VARCHAR)
ORDER BY
  transfer_count

-- query: snapshot_accounts
-- One row per account that pays or receives a movement after a place in ledger order, bytewise.
SELECT
  m.account
FROM
  (
    SELECT
      t.from_account AS account
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
    UNION
    SELECT
      t.to_account
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
  ) AS m
ORDER BY
  m.account

-- query: snapshot_movements
-- One row per movement after a place in ledger order, in that order; accounts, assets and sources by their rank among those of these movements.
-- nullable: reference
-- type: id TransferId
WITH
  account AS MATERIALIZED (
    SELECT
      p.account,
      (
        ROW_NUMBER() OVER (
          ORDER BY
            p.account
        ) - 1
      )::UINTEGER AS rank
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
      ) AS p
  ),
  asset AS MATERIALIZED (
    SELECT
      p.asset,
      (
        ROW_NUMBER() OVER (
          ORDER BY
            p.asset
        ) - 1
      )::UINTEGER AS rank
    FROM
      (
        SELECT DISTINCT
          t.asset
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
      ) AS p
  ),
  source AS MATERIALIZED (
    SELECT
      p.source,
      (
        ROW_NUMBER() OVER (
          ORDER BY
            p.source
        ) - 1
      )::UINTEGER AS rank
    FROM
      (
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
      ) AS p
  )
SELECT
  t.occurred_at_utc,
  t.sequence,
  f.rank AS payer_rank,
  r.rank AS payee_rank,
  a.rank AS asset_rank,
  s.rank AS source_rank,
  (
    list_position(['instant', 'second', 'minute', 'day'], t.precision) * 8 + list_position(['block', 'booking', 'value', 'observed'], t.basis)
  )::UINTEGER AS traits,
  t.atoms,
  t.transfer_id AS id,
  t.reference
FROM
  ledger.transfer AS t
  INNER JOIN account AS f ON f.account = t.from_account
  INNER JOIN account AS r ON r.account = t.to_account
  INNER JOIN asset AS a ON a.asset = t.asset
  INNER JOIN source AS s ON s.source = t.source
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
  t.sequence,
  t.transfer_id,
  t.source

-- query: snapshot_movements
-- One row per movement after a place in ledger order, by time and sequence; accounts, assets and sources by their rank among those of these movements.
-- The texts of ids are left out of the order: sorting by them costs as much as all the rest, and few movements share time and sequence.
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
  (t.reference IS NOT NULL)::UINTEGER AS has_reference,
  t.atoms,
  strlen(t.transfer_id)::UINTEGER AS id_bytes,
  t.transfer_id || COALESCE(t.reference, '') AS texts
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
  t.sequence

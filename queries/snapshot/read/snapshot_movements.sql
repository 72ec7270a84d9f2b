-- query: snapshot_movements
-- One row per movement after a place in ledger order, in that order; accounts, assets and sources by their rank among those of these movements.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
WITH
  movement AS MATERIALIZED (
    SELECT
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
  ),
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
          m.from_account AS account
        FROM
          movement AS m
        UNION
        SELECT
          m.to_account
        FROM
          movement AS m
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
          m.asset
        FROM
          movement AS m
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
          m.source
        FROM
          movement AS m
      ) AS p
  )
SELECT
  m.occurred_at_utc,
  m.sequence,
  f.rank AS payer_rank,
  r.rank AS payee_rank,
  a.rank AS asset_rank,
  s.rank AS source_rank,
  (
    list_position(['instant', 'second', 'minute', 'day'], m.precision) * 8 + list_position(['block', 'booking', 'value', 'observed'], m.basis)
  )::UINTEGER AS traits,
  m.atoms,
  m.transfer_id AS id,
  m.reference
FROM
  movement AS m
  INNER JOIN account AS f ON f.account = m.from_account
  INNER JOIN account AS r ON r.account = m.to_account
  INNER JOIN asset AS a ON a.asset = m.asset
  INNER JOIN source AS s ON s.source = m.source
ORDER BY
  m.occurred_at_utc,
  m.sequence,
  m.transfer_id,
  m.source

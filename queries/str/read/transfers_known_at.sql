-- query: transfers_known_at
-- One row per transfer that the ledger held at a time: stated by a version that stood then, or by no report at all and in a file received until then.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
WITH
  stated AS (
    SELECT
      p.source,
      p.transfer_id,
      MIN(p.sequence) AS sequence
    FROM
      str.payment AS p
      INNER JOIN str.standing_at ($at::TIMESTAMP) AS s ON s.version_id = p.version_id
    WHERE
      p.recorded_at_utc <= $at::TIMESTAMP
      AND p.transfer_id IS NOT NULL
    GROUP BY
      p.source,
      p.transfer_id
    UNION ALL
    SELECT
      t.source,
      t.transfer_id,
      t.sequence
    FROM
      ledger.transfer AS t
      ANTI JOIN str.payment AS p ON p.source = t.source
      AND p.transfer_id = t.transfer_id
      SEMI JOIN (
        SELECT
          x.source,
          x.transfer_id
        FROM
          ledger.transfer_statement AS x
          INNER JOIN source.receipt AS r ON r.file_sha256 = x.file_sha256
        WHERE
          r.received_at_utc <= $at::TIMESTAMP
      ) AS x ON x.source = t.source
      AND x.transfer_id = t.transfer_id
  )
SELECT
  t.source,
  t.transfer_id AS id,
  t.occurred_at_utc,
  s.sequence,
  t.precision,
  t.basis,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  t.reference
FROM
  stated AS s
  INNER JOIN ledger.transfer_stated AS t ON t.source = s.source
  AND t.transfer_id = s.transfer_id
ORDER BY
  t.occurred_at_utc,
  s.sequence,
  t.transfer_id,
  t.source

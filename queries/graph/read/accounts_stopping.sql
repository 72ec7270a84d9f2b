-- query: accounts_stopping
-- One row per account of those asked for at which money stops at any time: named, or under a tag without an end.
WITH
  asked AS (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account
  ),
  opened AS (
    SELECT
      UNNEST($opened::VARCHAR[]) AS account
  ),
  -- An address stands for its outpoints.
  owned AS (
    SELECT
      a.account,
      o.address
    FROM
      asked AS a
      LEFT JOIN ledger.outpoint AS o ON o.outpoint = a.account
      AND o.address IS NOT NULL
  ),
  stop AS (
    SELECT
      UNNEST($stops::VARCHAR[]) AS account
    UNION
    SELECT
      t.account
    FROM
      attribution.tag AS t
    WHERE
      t.category IN (
        SELECT
          UNNEST($categories::VARCHAR[])
      )
      AND t.confidence >= $confidence_min::BIGINT
      AND t.valid_from_utc IS NULL
      AND t.valid_to_utc IS NULL
      AND t.account NOT IN (
        SELECT
          p.account
        FROM
          opened AS p
      )
  )
SELECT
  w.account
FROM
  owned AS w
WHERE
  (
    w.account IN (
      SELECT
        s.account
      FROM
        stop AS s
    )
    AND COALESCE(w.address, '') NOT IN (
      SELECT
        p.account
      FROM
        opened AS p
    )
  )
  OR (
    COALESCE(w.address, '') IN (
      SELECT
        s.account
      FROM
        stop AS s
    )
    AND w.account NOT IN (
      SELECT
        p.account
      FROM
        opened AS p
    )
  )
ORDER BY
  w.account

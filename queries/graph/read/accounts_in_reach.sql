-- query: accounts_in_reach
-- One row per account that money which an account holds at an instant can reach from then on, nothing followed beyond a lasting stop.
-- optional: until_utc
WITH RECURSIVE
  named AS (
    SELECT
      UNNEST($stops::VARCHAR[]) AS account
  ),
  opened AS (
    SELECT
      UNNEST($opened::VARCHAR[]) AS account
  ),
  tagged AS (
    SELECT DISTINCT
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
  ),
  -- An address stands for its outpoints.
  stop AS (
    SELECT
      n.account
    FROM
      named AS n
    UNION
    SELECT
      o.outpoint
    FROM
      ledger.outpoint AS o
      INNER JOIN named AS n ON n.account = o.address
    UNION
    SELECT
      t.account
    FROM
      tagged AS t
      ANTI JOIN opened AS p ON p.account = t.account
    UNION
    SELECT
      o.outpoint
    FROM
      ledger.outpoint AS o
      INNER JOIN tagged AS t ON t.account = o.address
      ANTI JOIN opened AS p ON p.account = o.outpoint
      OR p.account = o.address
  ),
  -- Where an exchange leads to another account; where its own account receives, nothing is reached.
  conversion_edge AS MATERIALIZED (
    SELECT
      l.account,
      t.to_account,
      t.occurred_at_utc
    FROM
      (
        SELECT
          c.account,
          UNNEST(c.in_transfers) AS name
        FROM
          ledger.conversion AS c
      ) AS l
      INNER JOIN ledger.transfer_named AS t ON t.name = l.name
      AND t.to_account <> l.account
  ),
  edge AS (
    SELECT
      t.from_account,
      t.to_account,
      t.occurred_at_utc
    FROM
      ledger.transfer AS t
    WHERE
      $until_utc::TIMESTAMP IS NULL
      OR t.occurred_at_utc <= $until_utc::TIMESTAMP
    UNION ALL
    SELECT
      n.account,
      n.to_account,
      n.occurred_at_utc
    FROM
      conversion_edge AS n
  ),
  reach (account, at_utc, hop_count) USING KEY (account) AS (
    SELECT
      a.account,
      MIN(a.at_utc),
      0::BIGINT
    FROM
      (
        SELECT
          UNNEST($accounts::VARCHAR[]) AS account,
          UNNEST($instants::TIMESTAMP[]) AS at_utc
      ) AS a
    GROUP BY
      a.account
    UNION
    SELECT
      n.account,
      LEAST(n.at_utc, COALESCE(k.at_utc, n.at_utc)),
      LEAST(n.hop_count, COALESCE(k.hop_count, n.hop_count))
    FROM
      (
        SELECT
          e.to_account AS account,
          MIN(e.occurred_at_utc) AS at_utc,
          MIN(r.hop_count) + 1::BIGINT AS hop_count
        FROM
          reach AS r
          INNER JOIN edge AS e ON e.from_account = r.account
          AND e.occurred_at_utc >= r.at_utc
        WHERE
          r.hop_count < $hops_max::BIGINT
          AND NOT regexp_matches(e.to_account, '^(fee|mint|destroyed):')
          AND e.to_account NOT IN (
            SELECT
              s.account
            FROM
              stop AS s
          )
        GROUP BY
          e.to_account
      ) AS n
      LEFT JOIN recurring.reach AS k ON k.account = n.account
    WHERE
      k.account IS NULL
      OR n.at_utc < k.at_utc
      OR n.hop_count < k.hop_count
  )
SELECT
  r.account
FROM
  reach AS r
ORDER BY
  r.account
LIMIT
  $rows_max::BIGINT

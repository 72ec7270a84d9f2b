-- query: accounts_in_reach
-- One row per account that money which an account holds at an instant can reach from then on, nothing followed beyond a lasting stop.
-- optional: until_utc
WITH RECURSIVE
  opened AS NOT MATERIALIZED (
    SELECT
      UNNEST($opened::VARCHAR[]) AS account
  ),
  -- Read anew in each step: the engine may begin a recursion before what is materialised for it is there.
  stop AS NOT MATERIALIZED (
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
          UNNEST($opened::VARCHAR[])
      )
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
        GROUP BY
          e.to_account
      ) AS n
      LEFT JOIN recurring.reach AS k ON k.account = n.account
      LEFT JOIN ledger.outpoint AS o ON o.outpoint = n.account
      AND o.address IS NOT NULL
    WHERE
      (
        k.account IS NULL
        OR n.at_utc < k.at_utc
        OR n.hop_count < k.hop_count
      )
      -- An address stands for its outpoints.
      AND (
        n.account NOT IN (
          SELECT
            s.account
          FROM
            stop AS s
        )
        OR COALESCE(o.address, '') IN (
          SELECT
            p.account
          FROM
            opened AS p
        )
      )
      AND (
        COALESCE(o.address, '') NOT IN (
          SELECT
            s.account
          FROM
            stop AS s
        )
        OR n.account IN (
          SELECT
            p.account
          FROM
            opened AS p
        )
      )
  )
SELECT
  r.account
FROM
  reach AS r
ORDER BY
  r.account
LIMIT
  $rows_max::BIGINT

import type { AccountId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type AccountsInReachParameters = {
  readonly opened: readonly string[];
  readonly stops: readonly string[];
  readonly categories: readonly string[];
  readonly confidenceMin: bigint;
  readonly until: UtcMicros | null;
  readonly accounts: readonly AccountId[];
  readonly instants: readonly UtcMicros[];
  readonly hopsMax: bigint;
  readonly rowsMax: bigint;
};

export interface AccountsInReachRow {
  readonly account: AccountId;
}

/** One row per account that money which an account holds at an instant can reach from then on, nothing followed beyond a lasting stop. */
export const accountsInReach: Query<AccountsInReachParameters, AccountsInReachRow> = {
  name: "graph/read/accounts_in_reach",
  grain: "One row per account that money which an account holds at an instant can reach from then on, nothing followed beyond a lasting stop.",
  parameters: [
    {"name":"opened","key":"opened","type":"VARCHAR[]","isNullable":false},
    {"name":"stops","key":"stops","type":"VARCHAR[]","isNullable":false},
    {"name":"categories","key":"categories","type":"VARCHAR[]","isNullable":false},
    {"name":"confidence_min","key":"confidenceMin","type":"BIGINT","isNullable":false},
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":true},
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"instants","key":"instants","type":"TIMESTAMP[]","isNullable":false},
    {"name":"hops_max","key":"hopsMax","type":"BIGINT","isNullable":false},
    {"name":"rows_max","key":"rowsMax","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: accounts_in_reach
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
`,
};

export type AccountsPayingTowardsParameters = {
  readonly opened: readonly string[];
  readonly stops: readonly string[];
  readonly categories: readonly string[];
  readonly confidenceMin: bigint;
  readonly until: UtcMicros | null;
  readonly accounts: readonly AccountId[];
  readonly instants: readonly UtcMicros[];
  readonly hopsMax: bigint;
  readonly rowsMax: bigint;
};

export interface AccountsPayingTowardsRow {
  readonly account: AccountId;
}

/** One row per account whose money can have reached an account by an instant, nothing followed beyond a lasting stop. */
export const accountsPayingTowards: Query<AccountsPayingTowardsParameters, AccountsPayingTowardsRow> = {
  name: "graph/read/accounts_paying_towards",
  grain: "One row per account whose money can have reached an account by an instant, nothing followed beyond a lasting stop.",
  parameters: [
    {"name":"opened","key":"opened","type":"VARCHAR[]","isNullable":false},
    {"name":"stops","key":"stops","type":"VARCHAR[]","isNullable":false},
    {"name":"categories","key":"categories","type":"VARCHAR[]","isNullable":false},
    {"name":"confidence_min","key":"confidenceMin","type":"BIGINT","isNullable":false},
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":true},
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"instants","key":"instants","type":"TIMESTAMP[]","isNullable":false},
    {"name":"hops_max","key":"hopsMax","type":"BIGINT","isNullable":false},
    {"name":"rows_max","key":"rowsMax","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: accounts_paying_towards
-- One row per account whose money can have reached an account by an instant, nothing followed beyond a lasting stop.
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
      MAX(a.at_utc),
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
      GREATEST(n.at_utc, COALESCE(k.at_utc, n.at_utc)),
      LEAST(n.hop_count, COALESCE(k.hop_count, n.hop_count))
    FROM
      (
        SELECT
          e.from_account AS account,
          MAX(e.occurred_at_utc) AS at_utc,
          MIN(r.hop_count) + 1::BIGINT AS hop_count
        FROM
          reach AS r
          INNER JOIN edge AS e ON e.to_account = r.account
          AND e.occurred_at_utc <= r.at_utc
        WHERE
          r.hop_count < $hops_max::BIGINT
          AND NOT regexp_matches(e.from_account, '^(fee|mint|destroyed):')
        GROUP BY
          e.from_account
      ) AS n
      LEFT JOIN recurring.reach AS k ON k.account = n.account
      LEFT JOIN ledger.outpoint AS o ON o.outpoint = n.account
      AND o.address IS NOT NULL
    WHERE
      (
        k.account IS NULL
        OR n.at_utc > k.at_utc
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
`,
};

export type ClusterMembersParameters = Readonly<Record<string, never>>;

export interface ClusterMembersRow {
  readonly clusterId: string;
  readonly account: AccountId;
  readonly heuristic: string;
  readonly evidence: string;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly withdrawnAt: UtcMicros | null;
}

/** One row per judgement that an account belongs to a cluster, withdrawn ones included, with the latest withdrawal. */
export const clusterMembers: Query<ClusterMembersParameters, ClusterMembersRow> = {
  name: "graph/read/cluster_members",
  grain: "One row per judgement that an account belongs to a cluster, withdrawn ones included, with the latest withdrawal.",
  parameters: [
  ],
  columns: [
    {"name":"cluster_id","key":"clusterId","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"heuristic","key":"heuristic","type":"VARCHAR","isNullable":false},
    {"name":"evidence","key":"evidence","type":"VARCHAR","isNullable":false},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"withdrawn_at_utc","key":"withdrawnAt","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: cluster_members
-- One row per judgement that an account belongs to a cluster, withdrawn ones included, with the latest withdrawal.
-- nullable: withdrawn_at_utc
SELECT
  j.cluster_id,
  j.account,
  j.heuristic,
  j.evidence,
  j.author,
  j.made_at_utc,
  MAX(w.withdrawn_at_utc) AS withdrawn_at_utc
FROM
  graph.judgement AS j
  LEFT JOIN graph.withdrawal AS w USING (cluster_id, account, heuristic, author, made_at_utc)
GROUP BY ALL
ORDER BY
  j.cluster_id,
  j.account,
  j.heuristic,
  j.author,
  j.made_at_utc
`,
};

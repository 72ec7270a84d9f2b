import type { AccountId, AssetId, Atoms, Precision, SourceName, TimeBasis, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type AccountsStoppingParameters = {
  readonly accounts: readonly AccountId[];
  readonly opened: readonly string[];
  readonly stops: readonly string[];
  readonly categories: readonly string[];
  readonly confidenceMin: bigint;
};

export interface AccountsStoppingRow {
  readonly account: AccountId;
}

/** One row per account of those asked for at which money stops at any time: named, or under a tag without an end. */
export const accountsStopping: Query<AccountsStoppingParameters, AccountsStoppingRow> = {
  name: "graph/read/accounts_stopping",
  grain: "One row per account of those asked for at which money stops at any time: named, or under a tag without an end.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"opened","key":"opened","type":"VARCHAR[]","isNullable":false},
    {"name":"stops","key":"stops","type":"VARCHAR[]","isNullable":false},
    {"name":"categories","key":"categories","type":"VARCHAR[]","isNullable":false},
    {"name":"confidence_min","key":"confidenceMin","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: accounts_stopping
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

export type TransfersPaidAtParameters = {
  readonly accounts: readonly AccountId[];
  readonly instants: readonly UtcMicros[];
};

export interface TransfersPaidAtRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly precision: Precision;
  readonly basis: TimeBasis;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly reference: string | null;
}

/** One row per transfer that one of the accounts pays at the instant that stands at its place, in ledger order. */
export const transfersPaidAt: Query<TransfersPaidAtParameters, TransfersPaidAtRow> = {
  name: "graph/read/transfers_paid_at",
  grain: "One row per transfer that one of the accounts pays at the instant that stands at its place, in ledger order.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"instants","key":"instants","type":"TIMESTAMP[]","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"precision","key":"precision","type":"VARCHAR","isNullable":false},
    {"name":"basis","key":"basis","type":"VARCHAR","isNullable":false},
    {"name":"from","key":"from","type":"VARCHAR","isNullable":false},
    {"name":"to","key":"to","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: transfers_paid_at
-- One row per transfer that one of the accounts pays at the instant that stands at its place, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
  t.occurred_at_utc,
  t.sequence,
  t.precision,
  t.basis,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  t.reference
FROM
  ledger.transfer_named AS t
  INNER JOIN (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account,
      UNNEST($instants::TIMESTAMP[]) AS at_utc
  ) AS p ON p.account = t.from_account
  AND p.at_utc = t.occurred_at_utc
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

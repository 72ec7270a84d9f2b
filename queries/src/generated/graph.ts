import type { AccountId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

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

-- query: cluster_members
-- One row per judgement that an account belongs to a cluster, withdrawn ones included.
-- nullable: withdrawn_at_utc
SELECT
  j.cluster_id,
  j.account,
  j.heuristic,
  j.evidence,
  j.author,
  j.made_at_utc,
  j.withdrawn_at_utc
FROM
  graph.judgement AS j
ORDER BY
  j.cluster_id,
  j.account,
  j.heuristic

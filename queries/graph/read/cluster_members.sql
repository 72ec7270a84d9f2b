-- query: cluster_members
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

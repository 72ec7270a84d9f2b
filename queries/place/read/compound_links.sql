-- query: compound_links
-- One row per link of a compound to an account or a cluster, withdrawn ones included, with the latest withdrawal; one of account and cluster is given.
-- nullable: account, cluster_id, withdrawn_at_utc
SELECT
  l.link_id AS id,
  l.compound_id,
  l.account,
  l.cluster_id,
  l.evidence,
  l.confidence,
  l.author,
  l.made_at_utc,
  MAX(w.withdrawn_at_utc) AS withdrawn_at_utc
FROM
  place.link AS l
  LEFT JOIN place.withdrawal AS w ON w.link_id = l.link_id
GROUP BY ALL
ORDER BY
  l.compound_id,
  l.link_id

-- query: judgement_history
-- One row per statement that a judgement was made or withdrawn, with the file that first brought it and when that file first came: what was known on a day.
-- nullable: account, cluster_id, compound_id, link_id
SELECT
  s.subject,
  s.event,
  s.link_id,
  s.compound_id,
  s.cluster_id,
  s.account,
  s.author,
  s.made_at_utc,
  s.at_utc,
  s.file_sha256,
  s.locator,
  MIN(r.received_at_utc) AS received_at_utc
FROM
  (
    SELECT
      'member' AS subject,
      'made' AS event,
      NULL::VARCHAR AS link_id,
      NULL::VARCHAR AS compound_id,
      j.cluster_id,
      j.account,
      j.author,
      j.made_at_utc,
      j.made_at_utc AS at_utc,
      j.file_sha256,
      j.locator
    FROM
      graph.judgement AS j
    UNION ALL
    SELECT
      'member',
      'withdrawn',
      NULL,
      NULL,
      w.cluster_id,
      w.account,
      w.author,
      w.made_at_utc,
      w.withdrawn_at_utc,
      w.file_sha256,
      w.locator
    FROM
      graph.withdrawal AS w
    UNION ALL
    SELECT
      'link',
      'made',
      l.link_id,
      l.compound_id,
      l.cluster_id,
      l.account,
      l.author,
      l.made_at_utc,
      l.made_at_utc,
      l.file_sha256,
      l.locator
    FROM
      place.link AS l
    UNION ALL
    SELECT
      'link',
      'withdrawn',
      l.link_id,
      l.compound_id,
      l.cluster_id,
      l.account,
      l.author,
      l.made_at_utc,
      w.withdrawn_at_utc,
      w.file_sha256,
      w.locator
    FROM
      place.withdrawal AS w
      INNER JOIN place.link AS l ON l.link_id = w.link_id
  ) AS s
  INNER JOIN source.receipt AS r ON r.file_sha256 = s.file_sha256
GROUP BY ALL
ORDER BY
  s.subject,
  s.link_id,
  s.cluster_id,
  s.account,
  s.author,
  s.made_at_utc,
  s.at_utc,
  s.event,
  s.file_sha256,
  s.locator

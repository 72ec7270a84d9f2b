-- query: str__standing
-- One row per report whose standing version is not the one that the rules give.
-- nullable: version_id, ruled_version
SELECT
  COALESCE(s.report_id, n.report_id) AS report_id,
  s.version_id,
  n.version_id AS ruled_version
FROM
  str.standing AS s
  FULL JOIN str.standing_at ('infinity'::TIMESTAMP) AS n ON n.report_id = s.report_id
WHERE
  s.version_id IS DISTINCT FROM n.version_id
ORDER BY
  report_id

-- query: reports_known_at
-- One row per report that stood at a time, with the version of it that did, by what had been recorded until then.
SELECT
  s.report_id,
  s.version_id,
  s.number,
  s.is_complete,
  v.submitter,
  v.format,
  v.profile
FROM
  str.standing_at ($at::TIMESTAMP) AS s
  INNER JOIN str.report_version AS v ON v.version_id = s.version_id
ORDER BY
  s.report_id

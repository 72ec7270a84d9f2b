-- query: versions_of_report
-- One row per version of a report, by number, with whether it is withdrawn.
SELECT
  v.version_id,
  v.number,
  EXISTS (
    SELECT
      1
    FROM
      str.withdrawal AS w
    WHERE
      w.report_id = v.report_id
      AND (
        w.up_to IS NULL
        OR w.up_to >= v.number
      )
  ) AS is_withdrawn
FROM
  str.report_version AS v
WHERE
  v.report_id = $report_id::VARCHAR
ORDER BY
  v.number

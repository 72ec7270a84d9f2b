-- query: report_references
-- One row per version of a report, with the sender's own reference. Sensitive.
-- sealed: reference str.report_version.reference version_id
SELECT
  v.version_id,
  v.report_id,
  v.number,
  v.submitter,
  v.format,
  v.profile,
  v.reference
FROM
  str.report_version AS v
ORDER BY
  v.submitter,
  v.report_id,
  v.number

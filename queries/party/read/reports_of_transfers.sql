-- query: reports_of_transfers
-- One row per report and transfer of the ids asked for, in the version that stands. Sensitive.
-- nullable: report_code, schema_version, stated_date, narrative, action
-- sealed: report_code str.report_version.report_code version_id
-- sealed: schema_version str.report_version.schema_version version_id
-- sealed: stated_date str.report_version.stated_date version_id
-- sealed: reference str.report_version.reference version_id
-- sealed: narrative str.report_version.narrative version_id
-- sealed: action str.report_version.action version_id
SELECT
  p.transfer_id,
  r.version_id,
  r.report_id,
  r.number,
  r.submitter,
  r.format,
  r.profile,
  r.reference,
  r.report_code,
  r.schema_version,
  r.stated_date,
  r.narrative,
  r.action,
  r.file_sha256,
  r.locator
FROM
  (
    SELECT DISTINCT
      q.transfer_id,
      q.version_id
    FROM
      str.payment AS q
    WHERE
      q.transfer_id IN (
        SELECT
          UNNEST($ids::VARCHAR[])
      )
  ) AS p
  INNER JOIN str.standing_version AS r ON r.version_id = p.version_id
ORDER BY
  p.transfer_id,
  r.version_id

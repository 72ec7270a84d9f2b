-- query: reports_of_transfers
-- One row per suspicious transaction report and transfer of the ids asked for. Sensitive.
-- nullable: report_code, schema_version, stated_date, narrative, action
SELECT DISTINCT
  i.transfer_id,
  r.report_id,
  r.submitter,
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
  party.involvement AS i
  INNER JOIN str.report AS r ON r.report_id = i.report_id
WHERE
  i.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  i.transfer_id,
  r.report_id

-- query: report_statuses
-- One row per version of a report: what became of it and when, by report and number. A version without records besides its heading has a count of 1.
-- nullable: accepted_at_utc, superseded_at_utc, withdrawn_at_utc
-- type: status "received"|"accepted"|"superseded"|"withdrawn"
WITH
  life AS (
    SELECT
      v.version_id,
      v.report_id,
      v.number,
      v.submitter,
      v.format,
      v.profile,
      v.recorded_at_utc AS received_at_utc,
      (
        SELECT
          MIN(c.recorded_at_utc)
        FROM
          str.completion AS c
        WHERE
          c.version_id = v.version_id
      ) AS accepted_at_utc,
      (
        SELECT
          MIN(greatest(c.recorded_at_utc, h.recorded_at_utc))
        FROM
          str.report_version AS h
          INNER JOIN str.completion AS c ON c.version_id = h.version_id
        WHERE
          h.report_id = v.report_id
          AND h.number > v.number
      ) AS higher_at_utc,
      (
        SELECT
          MIN(w.recorded_at_utc)
        FROM
          str.withdrawal AS w
        WHERE
          w.report_id = v.report_id
          AND (
            w.up_to IS NULL
            OR w.up_to >= v.number
          )
      ) AS taken_back_at_utc,
      (
        SELECT
          COUNT(*)
        FROM
          str.record AS r
        WHERE
          r.version_id = v.version_id
      ) AS record_count
    FROM
      str.report_version AS v
  )
SELECT
  l.report_id,
  l.number,
  l.version_id,
  l.submitter,
  l.format,
  l.profile,
  CASE
    WHEN l.taken_back_at_utc IS NOT NULL THEN 'withdrawn'
    WHEN l.higher_at_utc IS NOT NULL THEN 'superseded'
    WHEN l.accepted_at_utc IS NOT NULL THEN 'accepted'
    ELSE 'received'
  END AS status,
  l.record_count,
  l.received_at_utc,
  l.accepted_at_utc,
  CASE
    WHEN l.higher_at_utc IS NOT NULL THEN greatest(l.higher_at_utc, l.received_at_utc)
  END AS superseded_at_utc,
  CASE
    WHEN l.taken_back_at_utc IS NOT NULL THEN greatest(l.taken_back_at_utc, l.received_at_utc)
  END AS withdrawn_at_utc
FROM
  life AS l
ORDER BY
  l.report_id,
  l.number

-- query: custody_events
-- One row per step in a case's custody, in order.
-- type: kind "created"|"added"|"sealed"
SELECT
  c.case_id,
  c.number,
  c.kind,
  c.at_utc AS "at",
  c.detail,
  c.digest
FROM
  casefile.custody_event AS c
WHERE
  c.case_id = $case_id::VARCHAR
ORDER BY
  c.number

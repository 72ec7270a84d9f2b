-- query: cases
-- One row per case, by id.
SELECT
  r.case_id AS id,
  r.created_at_utc
FROM
  casefile.register AS r
ORDER BY
  r.case_id

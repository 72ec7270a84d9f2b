-- query: exhibits
-- One row per file that was added to a case, by name.
-- type: role "request"|"note"|"document"
SELECT
  e.case_id,
  e.name,
  e.role,
  e.sha256,
  e.byte_count,
  e.added_at_utc
FROM
  casefile.exhibit AS e
WHERE
  e.case_id = $case_id::VARCHAR
ORDER BY
  e.name

-- query: record_contents
-- One row per record of the ids asked for: all leaves as JSON, [[path, value], …], and their lines. Sensitive.
-- sealed: content str.record.content record_id
SELECT
  r.record_id,
  r.content,
  r.lines
FROM
  str.record AS r
WHERE
  r.record_id IN (
    SELECT
      UNNEST($record_ids::VARCHAR[])
  )
ORDER BY
  r.record_id

-- query: record_contents
-- One row per record of a version, in the order of its file: all leaves as JSON, [[path, value], …]. Sensitive.
-- sealed: content str.record.content record_id
SELECT
  r.record_id,
  r.content,
  r.lines
FROM
  str.record AS r
WHERE
  r.version_id = $version_id::VARCHAR
ORDER BY
  coalesce(TRY_CAST(regexp_extract(r.lines, '[0-9]+') AS BIGINT), 0),
  r.locator

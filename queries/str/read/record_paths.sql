-- query: record_paths
-- One row per record of a version, with its path. Sensitive.
-- sealed: path str.record.path record_id
SELECT
  r.record_id,
  r.path
FROM
  str.record AS r
WHERE
  r.version_id = $version_id::VARCHAR
ORDER BY
  r.record_id

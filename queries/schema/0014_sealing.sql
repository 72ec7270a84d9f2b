-- The key of what is sealed, and the names under which records kept apart are settled by other files.
-- Which key the sealed columns were written with: its name, and a value that only the right key gives. The key itself is never here.
CREATE TABLE ingest.sealing (key_id VARCHAR NOT NULL, check_value VARCHAR NOT NULL);

-- What a report calls a record, as an opaque digest with the report's version: the same record read well from another file settles it.
ALTER TABLE source.record
ADD COLUMN record_key VARCHAR;

-- Findings and raw text are sealed.
ALTER TABLE ingest.quarantine
ADD COLUMN record_key VARCHAR;

-- Records that wait for a correction.
CREATE VIEW ingest.quarantine_open AS
SELECT
  q.file_sha256,
  q.locator,
  q.raw_sha256,
  q.findings,
  q.raw
FROM
  ingest.quarantine AS q
WHERE
  NOT EXISTS (
    SELECT
      1
    FROM
      source.record AS r
    WHERE
      r.record_key = q.record_key
      AND r.file_sha256 <> q.file_sha256
  );

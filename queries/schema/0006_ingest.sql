-- How far each reading of each file came, and what was kept apart.
CREATE SCHEMA ingest;

CREATE TABLE ingest.run (
  file_sha256 VARCHAR NOT NULL,
  options_sha256 VARCHAR NOT NULL,
  options VARCHAR NOT NULL,
  items_acknowledged BIGINT NOT NULL CHECK (items_acknowledged >= 0),
  is_done BOOLEAN NOT NULL,
  PRIMARY KEY (file_sha256, options_sha256)
);

CREATE TABLE ingest.batch (
  commit_number BIGINT NOT NULL PRIMARY KEY,
  file_sha256 VARCHAR NOT NULL,
  options_sha256 VARCHAR NOT NULL,
  items_acknowledged BIGINT NOT NULL,
  records_added BIGINT NOT NULL,
  records_same BIGINT NOT NULL,
  records_quarantined BIGINT NOT NULL
);

-- Natural key: file_sha256, locator. Rows leave when the record is read well later.
CREATE TABLE ingest.quarantine (
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  raw_sha256 VARCHAR NOT NULL,
  findings VARCHAR NOT NULL,
  raw VARCHAR NOT NULL
);

-- Every write, each digest covering the one before: held against the commit log beside the database.
CREATE TABLE ingest.commit (number BIGINT NOT NULL PRIMARY KEY, digest VARCHAR NOT NULL);

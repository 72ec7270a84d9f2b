-- What was received, and where in it each statement stands.
CREATE SCHEMA source;

CREATE TABLE source.file (sha256 VARCHAR NOT NULL PRIMARY KEY, byte_count BIGINT NOT NULL CHECK (byte_count >= 0));

-- The same bytes may come twice, under other names or from other submitters.
CREATE TABLE source.receipt (
  file_sha256 VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  origin VARCHAR NOT NULL,
  submitter VARCHAR,
  licence VARCHAR,
  received_at_utc TIMESTAMP NOT NULL
);

-- Natural key: file_sha256, locator. Large tables carry no index: the one writer keeps the key, queries/checks proves it.
CREATE TABLE source.record (file_sha256 VARCHAR NOT NULL, locator VARCHAR NOT NULL, raw_sha256 VARCHAR NOT NULL);

-- A further record that states a row which another record stated first.
CREATE TABLE source.repeat (
  table_name VARCHAR NOT NULL,
  row_key VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

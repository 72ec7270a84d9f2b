-- Sourced claims about accounts.
CREATE SCHEMA attribution;

CREATE TABLE attribution.tag (
  tag_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  label VARCHAR NOT NULL,
  actor VARCHAR,
  source_category VARCHAR,
  category VARCHAR,
  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
  valid_from_utc TIMESTAMP,
  valid_to_utc TIMESTAMP,
  origin VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE attribution.actor (
  actor_id VARCHAR NOT NULL PRIMARY KEY,
  label VARCHAR NOT NULL,
  origin VARCHAR NOT NULL,
  categories VARCHAR[] NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

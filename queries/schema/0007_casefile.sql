-- Cases, what was added to them, and every step in their custody. Append-only.
CREATE SCHEMA casefile;

CREATE TABLE casefile.register (case_id VARCHAR NOT NULL PRIMARY KEY, created_at_utc TIMESTAMP NOT NULL);

CREATE TABLE casefile.exhibit (
  case_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  role VARCHAR NOT NULL CHECK (role IN ('request', 'note', 'document')),
  sha256 VARCHAR NOT NULL,
  byte_count BIGINT NOT NULL,
  added_at_utc TIMESTAMP NOT NULL,
  PRIMARY KEY (case_id, name)
);

CREATE TABLE casefile.custody_event (
  case_id VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN ('created', 'added', 'sealed')),
  at_utc TIMESTAMP NOT NULL,
  detail VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  PRIMARY KEY (case_id, number)
);

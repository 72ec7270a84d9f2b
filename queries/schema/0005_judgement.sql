-- Opinions, with their authors and evidence: clusters, compounds and the links between them.
CREATE SCHEMA graph;

CREATE TABLE graph.judgement (
  cluster_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  heuristic VARCHAR NOT NULL,
  evidence VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  withdrawn_at_utc TIMESTAMP,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (cluster_id, account, heuristic)
);

CREATE SCHEMA place;

CREATE TABLE place.compound (
  compound_id VARCHAR NOT NULL PRIMARY KEY,
  name VARCHAR NOT NULL,
  country VARCHAR NOT NULL,
  other_names VARCHAR[] NOT NULL,
  note VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Published positions may conflict; each stands.
CREATE TABLE place.point (
  compound_id VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  latitude VARCHAR NOT NULL,
  longitude VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (compound_id, source, latitude, longitude)
);

CREATE TABLE place.link (
  link_id VARCHAR NOT NULL PRIMARY KEY,
  compound_id VARCHAR NOT NULL,
  account VARCHAR,
  cluster_id VARCHAR,
  evidence VARCHAR NOT NULL,
  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  withdrawn_at_utc TIMESTAMP,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  CHECK ((account IS NULL) <> (cluster_id IS NULL))
);

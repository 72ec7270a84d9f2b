-- A judgement stands as it was made. That it was withdrawn is a further statement, with the record that it rests on; both are only ever added.
CREATE TABLE graph.withdrawal (
  cluster_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  heuristic VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  withdrawn_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (cluster_id, account, heuristic, author, made_at_utc, withdrawn_at_utc)
);

INSERT INTO
  graph.withdrawal
SELECT
  cluster_id,
  account,
  heuristic,
  author,
  made_at_utc,
  withdrawn_at_utc,
  file_sha256,
  locator
FROM
  graph.judgement
WHERE
  withdrawn_at_utc IS NOT NULL;

CREATE TABLE place.withdrawal (
  link_id VARCHAR NOT NULL,
  withdrawn_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (link_id, withdrawn_at_utc)
);

INSERT INTO
  place.withdrawal
SELECT
  link_id,
  withdrawn_at_utc,
  file_sha256,
  locator
FROM
  place.link
WHERE
  withdrawn_at_utc IS NOT NULL;

ALTER TABLE place.link
DROP COLUMN withdrawn_at_utc;

-- Who withdraws a judgement may make it anew: author and time belong to its key.
CREATE TABLE graph.judgement_made (
  cluster_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  heuristic VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  evidence VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (cluster_id, account, heuristic, author, made_at_utc)
);

INSERT INTO
  graph.judgement_made
SELECT
  cluster_id,
  account,
  heuristic,
  author,
  made_at_utc,
  evidence,
  file_sha256,
  locator
FROM
  graph.judgement;

DROP TABLE graph.judgement;

ALTER TABLE graph.judgement_made
RENAME TO judgement;

-- The rows' keys have changed, so what further records state of them is named anew.
UPDATE source.repeat AS r
SET
  row_key = j.cluster_id || chr(31) || j.account || chr(31) || j.heuristic || chr(31) || j.author || chr(31) || epoch_us(j.made_at_utc)::VARCHAR
FROM
  graph.judgement AS j
WHERE
  r.table_name = 'graph.judgement'
  AND r.row_key = j.cluster_id || chr(31) || j.account || chr(31) || j.heuristic;

import type { Migration } from "../query.ts";

export const migrations: readonly Migration[] = [
  {
    name: "0001_source",
    sql: `-- What was received, and where in it each statement stands.
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
`,
  },
  {
    name: "0002_ledger",
    sql: `-- Movements of value and what is known beside them.
CREATE SCHEMA ledger;

-- Natural key: source, transfer_id.
CREATE TABLE ledger.transfer (
  source VARCHAR NOT NULL,
  transfer_id VARCHAR NOT NULL,
  occurred_at_utc TIMESTAMP NOT NULL,
  sequence BIGINT NOT NULL,
  precision VARCHAR NOT NULL CHECK (precision IN ('instant', 'second', 'minute', 'day')),
  basis VARCHAR NOT NULL CHECK (basis IN ('block', 'booking', 'value', 'observed')),
  from_account VARCHAR NOT NULL,
  to_account VARCHAR NOT NULL,
  asset VARCHAR NOT NULL,
  atoms BIGNUM NOT NULL CHECK (atoms >= 0::BIGNUM),
  reference VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Ids that more than one source uses: such a transfer is called <source>:<id>.
CREATE TABLE ledger.shared_transfer_id (transfer_id VARCHAR NOT NULL PRIMARY KEY);

CREATE VIEW ledger.transfer_named AS
SELECT
  t.source,
  t.transfer_id,
  t.occurred_at_utc,
  t.sequence,
  t.precision,
  t.basis,
  t.from_account,
  t.to_account,
  t.asset,
  t.atoms,
  t.reference,
  t.file_sha256,
  t.locator,
  CASE
    WHEN s.transfer_id IS NULL THEN t.transfer_id
    ELSE t.source || ':' || t.transfer_id
  END AS name
FROM
  ledger.transfer AS t
  LEFT JOIN ledger.shared_transfer_id AS s ON s.transfer_id = t.transfer_id;

-- Every record that states a transfer, whichever came first.
CREATE VIEW ledger.transfer_statement AS
SELECT
  t.source,
  t.transfer_id,
  t.file_sha256,
  t.locator
FROM
  ledger.transfer AS t
UNION ALL
SELECT
  t.source,
  t.transfer_id,
  r.file_sha256,
  r.locator
FROM
  source.repeat AS r
  INNER JOIN ledger.transfer AS t ON r.table_name = 'ledger.transfer'
  AND r.row_key = t.source || chr(31) || t.transfer_id;

CREATE TABLE ledger.asset_scale (
  asset VARCHAR NOT NULL PRIMARY KEY,
  scale INTEGER NOT NULL CHECK (scale BETWEEN 0 AND 255),
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Names are for display and may be many; they never conflict.
CREATE TABLE ledger.asset_symbol (
  asset VARCHAR NOT NULL,
  symbol VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (asset, symbol)
);

CREATE TABLE ledger.balance (
  account VARCHAR NOT NULL,
  asset VARCHAR NOT NULL,
  as_of_utc TIMESTAMP NOT NULL,
  atoms BIGNUM NOT NULL CHECK (atoms >= 0::BIGNUM),
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.conversion (
  conversion_id VARCHAR NOT NULL PRIMARY KEY,
  account VARCHAR NOT NULL,
  out_transfers VARCHAR[] NOT NULL,
  in_transfers VARCHAR[] NOT NULL,
  kind VARCHAR NOT NULL,
  basis VARCHAR NOT NULL CHECK (basis IN ('same-transaction', 'paired-event', 'documented', 'inferred')),
  document VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.coverage (
  source VARCHAR NOT NULL,
  scope VARCHAR NOT NULL,
  from_utc TIMESTAMP NOT NULL,
  to_utc TIMESTAMP NOT NULL,
  finality VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (source, scope, from_utc, to_utc)
);
`,
  },
  {
    name: "0003_attribution",
    sql: `-- Sourced claims about accounts.
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
`,
  },
  {
    name: "0004_report",
    sql: `-- Suspicious transaction reports and the people in them, as recorded. Sensitive: read only through queries that say so.
CREATE SCHEMA str;

CREATE TABLE str.report (
  submitter VARCHAR NOT NULL,
  reference VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  profile VARCHAR NOT NULL,
  report_code VARCHAR,
  schema_version VARCHAR,
  stated_date VARCHAR,
  narrative VARCHAR,
  action VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (submitter, reference)
);

-- Natural key: report_id, path.
CREATE TABLE str.field (
  report_id VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  line BIGINT NOT NULL,
  value VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: report_id, path.
CREATE TABLE str.account (
  report_id VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  institution VARCHAR NOT NULL,
  account_name VARCHAR,
  currency VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE SCHEMA party;

-- Natural key: party_id.
CREATE TABLE party.party (
  party_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN ('person', 'entity')),
  path VARCHAR NOT NULL,
  name VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: involvement_id.
CREATE TABLE party.involvement (
  involvement_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  party_id VARCHAR,
  account VARCHAR,
  transfer_id VARCHAR,
  role VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Every account that a transfer, a balance, a conversion or a report names.
CREATE VIEW ledger.account AS
SELECT
  from_account AS account
FROM
  ledger.transfer
UNION
SELECT
  to_account
FROM
  ledger.transfer
UNION
SELECT
  account
FROM
  ledger.balance
UNION
SELECT
  account
FROM
  ledger.conversion
UNION
SELECT
  account
FROM
  str.account;
`,
  },
  {
    name: "0005_judgement",
    sql: `-- Opinions, with their authors and evidence: clusters, compounds and the links between them.
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
`,
  },
  {
    name: "0006_ingest",
    sql: `-- How far each reading of each file came, and what was kept apart.
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
`,
  },
  {
    name: "0007_casefile",
    sql: `-- Cases, what was added to them, and every step in their custody. Append-only.
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
`,
  },
  {
    name: "0008_withdrawal",
    sql: `-- A judgement stands as it was made. That it was withdrawn is a further statement, with the record that it rests on; both are only ever added.
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
`,
  },
  {
    name: "0009_block",
    sql: `-- Which block stood at each height that was read. Natural key: chain, number. Another hash there is another chain, and no import may mix the two.
CREATE TABLE ledger.block (
  chain VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  hash VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);
`,
  },
  {
    name: "0010_chain",
    sql: `-- What chain workers know beside transfers. Large tables carry no index: the one writer keeps the natural keys.
CREATE TABLE ledger.block_proof (
  chain VARCHAR NOT NULL,
  part VARCHAR NOT NULL CHECK (part IN ('transactions', 'receipts', 'traces', 'withdrawals', 'prevouts')),
  from_number BIGINT NOT NULL,
  to_number BIGINT NOT NULL,
  -- proven, quorum <k> of <n>, single source
  state VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.block_range (
  chain VARCHAR NOT NULL,
  reading VARCHAR NOT NULL,
  from_number BIGINT NOT NULL,
  to_number BIGINT NOT NULL,
  to_hash VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.outpoint (
  outpoint VARCHAR NOT NULL,
  address VARCHAR,
  script_kind VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.item_transfer (
  source VARCHAR NOT NULL,
  item_transfer_id VARCHAR NOT NULL,
  occurred_at_utc TIMESTAMP NOT NULL,
  sequence BIGINT NOT NULL,
  from_account VARCHAR NOT NULL,
  to_account VARCHAR NOT NULL,
  collection VARCHAR NOT NULL,
  item VARCHAR NOT NULL,
  item_count BIGNUM NOT NULL CHECK (item_count >= 0::BIGNUM),
  reference VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.issuer_act (
  source VARCHAR NOT NULL,
  act_id VARCHAR NOT NULL,
  occurred_at_utc TIMESTAMP NOT NULL,
  sequence BIGINT NOT NULL,
  account VARCHAR NOT NULL,
  asset VARCHAR NOT NULL,
  act VARCHAR NOT NULL CHECK (act IN ('blacklisted', 'unblacklisted')),
  reference VARCHAR,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.chain_note (
  source VARCHAR NOT NULL,
  note_id VARCHAR NOT NULL,
  occurred_at_utc TIMESTAMP NOT NULL,
  reference VARCHAR NOT NULL,
  data VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.asset_trait (
  asset VARCHAR NOT NULL,
  trait VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE ledger.bridge_event (
  source VARCHAR NOT NULL,
  event_id VARCHAR NOT NULL,
  direction VARCHAR NOT NULL CHECK (direction IN ('deposit', 'release')),
  protocol VARCHAR NOT NULL,
  bridge_key VARCHAR NOT NULL,
  transfers VARCHAR[] NOT NULL,
  account VARCHAR NOT NULL,
  recipient VARCHAR,
  asset VARCHAR NOT NULL,
  atoms BIGNUM NOT NULL CHECK (atoms >= 0::BIGNUM),
  occurred_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Blocks that may still be dropped: apart from the ledger, and no part of what is compared or sealed. Natural key: chain, hash.
CREATE SCHEMA pending;

CREATE TABLE pending.block (
  chain VARCHAR NOT NULL,
  hash VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  parent_hash VARCHAR NOT NULL,
  occurred_at_utc TIMESTAMP NOT NULL,
  -- The block's transfers as JSON, in ledger order.
  transfers VARCHAR NOT NULL
);
`,
  },
  {
    name: "0011_covered_assets",
    sql: `-- Readings of chains that said in words alone what they were without get names of their own, so that a later full reading stands beside them.
UPDATE source.repeat
SET
  row_key = regexp_replace(row_key, '^[^\\x1f]+', '\\0:without-traces')
WHERE
  table_name = 'ledger.coverage'
  AND row_key IN (
    SELECT
      concat_ws(chr(31), source, scope, epoch_us(from_utc)::VARCHAR, epoch_us(to_utc)::VARCHAR)
    FROM
      ledger.coverage
    WHERE
      source NOT LIKE '%:tokens:%'
      AND (
        finality LIKE '%; % inside contract calls%'
        OR finality LIKE '%; with internal transactions where block ranges say so'
      )
  );

CREATE TABLE ledger.coverage_of_assets (
  source VARCHAR NOT NULL,
  scope VARCHAR NOT NULL,
  from_utc TIMESTAMP NOT NULL,
  to_utc TIMESTAMP NOT NULL,
  finality VARCHAR,
  -- Of which assets all movements were read: 'all', 'only <asset> ...' or 'without <asset> ...'.
  assets VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  PRIMARY KEY (source, scope, from_utc, to_utc)
);

INSERT INTO
  ledger.coverage_of_assets
SELECT
  CASE
    WHEN x.without IS NULL THEN x.source
    ELSE x.source || ':without-traces'
  END,
  x.scope,
  x.from_utc,
  x.to_utc,
  x.finality,
  COALESCE('without ' || x.without, 'only ' || x.tokens, 'all'),
  x.file_sha256,
  x.locator
FROM
  (
    SELECT
      c.*,
      CASE
        WHEN c.source LIKE '%:tokens:%' THEN NULL
        WHEN c.finality LIKE '%; % inside contract calls%' THEN c.source || '/slip44:60'
        WHEN c.finality LIKE '%; with internal transactions where block ranges say so' THEN 'tron:0x2b6653dc/slip44:195 tron:0x2b6653dc/trc10:*'
      END AS without,
      CASE
        WHEN c.source LIKE 'eip155:%:tokens:%' THEN array_to_string(
          list_sort(
            list_transform(
              string_split(regexp_extract(c.finality, '; tokens only (.+)$', 1), ' '),
              lambda token: regexp_extract(c.source, '^eip155:[0-9]+') || '/erc20:' || token
            )
          ),
          ' '
        )
      END AS tokens
    FROM
      ledger.coverage AS c
  ) AS x;

DROP TABLE ledger.coverage;

ALTER TABLE ledger.coverage_of_assets
RENAME TO coverage;
`,
  },
  {
    name: "0012_submission",
    sql: `-- What banks and partners submit, whatever its format: versions of reports, their records, parties and what free text holds.
-- Columns marked "sealed" hold ciphertext (AES-256-GCM, key outside the store); "blind" ones a keyed digest that tells equality and nothing else.
DROP VIEW ledger.account;

DROP TABLE party.involvement;

DROP TABLE party.party;

DROP TABLE str.account;

DROP TABLE str.field;

DROP TABLE str.report;

-- Natural key: version_id. A report is (submitter, reference); each amendment is a further version of it. Which version stands is told in
-- packages/store/README.md.
CREATE TABLE str.report_version (
  version_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  number BIGINT NOT NULL CHECK (number >= 1),
  submitter VARCHAR NOT NULL,
  format VARCHAR NOT NULL,
  profile VARCHAR NOT NULL,
  report_code VARCHAR, -- sealed
  schema_version VARCHAR, -- sealed
  stated_date VARCHAR, -- sealed
  reference VARCHAR NOT NULL, -- sealed
  narrative VARCHAR, -- sealed
  action VARCHAR, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: version_id. The version was read to its end: from then on it supersedes what came before it.
CREATE TABLE str.completion (
  version_id VARCHAR NOT NULL,
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: withdrawal_id. The versions up to a number are withdrawn; without one all of them, whenever they come.
CREATE TABLE str.withdrawal (
  withdrawal_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  up_to BIGINT CHECK (up_to >= 1),
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  reason VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: record_id. All leaves of a record as JSON, [[path, value], …], and the lines where they stand, [line, …].
CREATE TABLE str.record (
  record_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  path VARCHAR NOT NULL, -- sealed
  reference VARCHAR, -- sealed
  content VARCHAR NOT NULL, -- sealed
  lines VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: payment_id, which rests on version and the payment's own reference.
CREATE TABLE str.payment (
  payment_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  record_id VARCHAR NOT NULL,
  shape VARCHAR NOT NULL,
  source VARCHAR,
  transfer_id VARCHAR,
  sequence BIGINT, -- the transfer's place in this version
  reference VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  CHECK (
    (source IS NULL) = (transfer_id IS NULL)
    AND (source IS NULL) = (sequence IS NULL)
  )
);

-- Natural key: recorded_account_id.
CREATE TABLE str.account (
  recorded_account_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  institution VARCHAR NOT NULL, -- sealed
  currency VARCHAR, -- sealed
  account_name VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: balance_id. What a statement says that an account held. It is known where no standing statement says otherwise.
CREATE TABLE str.balance (
  balance_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  asset VARCHAR NOT NULL,
  as_of_utc TIMESTAMP NOT NULL,
  atoms BIGNUM NOT NULL CHECK (atoms >= 0::BIGNUM),
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: activity_id. What a report says happened without saying between whom: totals, spans, cash per day.
CREATE TABLE str.activity (
  activity_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  from_text VARCHAR, -- sealed
  to_text VARCHAR, -- sealed
  amount VARCHAR, -- sealed
  currency VARCHAR, -- sealed
  description VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: indicator_id.
CREATE TABLE str.indicator (
  indicator_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  code VARCHAR NOT NULL, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: attachment_id.
CREATE TABLE str.attachment (
  attachment_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  byte_count BIGINT NOT NULL CHECK (byte_count >= 0),
  media_type VARCHAR NOT NULL,
  name VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: mention_id. An address, hash or number found in a text field; position counts from the field's start.
CREATE TABLE str.mention (
  mention_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  record_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  is_checked BOOLEAN NOT NULL,
  position BIGINT NOT NULL CHECK (position >= 0),
  account VARCHAR,
  transaction_hash VARCHAR,
  value VARCHAR NOT NULL, -- sealed
  value_blind VARCHAR NOT NULL, -- blind
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Derived: the version of each report that stands now. Natural key: report_id.
CREATE TABLE str.standing (report_id VARCHAR NOT NULL, version_id VARCHAR NOT NULL);

-- The number of the version that stands, of the highest one received, the highest one read to its end, and the number up to which the
-- report is withdrawn (nothing: 0). The first import of a report shows as it comes, unless something was withdrawn.
CREATE MACRO str.standing_number (received, complete, withdrawn) AS CASE WHEN complete IS NULL
AND withdrawn = 0 THEN received WHEN complete > withdrawn THEN complete END;

-- The versions that stood at a time, by what had been recorded until then.
CREATE MACRO str.standing_at (moment) AS TABLE
WITH
  received AS (
    SELECT
      v.report_id,
      MAX(v.number) AS received,
      MAX(v.number) FILTER(
        WHERE
          c.recorded_at_utc <= moment
      ) AS complete
    FROM
      str.report_version AS v
      LEFT JOIN str.completion AS c ON c.version_id = v.version_id
    WHERE
      v.recorded_at_utc <= moment
    GROUP BY
      v.report_id
  ),
  withdrawn AS (
    SELECT
      w.report_id,
      MAX(COALESCE(w.up_to, 9223372036854775807)) AS up_to
    FROM
      str.withdrawal AS w
    WHERE
      w.recorded_at_utc <= moment
    GROUP BY
      w.report_id
  )
SELECT
  v.report_id,
  v.version_id,
  v.number,
  r.complete IS NOT NULL AS is_complete
FROM
  received AS r
  LEFT JOIN withdrawn AS w ON w.report_id = r.report_id
  INNER JOIN str.report_version AS v ON v.report_id = r.report_id
  AND v.number = str.standing_number (r.received, r.complete, COALESCE(w.up_to, 0));

CREATE VIEW str.standing_version AS
SELECT
  v.version_id,
  v.report_id,
  v.number,
  v.submitter,
  v.format,
  v.profile,
  v.report_code,
  v.schema_version,
  v.stated_date,
  v.reference,
  v.narrative,
  v.action,
  v.file_sha256,
  v.locator
FROM
  str.report_version AS v
  INNER JOIN str.standing AS s ON s.version_id = v.version_id;

-- Transfers that reports stated and that no standing version states. They move back when one does again.
CREATE TABLE ledger.transfer_superseded AS
FROM
  ledger.transfer
LIMIT
  0;

-- All transfers that were ever stated: what keys are held against.
CREATE VIEW ledger.transfer_stated AS
FROM
  ledger.transfer
UNION ALL
FROM
  ledger.transfer_superseded;

CREATE OR REPLACE VIEW ledger.transfer_statement AS
SELECT
  t.source,
  t.transfer_id,
  t.file_sha256,
  t.locator
FROM
  ledger.transfer_stated AS t
UNION ALL
SELECT
  t.source,
  t.transfer_id,
  r.file_sha256,
  r.locator
FROM
  source.repeat AS r
  INNER JOIN ledger.transfer_stated AS t ON r.table_name = 'ledger.transfer'
  AND r.row_key = t.source || chr(31) || t.transfer_id;

-- All balances that count: those of standing versions, and those that came from no report. Several can be of one account, asset and time.
CREATE VIEW ledger.balance_stated AS
SELECT
  b.account,
  b.asset,
  b.as_of_utc,
  b.atoms
FROM
  ledger.balance AS b
UNION ALL
SELECT
  r.account,
  r.asset,
  r.as_of_utc,
  r.atoms
FROM
  str.balance AS r
  INNER JOIN str.standing AS s ON s.version_id = r.version_id;

-- Every account that a transfer, a balance, a conversion or a standing report names.
CREATE VIEW ledger.account AS
SELECT
  from_account AS account
FROM
  ledger.transfer
UNION
SELECT
  to_account
FROM
  ledger.transfer
UNION
SELECT
  account
FROM
  ledger.balance_stated
UNION
SELECT
  account
FROM
  ledger.conversion
UNION
SELECT
  a.account
FROM
  str.account AS a
  INNER JOIN str.standing AS s ON s.version_id = a.version_id;
`,
  },
  {
    name: "0013_party",
    sql: `-- Who banks' submissions speak of, what is judged of them, and what authorities say. "sealed" and "blind" as in the step before.
-- Natural key: party_id. A person or organisation as one record states it; never merged, only judged the same.
CREATE TABLE party.party (
  party_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN ('person', 'entity')),
  name VARCHAR, -- sealed
  details VARCHAR NOT NULL, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: party_id, kind, model, value_blind. What parties can be looked for by, without any of it being told.
CREATE TABLE party.identifier (
  party_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
  value_blind VARCHAR NOT NULL, -- blind
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: involvement_id.
CREATE TABLE party.involvement (
  involvement_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  payment_id VARCHAR,
  party_id VARCHAR,
  account VARCHAR,
  transfer_id VARCHAR,
  role VARCHAR NOT NULL,
  amount VARCHAR, -- sealed
  currency VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: judgement_id. Somebody's opinion on whether two recorded parties are the same; both are only ever added, and so are withdrawals.
CREATE TABLE party.judgement (
  judgement_id VARCHAR NOT NULL,
  left_party VARCHAR NOT NULL,
  right_party VARCHAR NOT NULL,
  answer VARCHAR NOT NULL CHECK (answer IN ('same', 'different', 'unsure', 'open')),
  model VARCHAR NOT NULL,
  weight VARCHAR,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  evidence VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE party.judgement_withdrawal (
  judgement_id VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  reason VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: determination_id. What an authority says on whether a person was trafficked, on its day; authorities may differ, and each stands.
CREATE TABLE party.determination (
  determination_id VARCHAR NOT NULL,
  party_id VARCHAR NOT NULL,
  status VARCHAR NOT NULL CHECK (status IN ('possible', 'identified', 'not-identified')),
  authority VARCHAR NOT NULL,
  determined_at_utc TIMESTAMP NOT NULL,
  author VARCHAR NOT NULL,
  evidence VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

CREATE TABLE party.determination_withdrawal (
  determination_id VARCHAR NOT NULL,
  author VARCHAR NOT NULL,
  made_at_utc TIMESTAMP NOT NULL,
  reason VARCHAR NOT NULL, -- sealed
  recorded_at_utc TIMESTAMP NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);
`,
  },
  {
    name: "0014_sealing",
    sql: `-- The key of what is sealed, and the names under which records kept apart are settled by other files.
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
`,
  },
];

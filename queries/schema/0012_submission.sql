-- What banks and partners submit, whatever its format: versions of reports, their records, parties and what free text holds.
-- Columns marked "sealed" hold ciphertext (AES-256-GCM, key outside the store); "blind" ones a keyed digest that tells equality and nothing else.
DROP VIEW ledger.account;

DROP TABLE party.involvement;

DROP TABLE party.party;

DROP TABLE str.account;

DROP TABLE str.field;

DROP TABLE str.report;

-- Natural key: version_id. A report is (submitter, reference); each amendment is a further version of it.
CREATE TABLE str.report_version (
  version_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  number BIGINT NOT NULL CHECK (number >= 1),
  submitter VARCHAR NOT NULL,
  format VARCHAR NOT NULL,
  profile VARCHAR NOT NULL,
  report_code VARCHAR,
  schema_version VARCHAR,
  stated_date VARCHAR,
  reference VARCHAR NOT NULL, -- sealed
  narrative VARCHAR, -- sealed
  action VARCHAR, -- sealed
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

-- Natural key: withdrawal_id. Without a number the report is withdrawn in all its versions.
CREATE TABLE str.withdrawal (
  withdrawal_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  number BIGINT,
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
  reference VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL,
  CHECK ((source IS NULL) = (transfer_id IS NULL))
);

-- Natural key: recorded_account_id.
CREATE TABLE str.account (
  recorded_account_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  account VARCHAR NOT NULL,
  institution VARCHAR NOT NULL,
  currency VARCHAR,
  account_name VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: activity_id. What a report says happened without saying between whom: totals, spans, cash per day.
CREATE TABLE str.activity (
  activity_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  from_text VARCHAR,
  to_text VARCHAR,
  amount VARCHAR,
  currency VARCHAR,
  description VARCHAR, -- sealed
  path VARCHAR NOT NULL, -- sealed
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Natural key: indicator_id.
CREATE TABLE str.indicator (
  indicator_id VARCHAR NOT NULL,
  version_id VARCHAR NOT NULL,
  code VARCHAR NOT NULL,
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
  amount VARCHAR,
  currency VARCHAR,
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

-- Derived: the version of each report that stands now.
CREATE TABLE str.standing (report_id VARCHAR NOT NULL PRIMARY KEY, version_id VARCHAR NOT NULL);

-- Transfers that reports stated and that no standing version states any more. They move back when one does again.
CREATE TABLE ledger.transfer_superseded AS
FROM
  ledger.transfer
LIMIT
  0;

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

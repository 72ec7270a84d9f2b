-- Suspicious transaction reports and the people in them, as recorded. Sensitive: read only through queries that say so.
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

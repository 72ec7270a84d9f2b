-- What banks and partners submit, whatever its format: versions of reports, their records, parties and what free text holds.
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

-- Movements of value and what is known beside them.
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

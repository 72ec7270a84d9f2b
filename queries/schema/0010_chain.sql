-- What chain workers know beside transfers. Large tables carry no index: the one writer keeps the natural keys.
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

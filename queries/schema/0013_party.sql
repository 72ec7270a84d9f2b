-- Who banks' submissions speak of, what is judged of them, and what authorities say. "sealed" and "blind" as in the step before.
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

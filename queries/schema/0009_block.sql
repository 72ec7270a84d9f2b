-- Which block stood at each height that was read. Natural key: chain, number. Another hash there is another chain, and no import may mix the two.
CREATE TABLE ledger.block (
  chain VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  hash VARCHAR NOT NULL,
  file_sha256 VARCHAR NOT NULL,
  locator VARCHAR NOT NULL
);

-- Readings of chains that said in words alone what they were without get names of their own, so that a later full reading stands beside them.
UPDATE source.repeat
SET
  row_key = regexp_replace(row_key, '^[^\x1f]+', '\0:without-traces')
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

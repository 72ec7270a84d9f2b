-- query: coverage
-- One row per interval that a source has read completely, by source, scope and start.
-- nullable: finality
-- type: source string
SELECT
  c.source,
  c.scope,
  c.from_utc AS "from",
  c.to_utc AS "to",
  c.assets,
  c.finality
FROM
  ledger.coverage AS c
ORDER BY
  c.source,
  c.scope,
  c.from_utc,
  c.to_utc

-- query: ledger_state
-- One row: the last write that brought facts. Where it is another than before, the ledger may have changed. None: nothing was ever written.
SELECT
  c.number AS commit_number,
  c.digest
FROM
  ingest.commit AS c
WHERE
  c.number = (
    SELECT
      MAX(b.commit_number)
    FROM
      ingest.batch AS b
  )
ORDER BY
  c.number

-- query: bridges_read_until
-- One row: the time up to which every source with an end of a bridge was read; null where there is none.
-- nullable: read_until_utc
SELECT
  MIN(r.last_at_utc) AS read_until_utc
FROM
  (
    SELECT
      MAX(t.occurred_at_utc) AS last_at_utc
    FROM
      ledger.transfer AS t
    WHERE
      t.source IN (
        SELECT
          e.source
        FROM
          ledger.bridge_event AS e
      )
    GROUP BY
      t.source
  ) AS r
ORDER BY
  read_until_utc

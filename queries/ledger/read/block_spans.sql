-- query: block_spans
-- One row per chain, reading and blocks in a row that were read completely, ranges that touch or overlap united.
SELECT
  s.chain,
  s.reading,
  MIN(s.from_number) AS from_number,
  MAX(s.to_number) AS to_number
FROM
  (
    SELECT
      r.chain,
      r.reading,
      r.from_number,
      r.to_number,
      SUM(
        CASE
          WHEN r.from_number <= r.before_number + 1 THEN 0
          ELSE 1
        END
      ) OVER (
        PARTITION BY
          r.chain,
          r.reading
        ORDER BY
          r.from_number,
          r.to_number
      ) AS span
    FROM
      (
        SELECT
          b.chain,
          b.reading,
          b.from_number,
          b.to_number,
          MAX(b.to_number) OVER (
            PARTITION BY
              b.chain,
              b.reading
            ORDER BY
              b.from_number,
              b.to_number ROWS BETWEEN UNBOUNDED PRECEDING
              AND 1 PRECEDING
          ) AS before_number
        FROM
          ledger.block_range AS b
      ) AS r
  ) AS s
GROUP BY
  s.chain,
  s.reading,
  s.span
ORDER BY
  s.chain,
  s.reading,
  MIN(s.from_number)

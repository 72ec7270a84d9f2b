-- query: pending_spans
-- One row per chain with blocks that are not final yet: the lowest, the highest and how many.
SELECT
  b.chain,
  MIN(b.number) AS from_number,
  MAX(b.number) AS to_number,
  COUNT(*) AS block_count
FROM
  pending.block AS b
GROUP BY
  b.chain
ORDER BY
  b.chain

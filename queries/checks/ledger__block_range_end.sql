-- query: ledger__block_range_end
-- One row per range whose last block stands in the ledger with another hash, or not at all.
-- nullable: block_hash
SELECT
  r.chain,
  r.reading,
  r.from_number,
  r.to_number,
  r.to_hash,
  b.hash AS block_hash
FROM
  ledger.block_range AS r
  LEFT JOIN ledger.block AS b ON b.chain = r.chain
  AND b.number = r.to_number
WHERE
  b.hash IS DISTINCT FROM r.to_hash
ORDER BY
  r.chain,
  r.reading,
  r.from_number,
  r.to_number

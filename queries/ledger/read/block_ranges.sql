-- query: block_ranges
-- One row per range of blocks of a chain that was read completely, by reading, first and last block.
SELECT
  r.chain,
  r.reading,
  r.from_number,
  r.to_number,
  r.to_hash
FROM
  ledger.block_range AS r
ORDER BY
  r.chain,
  r.reading,
  r.from_number,
  r.to_number

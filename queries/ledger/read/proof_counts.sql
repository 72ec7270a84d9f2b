-- query: proof_counts
-- One row per chain, part of a block and state of its proof: how many blocks a reading of that state covers. A block that was read twice counts twice.
-- type: part BlockPart
SELECT
  p.chain,
  p.part,
  p.state,
  SUM(p.to_number - p.from_number + 1)::BIGINT AS block_count
FROM
  ledger.block_proof AS p
GROUP BY
  p.chain,
  p.part,
  p.state
ORDER BY
  p.chain,
  p.part,
  p.state

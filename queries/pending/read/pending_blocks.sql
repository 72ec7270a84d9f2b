-- query: pending_blocks
-- One row per block of the chain asked for that is not final yet, by number and hash.
SELECT
  b.chain,
  b.number,
  b.hash,
  b.parent_hash,
  b.occurred_at_utc,
  b.transfers
FROM
  pending.block AS b
WHERE
  b.chain = $chain::VARCHAR
ORDER BY
  b.number,
  b.hash

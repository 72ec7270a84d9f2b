-- query: proofs_of_transfers
-- One row per transfer of the names asked for, part of its block and way in which that part is known.
-- type: source SourceName, id TransferId, part BlockPart
SELECT DISTINCT
  t.name,
  t.source,
  t.transfer_id AS id,
  p.part,
  p.state
FROM
  ledger.transfer_named AS t
  INNER JOIN ledger.block_proof AS p ON p.chain = t.source
  -- A chain's sequence is its block x 10^10 + what orders inside of it.
  AND t.sequence // 10000000000 BETWEEN p.from_number AND p.to_number
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.name,
  t.source,
  p.part,
  p.state

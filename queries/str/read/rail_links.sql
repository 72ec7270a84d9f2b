-- query: rail_links
-- One row per mention of a transaction's hash in a standing report and transfer of that transaction: a documented link between two rails.
-- Hashes are kept without 0x; the ledger has them as their chain writes them.
-- type: link "documented"
SELECT
  m.mention_id,
  m.version_id,
  m.record_id,
  m.position,
  m.transaction_hash,
  'documented' AS link,
  t.source,
  t.transfer_id,
  t.occurred_at_utc,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  m.file_sha256,
  m.locator
FROM
  str.mention AS m
  SEMI JOIN str.standing_version AS v ON v.version_id = m.version_id
  INNER JOIN ledger.transfer AS t ON regexp_replace(lower(t.reference), '^0x', '') = m.transaction_hash
WHERE
  m.transaction_hash IS NOT NULL
ORDER BY
  m.version_id,
  m.record_id,
  m.mention_id,
  t.source,
  t.transfer_id

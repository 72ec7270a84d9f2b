-- query: rail_ends
-- One row per two-sided payment of a standing report whose record names a transaction's hash, and transfer of that transaction that is no fee.
-- type: payment_precision Precision, payment_from AccountId, transfer_from AccountId
SELECT
  m.record_id,
  m.transaction_hash,
  n.name AS payment,
  n.occurred_at_utc AS payment_at_utc,
  n.precision AS payment_precision,
  n.from_account AS payment_from,
  t.name AS transfer,
  t.occurred_at_utc AS transfer_at_utc,
  t.from_account AS transfer_from
FROM
  (
    SELECT DISTINCT
      record_id,
      version_id,
      transaction_hash
    FROM
      str.mention
    WHERE
      transaction_hash IS NOT NULL
  ) AS m
  SEMI JOIN str.standing_version AS v ON v.version_id = m.version_id
  INNER JOIN str.payment AS p ON p.record_id = m.record_id
  INNER JOIN ledger.transfer_named AS n ON n.source = p.source
  AND n.transfer_id = p.transfer_id
  INNER JOIN ledger.transfer_named AS t ON regexp_replace(lower(t.reference), '^0x', '') = m.transaction_hash
WHERE
  NOT starts_with(t.to_account, 'fee:')
  AND t.source <> n.source
ORDER BY
  m.record_id,
  m.transaction_hash,
  n.name,
  t.name

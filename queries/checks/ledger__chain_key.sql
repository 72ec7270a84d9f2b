-- query: ledger__chain_key
-- One row per fact of a chain that stands twice.
SELECT
  x.table_name,
  x.row_key,
  COUNT(*) AS row_count
FROM
  (
    SELECT
      'ledger.block' AS table_name,
      chain || ' ' || number::VARCHAR AS row_key
    FROM
      ledger.block
    UNION ALL
    SELECT
      'ledger.block_proof' AS table_name,
      chain || ' ' || part || ' ' || from_number::VARCHAR || ' ' || to_number::VARCHAR || ' ' || state AS row_key
    FROM
      ledger.block_proof
    UNION ALL
    SELECT
      'ledger.block_range' AS table_name,
      chain || ' ' || reading || ' ' || from_number::VARCHAR || ' ' || to_number::VARCHAR AS row_key
    FROM
      ledger.block_range
    UNION ALL
    SELECT
      'ledger.outpoint' AS table_name,
      outpoint AS row_key
    FROM
      ledger.outpoint
    UNION ALL
    SELECT
      'ledger.item_transfer' AS table_name,
      source || ' ' || item_transfer_id AS row_key
    FROM
      ledger.item_transfer
    UNION ALL
    SELECT
      'ledger.issuer_act' AS table_name,
      source || ' ' || act_id AS row_key
    FROM
      ledger.issuer_act
    UNION ALL
    SELECT
      'ledger.chain_note' AS table_name,
      source || ' ' || note_id AS row_key
    FROM
      ledger.chain_note
    UNION ALL
    SELECT
      'ledger.asset_trait' AS table_name,
      asset || ' ' || trait AS row_key
    FROM
      ledger.asset_trait
    UNION ALL
    SELECT
      'ledger.bridge_event' AS table_name,
      source || ' ' || event_id AS row_key
    FROM
      ledger.bridge_event
  ) AS x
GROUP BY
  x.table_name,
  x.row_key
HAVING
  COUNT(*) > 1
ORDER BY
  x.table_name,
  x.row_key

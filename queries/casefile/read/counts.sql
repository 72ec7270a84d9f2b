-- query: counts
-- One row per table of the ledger: how many rows it holds.
SELECT
  x.table_name,
  x.row_count
FROM
  (
    SELECT
      'source.file' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.file
    UNION ALL
    SELECT
      'source.record' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.record
    UNION ALL
    SELECT
      'ledger.transfer' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.transfer
    UNION ALL
    SELECT
      'ledger.account' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.account
    UNION ALL
    SELECT
      'ledger.balance' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.balance
    UNION ALL
    SELECT
      'ledger.conversion' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.conversion
    UNION ALL
    SELECT
      'ledger.coverage' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.coverage
    UNION ALL
    SELECT
      'attribution.tag' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.tag
    UNION ALL
    SELECT
      'attribution.actor' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.actor
    UNION ALL
    SELECT
      'str.report_version' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.report_version
    UNION ALL
    SELECT
      'str.record' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.record
    UNION ALL
    SELECT
      'str.balance' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.balance
    UNION ALL
    SELECT
      'party.party' AS table_name,
      COUNT(*) AS row_count
    FROM
      party.party
    UNION ALL
    SELECT
      'graph.judgement' AS table_name,
      COUNT(*) AS row_count
    FROM
      graph.judgement
    UNION ALL
    SELECT
      'place.compound' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.compound
    UNION ALL
    SELECT
      'place.link' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.link
    UNION ALL
    SELECT
      'ingest.quarantine' AS table_name,
      COUNT(*) AS row_count
    FROM
      ingest.quarantine
    UNION ALL
    SELECT
      'casefile.register' AS table_name,
      COUNT(*) AS row_count
    FROM
      casefile.register
    UNION ALL
    SELECT
      'ledger.block' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block
    UNION ALL
    SELECT
      'ledger.block_proof' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block_proof
    UNION ALL
    SELECT
      'ledger.block_range' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block_range
    UNION ALL
    SELECT
      'ledger.outpoint' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.outpoint
    UNION ALL
    SELECT
      'ledger.item_transfer' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.item_transfer
    UNION ALL
    SELECT
      'ledger.issuer_act' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.issuer_act
    UNION ALL
    SELECT
      'ledger.chain_note' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.chain_note
    UNION ALL
    SELECT
      'ledger.asset_trait' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.asset_trait
    UNION ALL
    SELECT
      'ledger.bridge_event' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.bridge_event
    UNION ALL
    SELECT
      'pending.block' AS table_name,
      COUNT(*) AS row_count
    FROM
      pending.block
  ) AS x
ORDER BY
  x.table_name

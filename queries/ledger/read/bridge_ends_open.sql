-- query: bridge_ends_open
-- One row per end of a bridge that is in no pair by its key, or one of more than two of its key, in order of source and id, with what the ledger holds of its transfers.
-- nullable: recipient, scale, symbol
-- type: source string, recipient AccountId, payers AccountId
WITH
  inferred AS (
    SELECT DISTINCT
      u.name
    FROM
      (
        SELECT
          UNNEST(list_concat(c.out_transfers, c.in_transfers)) AS name
        FROM
          ledger.conversion AS c
        WHERE
          c.conversion_id LIKE 'bridge-inferred:%'
      ) AS u
  ),
  carried AS (
    SELECT
      i.source,
      i.event_id,
      list(
        t.name
        ORDER BY
          t.occurred_at_utc,
          t.sequence,
          t.transfer_id
      ) AS names,
      list_sort(list_distinct(list(t.from_account))) AS payers,
      list_sort(list_distinct(list(t.asset))) AS assets,
      COUNT(u.name) > 0 AS is_inferred
    FROM
      (
        SELECT
          b.source,
          b.event_id,
          UNNEST(b.transfers) AS transfer_id
        FROM
          ledger.bridge_event AS b
      ) AS i
      INNER JOIN ledger.transfer_named AS t ON t.source = i.source
      AND t.transfer_id = i.transfer_id
      LEFT JOIN inferred AS u ON u.name = t.name
    GROUP BY
      i.source,
      i.event_id
  ),
  shared AS (
    SELECT
      b.protocol,
      b.bridge_key,
      COUNT(*) AS end_count
    FROM
      ledger.bridge_event AS b
    GROUP BY
      b.protocol,
      b.bridge_key
  )
SELECT
  e.source,
  e.event_id AS id,
  e.direction,
  e.protocol,
  e.bridge_key AS "key",
  e.transfers,
  e.account,
  e.recipient,
  e.asset,
  e.atoms,
  e.occurred_at_utc,
  COALESCE(l.names, []::VARCHAR[]) AS names,
  COALESCE(l.payers, []::VARCHAR[]) AS payers,
  COALESCE(l.assets, []::VARCHAR[]) AS assets,
  s.scale,
  n.symbol,
  COALESCE(l.is_inferred, FALSE) AS is_inferred
FROM
  ledger.bridge_event AS e
  INNER JOIN shared AS h ON h.protocol = e.protocol
  AND h.bridge_key = e.bridge_key
  LEFT JOIN carried AS l ON l.source = e.source
  AND l.event_id = e.event_id
  LEFT JOIN ledger.asset_scale AS s ON s.asset = e.asset
  LEFT JOIN (
    SELECT
      y.asset,
      MIN(y.symbol) AS symbol
    FROM
      ledger.asset_symbol AS y
    GROUP BY
      y.asset
  ) AS n ON n.asset = e.asset
  LEFT JOIN ledger.conversion AS c ON c.conversion_id = 'bridge-event:' || e.protocol || ':' || e.bridge_key
WHERE
  e.bridge_key = ''
  OR h.end_count > 2
  OR c.conversion_id IS NULL
ORDER BY
  e.source,
  e.event_id

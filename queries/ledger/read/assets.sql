-- query: assets
-- One row per asset that a transfer, a balance or a source's description names. The symbol is the bytewise least of those stated.
-- nullable: scale, symbol
-- type: id AssetId
SELECT
  a.asset AS id,
  (
    SELECT
      MIN(s.scale)
    FROM
      ledger.asset_scale AS s
    WHERE
      s.asset = a.asset
  ) AS scale,
  (
    SELECT
      MIN(n.symbol)
    FROM
      ledger.asset_symbol AS n
    WHERE
      n.asset = a.asset
  ) AS symbol
FROM
  (
    SELECT
      t.asset
    FROM
      ledger.transfer AS t
    UNION
    SELECT
      b.asset
    FROM
      ledger.balance_stated AS b
    UNION
    SELECT
      s.asset
    FROM
      ledger.asset_scale AS s
    UNION
    SELECT
      n.asset
    FROM
      ledger.asset_symbol AS n
  ) AS a
ORDER BY
  a.asset

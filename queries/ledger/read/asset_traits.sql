-- query: asset_traits
-- One row per asset and way in which its token behaves as transfers do not show.
-- type: trait "balance-differs-from-transfers"
SELECT
  t.asset,
  t.trait
FROM
  ledger.asset_trait AS t
ORDER BY
  t.asset,
  t.trait

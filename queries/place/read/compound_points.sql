-- query: compound_points
-- One row per published position of a compound; several may conflict.
-- type: source string
SELECT
  p.compound_id,
  p.latitude,
  p.longitude,
  p.source
FROM
  place.point AS p
ORDER BY
  p.compound_id,
  p.source,
  p.latitude,
  p.longitude

-- query: compounds
-- One row per compound, by id.
-- nullable: note
SELECT
  c.compound_id AS id,
  c.name,
  c.country,
  c.other_names,
  c.note
FROM
  place.compound AS c
ORDER BY
  c.compound_id

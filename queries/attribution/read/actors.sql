-- query: actors
-- One row per actor, by id.
SELECT
  a.actor_id AS id,
  a.label,
  a.origin,
  a.categories
FROM
  attribution.actor AS a
ORDER BY
  a.actor_id

-- query: parties_unindexed
-- One row per party after the one named that has no identifiers of the model, by id. Sensitive.
-- nullable: name
-- optional: after
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
SELECT
  p.party_id,
  p.kind,
  p.name,
  p.details
FROM
  party.party AS p
WHERE
  (
    $after::VARCHAR IS NULL
    OR p.party_id > $after::VARCHAR
  )
  AND NOT EXISTS (
    SELECT
      1
    FROM
      party.identifier AS i
    WHERE
      i.party_id = p.party_id
      AND i.model = $model::VARCHAR
      AND i.kind = 'record'
  )
ORDER BY
  p.party_id
LIMIT
  $count_max::BIGINT

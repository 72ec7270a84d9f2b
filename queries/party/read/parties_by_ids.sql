-- query: parties_by_ids
-- One row per party of the ids asked for, with its report. Sensitive.
-- nullable: name
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
SELECT
  p.party_id,
  p.version_id,
  p.kind,
  p.name,
  p.details
FROM
  party.party AS p
WHERE
  p.party_id IN (
    SELECT
      UNNEST($party_ids::VARCHAR[])
  )
ORDER BY
  p.party_id

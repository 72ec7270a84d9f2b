-- query: parties_of_version
-- One row per role of a party that a version of a report tells of, by path; the role is null where it has none. Sensitive.
-- nullable: name, role
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: path party.party.path party_id
SELECT DISTINCT
  p.party_id,
  p.kind,
  p.name,
  p.path,
  i.role
FROM
  party.party AS p
  LEFT JOIN party.involvement AS i ON i.party_id = p.party_id
WHERE
  p.version_id = $version_id::VARCHAR
ORDER BY
  p.party_id,
  i.role

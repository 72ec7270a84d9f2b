-- query: parties_beside
-- One row per party of every version of the reports that state a party of the ids asked for; a version without parties has a row without one. Sensitive.
-- nullable: party_id, name, details, path
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
-- sealed: path party.party.path party_id
SELECT
  v.report_id,
  v.version_id,
  p.party_id,
  p.name,
  p.details,
  p.path
FROM
  str.report_version AS v
  LEFT JOIN party.party AS p ON p.version_id = v.version_id
WHERE
  v.report_id IN (
    SELECT
      w.report_id
    FROM
      party.party AS q
      INNER JOIN str.report_version AS w ON w.version_id = q.version_id
    WHERE
      q.party_id IN (
        SELECT
          UNNEST($party_ids::VARCHAR[])
      )
  )
ORDER BY
  v.report_id,
  v.version_id,
  p.party_id

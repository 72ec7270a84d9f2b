-- query: involvements_of_transfers
-- One row per part that a party or an account plays in a transfer of the ids asked for, as standing versions say. Sensitive.
-- nullable: party_id, account, kind, name
-- sealed: path party.involvement.path id
-- sealed: name party.party.name party_id
SELECT
  i.involvement_id AS id,
  i.transfer_id,
  i.version_id,
  i.role,
  i.path,
  i.account,
  i.party_id,
  p.kind,
  p.name
FROM
  party.involvement AS i
  INNER JOIN str.standing AS s ON s.version_id = i.version_id
  LEFT JOIN party.party AS p ON p.party_id = i.party_id
WHERE
  i.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  i.transfer_id,
  i.involvement_id

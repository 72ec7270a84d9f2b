-- query: alike_parties
-- One row per party whose record states exactly what that of an earlier id states, with the first such.
-- type: first_party Digest
SELECT
  a.party_id,
  a.first_party
FROM
  (
    SELECT
      i.party_id,
      MIN(i.party_id) OVER (
        PARTITION BY
          i.value_blind
      ) AS first_party
    FROM
      party.identifier AS i
      INNER JOIN party.party AS p ON p.party_id = i.party_id
      SEMI JOIN str.standing AS s ON s.version_id = p.version_id
    WHERE
      i.model = $model::VARCHAR
      AND i.kind = 'record'
  ) AS a
WHERE
  a.party_id <> a.first_party
ORDER BY
  a.first_party,
  a.party_id

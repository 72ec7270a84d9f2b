-- query: parties_of_accounts
-- One row per account of those asked for and party that any version of a record ties to it, in whatever part. Sensitive.
-- nullable: name
-- sealed: name party.party.name party_id
SELECT DISTINCT
  i.account,
  i.party_id,
  p.name
FROM
  party.involvement AS i
  INNER JOIN party.party AS p ON p.party_id = i.party_id
WHERE
  i.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  i.account,
  i.party_id

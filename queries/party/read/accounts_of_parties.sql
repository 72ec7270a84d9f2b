-- query: accounts_of_parties
-- One row per party of the ids asked for and account that its record says is its own or its to sign for.
SELECT DISTINCT
  i.party_id,
  i.account
FROM
  party.involvement AS i
WHERE
  i.party_id IN (
    SELECT
      UNNEST($party_ids::VARCHAR[])
  )
  AND i.account IS NOT NULL
  AND SPLIT_PART(i.role, ':', 1) IN ('from', 'to', 'holder', 'signatory')
ORDER BY
  i.party_id,
  i.account

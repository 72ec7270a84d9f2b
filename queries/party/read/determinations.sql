-- query: determinations
-- One row per determination of an authority on a person, withdrawn ones included, by time and id. Sensitive.
-- type: id Digest, status "possible"|"identified"|"not-identified"
-- sealed: evidence party.determination.evidence id
SELECT
  d.determination_id AS id,
  d.party_id,
  d.status,
  d.authority,
  d.determined_at_utc,
  d.author,
  d.evidence,
  d.recorded_at_utc
FROM
  party.determination AS d
ORDER BY
  d.determined_at_utc,
  d.determination_id

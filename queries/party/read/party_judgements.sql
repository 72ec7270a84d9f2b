-- query: party_judgements
-- One row per judgement on two parties, withdrawn ones included, by time and id. Sensitive.
-- nullable: weight
-- type: id Digest, left Digest, right Digest, answer "same"|"different"|"unsure"|"open"
-- sealed: evidence party.judgement.evidence id
SELECT
  j.judgement_id AS id,
  j.left_party AS "left",
  j.right_party AS "right",
  j.answer,
  j.model,
  j.weight,
  j.author,
  j.made_at_utc,
  j.evidence,
  j.recorded_at_utc
FROM
  party.judgement AS j
ORDER BY
  j.made_at_utc,
  j.judgement_id

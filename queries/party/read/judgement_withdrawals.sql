-- query: judgement_withdrawals
-- One row per withdrawal of a judgement, by time. Sensitive.
-- type: subject_id Digest
SELECT
  w.judgement_id AS subject_id,
  w.author,
  w.made_at_utc,
  w.recorded_at_utc
FROM
  party.judgement_withdrawal AS w
ORDER BY
  w.made_at_utc,
  w.judgement_id,
  w.author

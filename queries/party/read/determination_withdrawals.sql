-- query: determination_withdrawals
-- One row per withdrawal of a determination, by time. Sensitive.
-- type: subject_id Digest
SELECT
  w.determination_id AS subject_id,
  w.author,
  w.made_at_utc,
  w.recorded_at_utc
FROM
  party.determination_withdrawal AS w
ORDER BY
  w.made_at_utc,
  w.determination_id,
  w.author

-- query: tags_by_accounts
-- One row per tag of any of the accounts, by account and id.
-- nullable: actor, source_category, category, valid_from_utc, valid_to_utc
SELECT
  t.tag_id AS id,
  t.account,
  t.label,
  t.actor,
  t.source_category,
  t.category,
  t.confidence,
  t.valid_from_utc,
  t.valid_to_utc,
  t.origin
FROM
  attribution.tag AS t
WHERE
  t.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  t.account,
  t.tag_id

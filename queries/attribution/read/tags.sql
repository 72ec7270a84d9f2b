-- query: tags
-- One row per tag, by account and id.
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
ORDER BY
  t.account,
  t.tag_id

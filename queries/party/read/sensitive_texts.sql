-- query: sensitive_texts
-- One row per distinct text of a report that must not leave the store's reports: submitters, references, narratives, names. Sensitive.
SELECT DISTINCT
  x.kind,
  x.value
FROM
  (
    SELECT
      'submitter' AS kind,
      r.submitter AS value
    FROM
      str.report AS r
    UNION ALL
    SELECT
      'reference',
      r.reference
    FROM
      str.report AS r
    UNION ALL
    SELECT
      'narrative',
      r.narrative
    FROM
      str.report AS r
    UNION ALL
    SELECT
      'name',
      p.name
    FROM
      party.party AS p
    UNION ALL
    SELECT
      'account_name',
      a.account_name
    FROM
      str.account AS a
  ) AS x
WHERE
  x.value IS NOT NULL
  AND x.value <> ''
ORDER BY
  x.kind,
  x.value

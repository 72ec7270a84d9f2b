-- query: compare_pairs
-- One row per pair and column, by pair and column: its level (-1 where a side states nothing), its weight and the pair's total, in thousandths of a bit.
-- Pairs, sides (left, right), fields and values are parallel: one entry for each value that a side states. Weight columns, levels and millibits are parallel too.
-- Reads no table: what is compared was decrypted in memory and stays there.
WITH
  value AS (
    SELECT
      CAST(UNNEST($pairs::VARCHAR[]) AS BIGINT) AS pair,
      UNNEST($sides::VARCHAR[]) AS side,
      UNNEST($fields::VARCHAR[]) AS field,
      UNNEST($values::VARCHAR[]) AS value
  ),
  weight AS (
    SELECT
      UNNEST($weight_columns::VARCHAR[]) AS column_name,
      CAST(UNNEST($weight_levels::VARCHAR[]) AS INTEGER) AS level,
      CAST(UNNEST($weight_millibits::VARCHAR[]) AS BIGINT) AS millibits
  ),
  -- The column and level that an equal value of a field stands for.
  shared_meaning AS (
    SELECT
      UNNEST(
        [
          'account',
          'registration',
          'email',
          'phone',
          'phone_full',
          'name_plain',
          'name_sound',
          'name_key',
          'name_family',
          'name_word',
          'name_script',
          'nationality',
          'address'
        ]
      ) AS field,
      UNNEST(
        [
          'account',
          'registration',
          'email',
          'phone',
          'phone',
          'name',
          'name',
          'name',
          'name',
          'name',
          'name',
          'nationality',
          'address'
        ]
      ) AS column_name,
      UNNEST([1, 1, 1, 1, 2, 4, 3, 2, 1, 1, 0, 1, 2]) AS level
  ),
  shared AS (
    SELECT DISTINCT
      l.pair,
      l.field
    FROM
      value AS l
      INNER JOIN value AS r ON r.pair = l.pair
      AND r.field = l.field
      AND r.value = l.value
    WHERE
      l.side = 'left'
      AND r.side = 'right'
  ),
  both_sides AS (
    SELECT
      v.pair,
      v.field
    FROM
      value AS v
    GROUP BY
      v.pair,
      v.field
    HAVING
      COUNT(DISTINCT v.side) = 2
  ),
  -- Fields whose values are also compared where they are not equal.
  crossing AS (
    SELECT
      l.pair,
      l.field,
      l.value AS left_value,
      r.value AS right_value
    FROM
      value AS l
      INNER JOIN value AS r ON r.pair = l.pair
      AND r.field = l.field
    WHERE
      l.side = 'left'
      AND r.side = 'right'
      AND l.field IN ('document', 'birth_date', 'name_sound', 'address')
  ),
  document_parts AS (
    SELECT
      c.pair,
      SPLIT_PART(c.left_value, '|', 1) AS left_number,
      SPLIT_PART(c.left_value, '|', 2) AS left_country,
      SPLIT_PART(c.left_value, '|', 3) AS left_kind,
      SPLIT_PART(c.right_value, '|', 1) AS right_number,
      SPLIT_PART(c.right_value, '|', 2) AS right_country,
      SPLIT_PART(c.right_value, '|', 3) AS right_kind
    FROM
      crossing AS c
    WHERE
      c.field = 'document'
  ),
  document_level AS (
    SELECT
      p.pair,
      CASE
        WHEN p.left_country <> p.right_country
        AND p.left_country <> ''
        AND p.right_country <> '' THEN NULL
        WHEN p.left_number = p.right_number
        AND p.left_country = p.right_country
        AND p.left_country <> '' THEN 4
        WHEN p.left_number = p.right_number THEN 3
        WHEN p.left_kind <> p.right_kind
        OR p.left_kind = '' THEN NULL
        WHEN DAMERAU_LEVENSHTEIN(p.left_number, p.right_number) <= 1 THEN 2
        WHEN p.left_kind = 'for-life' THEN 0
        ELSE 1
      END AS level
    FROM
      document_parts AS p
  ),
  birth_level AS (
    SELECT
      c.pair,
      CASE
        WHEN c.left_value = c.right_value
        AND LENGTH(c.left_value) = 10
        AND NOT ENDS_WITH(c.left_value, '-01-01') THEN 2
        WHEN STARTS_WITH(c.left_value, c.right_value)
        OR STARTS_WITH(c.right_value, c.left_value) THEN 1
        WHEN LEFT(c.left_value, 4) <> LEFT(c.right_value, 4) THEN 0
        WHEN ENDS_WITH(c.left_value, '-01-01')
        OR ENDS_WITH(c.right_value, '-01-01') THEN 1
        WHEN LENGTH(c.left_value) < 10
        OR LENGTH(c.right_value) < 10 THEN 0
        WHEN CONCAT(SUBSTRING(c.left_value, 9, 2), '-', SUBSTRING(c.left_value, 6, 2)) = SUBSTRING(c.right_value, 6) THEN 1
        WHEN DAMERAU_LEVENSHTEIN(c.left_value, c.right_value) <= 1 THEN 1
        ELSE 0
      END AS level
    FROM
      crossing AS c
    WHERE
      c.field = 'birth_date'
  ),
  signal AS (
    SELECT
      s.pair,
      m.column_name,
      m.level
    FROM
      shared AS s
      INNER JOIN shared_meaning AS m ON m.field = s.field
    UNION ALL
    SELECT
      c.pair,
      'name',
      2
    FROM
      crossing AS c
    WHERE
      c.field = 'name_sound'
      AND LENGTH(c.left_value) >= 8
      AND LENGTH(c.right_value) >= 8
      AND DAMERAU_LEVENSHTEIN(c.left_value, c.right_value) <= 1
    UNION ALL
    SELECT
      c.pair,
      'address',
      1
    FROM
      crossing AS c
    WHERE
      c.field = 'address'
      AND JARO_WINKLER_SIMILARITY(c.left_value, c.right_value) >= 0.92
    UNION ALL
    SELECT
      b.pair,
      'birth_date',
      b.level
    FROM
      birth_level AS b
    UNION ALL
    -- One equal number decides for; without one, the strongest difference decides.
    SELECT
      d.pair,
      'document',
      CASE
        WHEN MAX(d.level) >= 3 THEN MAX(d.level)
        ELSE MIN(d.level)
      END
    FROM
      document_level AS d
    GROUP BY
      d.pair
    HAVING
      MAX(d.level) IS NOT NULL
    UNION ALL
    -- Both sides state something: different, unless one of the above says more. Names only where they share a script.
    SELECT
      b.pair,
      m.column_name,
      0
    FROM
      both_sides AS b
      INNER JOIN shared_meaning AS m ON m.field = b.field
    WHERE
      m.column_name <> 'name'
  ),
  level AS (
    SELECT
      p.pair,
      w.column_name,
      COALESCE(MAX(s.level), -1) AS level
    FROM
      (
        SELECT DISTINCT
          v.pair
        FROM
          value AS v
      ) AS p
      CROSS JOIN (
        SELECT DISTINCT
          t.column_name
        FROM
          weight AS t
      ) AS w
      LEFT JOIN signal AS s ON s.pair = p.pair
      AND s.column_name = w.column_name
    GROUP BY
      p.pair,
      w.column_name
  ),
  weighed AS (
    SELECT
      l.pair,
      l.column_name,
      l.level,
      CASE
        WHEN l.level = -1 THEN 0
        ELSE w.millibits
      END AS weight_millibits
    FROM
      level AS l
      LEFT JOIN weight AS w ON w.column_name = l.column_name
      AND w.level = l.level
  )
SELECT
  x.pair,
  x.column_name,
  CAST(x.level AS INTEGER) AS level,
  CAST(x.weight_millibits AS BIGINT) AS weight_millibits,
  CAST(
    $prior_millibits::BIGINT + SUM(x.weight_millibits) OVER (
      PARTITION BY
        x.pair
    ) AS BIGINT
  ) AS total_millibits
FROM
  weighed AS x
ORDER BY
  x.pair,
  x.column_name

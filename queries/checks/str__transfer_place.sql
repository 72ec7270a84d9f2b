-- query: str__transfer_place
-- One row per transfer of a report that stands in the ledger while no standing version states it, or aside while one does, or in another place than there.
SELECT
  t.source,
  t.transfer_id,
  t.is_aside,
  t.sequence
FROM
  (
    SELECT
      a.source,
      a.transfer_id,
      FALSE AS is_aside,
      a.sequence
    FROM
      ledger.transfer AS a
    UNION ALL
    SELECT
      b.source,
      b.transfer_id,
      TRUE AS is_aside,
      b.sequence
    FROM
      ledger.transfer_superseded AS b
  ) AS t
  INNER JOIN (
    SELECT
      p.source,
      p.transfer_id,
      MIN(p.sequence) FILTER(
        WHERE
          s.version_id IS NOT NULL
      ) AS sequence
    FROM
      str.payment AS p
      LEFT JOIN str.standing AS s ON s.version_id = p.version_id
    WHERE
      p.transfer_id IS NOT NULL
    GROUP BY
      p.source,
      p.transfer_id
  ) AS n ON n.source = t.source
  AND n.transfer_id = t.transfer_id
WHERE
  t.is_aside <> (n.sequence IS NULL)
  OR (
    NOT t.is_aside
    AND n.sequence <> t.sequence
  )
ORDER BY
  t.source,
  t.transfer_id

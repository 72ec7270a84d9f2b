-- query: crowded_values
-- One row per kind of identifier with values that more parties than the limit share: how many such values, and the most parties that share one.
WITH
  current_party AS (
    -- Parties of standing versions.
    SELECT
      p.party_id,
      p.kind
    FROM
      party.party AS p
      SEMI JOIN str.standing AS s ON s.version_id = p.version_id
  ),
  -- Records that state exactly the same are one for the search; the first stands for all.
  first_record AS (
    SELECT
      MIN(i.party_id) AS party_id
    FROM
      party.identifier AS i
      INNER JOIN current_party AS c ON c.party_id = i.party_id
    WHERE
      i.model = $model::VARCHAR
      AND i.kind = 'record'
    GROUP BY
      i.value_blind
  ),
  held AS (
    SELECT
      i.party_id,
      c.kind AS party_kind,
      i.kind,
      i.value_blind
    FROM
      party.identifier AS i
      INNER JOIN first_record AS f ON f.party_id = i.party_id
      INNER JOIN current_party AS c ON c.party_id = i.party_id
    WHERE
      i.model = $model::VARCHAR
      AND i.kind <> 'record'
  ),
  sharing AS (
    SELECT
      h.kind,
      h.party_kind,
      h.value_blind,
      COUNT(DISTINCT h.party_id) AS party_count
    FROM
      held AS h
    GROUP BY
      h.kind,
      h.party_kind,
      h.value_blind
    HAVING
      COUNT(DISTINCT h.party_id) > 1
  )
SELECT
  s.kind,
  COUNT(*) AS value_count,
  MAX(s.party_count) AS party_count_max
FROM
  sharing AS s
WHERE
  s.party_count > $parties_max::BIGINT
GROUP BY
  s.kind
ORDER BY
  s.kind

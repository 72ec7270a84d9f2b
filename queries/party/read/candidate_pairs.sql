-- query: candidate_pairs
-- One row per pair of parties of one kind that share a value and are not judged, with the first rule that finds it; by rule and pair.
-- Rules are kinds of identifiers, each with its rank. Values that more parties than the limit share are left out; crowded_values counts them.
-- type: left_party Digest, right_party Digest
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
  ),
  rule AS (
    SELECT
      UNNEST($kinds::VARCHAR[]) AS kind,
      CAST(UNNEST($ranks::VARCHAR[]) AS INTEGER) AS rank
  ),
  standing_judgement AS (
    SELECT
      j.left_party,
      j.right_party
    FROM
      party.judgement AS j
    WHERE
      j.answer IN ('same', 'different')
      AND NOT EXISTS (
        SELECT
          1
        FROM
          party.judgement_withdrawal AS w
        WHERE
          w.judgement_id = j.judgement_id
      )
  )
SELECT
  l.party_id AS left_party,
  r.party_id AS right_party,
  ARG_MIN(u.kind, u.rank) AS rule,
  MIN(u.rank) AS rank
FROM
  sharing AS s
  INNER JOIN rule AS u ON u.kind = s.kind
  INNER JOIN held AS l ON l.kind = s.kind
  AND l.party_kind = s.party_kind
  AND l.value_blind = s.value_blind
  INNER JOIN held AS r ON r.kind = s.kind
  AND r.party_kind = s.party_kind
  AND r.value_blind = s.value_blind
  AND r.party_id > l.party_id
WHERE
  s.party_count <= $parties_max::BIGINT
  AND NOT EXISTS (
    SELECT
      1
    FROM
      standing_judgement AS j
    WHERE
      (
        j.left_party = l.party_id
        AND j.right_party = r.party_id
      )
      OR (
        j.left_party = r.party_id
        AND j.right_party = l.party_id
      )
  )
GROUP BY
  l.party_id,
  r.party_id
ORDER BY
  rank,
  left_party,
  right_party
LIMIT
  $pairs_max::BIGINT

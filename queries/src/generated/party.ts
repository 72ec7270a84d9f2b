import type { AccountId, Digest, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type AccountsOfPartiesParameters = {
  readonly partyIds: readonly string[];
};

export interface AccountsOfPartiesRow {
  readonly partyId: Digest;
  readonly account: AccountId;
}

/** One row per party of the ids asked for and account that its record says is its own or its to sign for. */
export const accountsOfParties: Query<AccountsOfPartiesParameters, AccountsOfPartiesRow> = {
  name: "party/read/accounts_of_parties",
  grain: "One row per party of the ids asked for and account that its record says is its own or its to sign for.",
  parameters: [
    {"name":"party_ids","key":"partyIds","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: accounts_of_parties
-- One row per party of the ids asked for and account that its record says is its own or its to sign for.
SELECT DISTINCT
  i.party_id,
  i.account
FROM
  party.involvement AS i
WHERE
  i.party_id IN (
    SELECT
      UNNEST($party_ids::VARCHAR[])
  )
  AND i.account IS NOT NULL
  AND SPLIT_PART(i.role, ':', 1) IN ('from', 'to', 'holder', 'signatory')
ORDER BY
  i.party_id,
  i.account
`,
};

export type AlikePartiesParameters = {
  readonly model: string;
};

export interface AlikePartiesRow {
  readonly partyId: Digest;
  readonly firstParty: Digest;
}

/** One row per party whose record states exactly what that of an earlier id states, with the first such. */
export const alikeParties: Query<AlikePartiesParameters, AlikePartiesRow> = {
  name: "party/read/alike_parties",
  grain: "One row per party whose record states exactly what that of an earlier id states, with the first such.",
  parameters: [
    {"name":"model","key":"model","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"first_party","key":"firstParty","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: alike_parties
-- One row per party whose record states exactly what that of an earlier id states, with the first such.
-- type: first_party Digest
SELECT
  a.party_id,
  a.first_party
FROM
  (
    SELECT
      i.party_id,
      MIN(i.party_id) OVER (
        PARTITION BY
          i.value_blind
      ) AS first_party
    FROM
      party.identifier AS i
      INNER JOIN party.party AS p ON p.party_id = i.party_id
      SEMI JOIN str.standing AS s ON s.version_id = p.version_id
    WHERE
      i.model = $model::VARCHAR
      AND i.kind = 'record'
  ) AS a
WHERE
  a.party_id <> a.first_party
ORDER BY
  a.first_party,
  a.party_id
`,
};

export type CandidatePairsParameters = {
  readonly model: string;
  readonly kinds: readonly string[];
  readonly ranks: readonly string[];
  readonly partiesMax: bigint;
  readonly pairsMax: bigint;
};

export interface CandidatePairsRow {
  readonly leftParty: Digest;
  readonly rightParty: Digest;
  readonly rule: string;
  readonly rank: number;
}

/** One row per pair of parties of one kind that share a value and are not judged, with the first rule that finds it; by rule and pair. */
export const candidatePairs: Query<CandidatePairsParameters, CandidatePairsRow> = {
  name: "party/read/candidate_pairs",
  grain: "One row per pair of parties of one kind that share a value and are not judged, with the first rule that finds it; by rule and pair.",
  parameters: [
    {"name":"model","key":"model","type":"VARCHAR","isNullable":false},
    {"name":"kinds","key":"kinds","type":"VARCHAR[]","isNullable":false},
    {"name":"ranks","key":"ranks","type":"VARCHAR[]","isNullable":false},
    {"name":"parties_max","key":"partiesMax","type":"BIGINT","isNullable":false},
    {"name":"pairs_max","key":"pairsMax","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"left_party","key":"leftParty","type":"VARCHAR","isNullable":false},
    {"name":"right_party","key":"rightParty","type":"VARCHAR","isNullable":false},
    {"name":"rule","key":"rule","type":"VARCHAR","isNullable":false},
    {"name":"rank","key":"rank","type":"INTEGER","isNullable":false},
  ],
  sql: `-- query: candidate_pairs
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
`,
};

export type CrowdedValuesParameters = {
  readonly model: string;
  readonly partiesMax: bigint;
};

export interface CrowdedValuesRow {
  readonly kind: string;
  readonly valueCount: bigint;
  readonly partyCountMax: bigint;
}

/** One row per kind of identifier with values that more parties than the limit share: how many such values, and the most parties that share one. */
export const crowdedValues: Query<CrowdedValuesParameters, CrowdedValuesRow> = {
  name: "party/read/crowded_values",
  grain: "One row per kind of identifier with values that more parties than the limit share: how many such values, and the most parties that share one.",
  parameters: [
    {"name":"model","key":"model","type":"VARCHAR","isNullable":false},
    {"name":"parties_max","key":"partiesMax","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"value_count","key":"valueCount","type":"BIGINT","isNullable":false},
    {"name":"party_count_max","key":"partyCountMax","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: crowded_values
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
`,
};

export type DeterminationWithdrawalsParameters = Readonly<Record<string, never>>;

export interface DeterminationWithdrawalsRow {
  readonly subjectId: Digest;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly recordedAt: UtcMicros;
}

/** One row per withdrawal of a determination, by time. Sensitive. */
export const determinationWithdrawals: Query<DeterminationWithdrawalsParameters, DeterminationWithdrawalsRow> = {
  name: "party/read/determination_withdrawals",
  grain: "One row per withdrawal of a determination, by time. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"subject_id","key":"subjectId","type":"VARCHAR","isNullable":false},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"recorded_at_utc","key":"recordedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: determination_withdrawals
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
`,
};

export type DeterminationsParameters = Readonly<Record<string, never>>;

export interface DeterminationsRow {
  readonly id: Digest;
  readonly partyId: Digest;
  readonly status: "possible" | "identified" | "not-identified";
  readonly authority: string;
  readonly determinedAt: UtcMicros;
  readonly author: string;
  readonly evidence: string;
  readonly recordedAt: UtcMicros;
}

/** One row per determination of an authority on a person, withdrawn ones included, by time and id. Sensitive. */
export const determinations: Query<DeterminationsParameters, DeterminationsRow> = {
  name: "party/read/determinations",
  grain: "One row per determination of an authority on a person, withdrawn ones included, by time and id. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"status","key":"status","type":"VARCHAR","isNullable":false},
    {"name":"authority","key":"authority","type":"VARCHAR","isNullable":false},
    {"name":"determined_at_utc","key":"determinedAt","type":"TIMESTAMP","isNullable":false},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"evidence","key":"evidence","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.determination.evidence","rowId":"id"}},
    {"name":"recorded_at_utc","key":"recordedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: determinations
-- One row per determination of an authority on a person, withdrawn ones included, by time and id. Sensitive.
-- type: id Digest, status "possible"|"identified"|"not-identified"
-- sealed: evidence party.determination.evidence id
SELECT
  d.determination_id AS id,
  d.party_id,
  d.status,
  d.authority,
  d.determined_at_utc,
  d.author,
  d.evidence,
  d.recorded_at_utc
FROM
  party.determination AS d
ORDER BY
  d.determined_at_utc,
  d.determination_id
`,
};

export type InvolvementsOfTransfersParameters = {
  readonly ids: readonly string[];
};

export interface InvolvementsOfTransfersRow {
  readonly id: string;
  readonly transferId: TransferId;
  readonly versionId: Digest;
  readonly role: string;
  readonly path: string;
  readonly account: AccountId | null;
  readonly partyId: Digest | null;
  readonly kind: string | null;
  readonly name: string | null;
}

/** One row per part that a party or an account plays in a transfer of the ids asked for, as standing versions say. Sensitive. */
export const involvementsOfTransfers: Query<InvolvementsOfTransfersParameters, InvolvementsOfTransfersRow> = {
  name: "party/read/involvements_of_transfers",
  grain: "One row per part that a party or an account plays in a transfer of the ids asked for, as standing versions say. Sensitive.",
  parameters: [
    {"name":"ids","key":"ids","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"role","key":"role","type":"VARCHAR","isNullable":false},
    {"name":"path","key":"path","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.involvement.path","rowId":"id"}},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":true},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":true},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":true},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
  ],
  sql: `-- query: involvements_of_transfers
-- One row per part that a party or an account plays in a transfer of the ids asked for, as standing versions say. Sensitive.
-- nullable: party_id, account, kind, name
-- sealed: path party.involvement.path id
-- sealed: name party.party.name party_id
SELECT
  i.involvement_id AS id,
  i.transfer_id,
  i.version_id,
  i.role,
  i.path,
  i.account,
  i.party_id,
  p.kind,
  p.name
FROM
  party.involvement AS i
  INNER JOIN str.standing AS s ON s.version_id = i.version_id
  LEFT JOIN party.party AS p ON p.party_id = i.party_id
WHERE
  i.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  i.transfer_id,
  i.involvement_id
`,
};

export type JudgementWithdrawalsParameters = Readonly<Record<string, never>>;

export interface JudgementWithdrawalsRow {
  readonly subjectId: Digest;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly recordedAt: UtcMicros;
}

/** One row per withdrawal of a judgement, by time. Sensitive. */
export const judgementWithdrawals: Query<JudgementWithdrawalsParameters, JudgementWithdrawalsRow> = {
  name: "party/read/judgement_withdrawals",
  grain: "One row per withdrawal of a judgement, by time. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"subject_id","key":"subjectId","type":"VARCHAR","isNullable":false},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"recorded_at_utc","key":"recordedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: judgement_withdrawals
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
`,
};

export type PartiesBesideParameters = {
  readonly partyIds: readonly string[];
};

export interface PartiesBesideRow {
  readonly reportId: Digest;
  readonly versionId: Digest;
  readonly partyId: Digest | null;
  readonly name: string | null;
  readonly details: string | null;
  readonly path: string | null;
}

/** One row per party of every version of the reports that state a party of the ids asked for; a version without parties has a row without one. Sensitive. */
export const partiesBeside: Query<PartiesBesideParameters, PartiesBesideRow> = {
  name: "party/read/parties_beside",
  grain: "One row per party of every version of the reports that state a party of the ids asked for; a version without parties has a row without one. Sensitive.",
  parameters: [
    {"name":"party_ids","key":"partyIds","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":true},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
    {"name":"details","key":"details","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.details","rowId":"party_id"}},
    {"name":"path","key":"path","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.path","rowId":"party_id"}},
  ],
  sql: `-- query: parties_beside
-- One row per party of every version of the reports that state a party of the ids asked for; a version without parties has a row without one. Sensitive.
-- nullable: party_id, name, details, path
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
-- sealed: path party.party.path party_id
SELECT
  v.report_id,
  v.version_id,
  p.party_id,
  p.name,
  p.details,
  p.path
FROM
  str.report_version AS v
  LEFT JOIN party.party AS p ON p.version_id = v.version_id
WHERE
  v.report_id IN (
    SELECT
      w.report_id
    FROM
      party.party AS q
      INNER JOIN str.report_version AS w ON w.version_id = q.version_id
    WHERE
      q.party_id IN (
        SELECT
          UNNEST($party_ids::VARCHAR[])
      )
  )
ORDER BY
  v.report_id,
  v.version_id,
  p.party_id
`,
};

export type PartiesByIdsParameters = {
  readonly partyIds: readonly string[];
};

export interface PartiesByIdsRow {
  readonly partyId: Digest;
  readonly versionId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly details: string;
}

/** One row per party of the ids asked for, with its report. Sensitive. */
export const partiesByIds: Query<PartiesByIdsParameters, PartiesByIdsRow> = {
  name: "party/read/parties_by_ids",
  grain: "One row per party of the ids asked for, with its report. Sensitive.",
  parameters: [
    {"name":"party_ids","key":"partyIds","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
    {"name":"details","key":"details","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.party.details","rowId":"party_id"}},
  ],
  sql: `-- query: parties_by_ids
-- One row per party of the ids asked for, with its report. Sensitive.
-- nullable: name
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
SELECT
  p.party_id,
  p.version_id,
  p.kind,
  p.name,
  p.details
FROM
  party.party AS p
WHERE
  p.party_id IN (
    SELECT
      UNNEST($party_ids::VARCHAR[])
  )
ORDER BY
  p.party_id
`,
};

export type PartiesOfAccountsParameters = {
  readonly accounts: readonly AccountId[];
};

export interface PartiesOfAccountsRow {
  readonly account: AccountId;
  readonly partyId: Digest;
  readonly name: string | null;
}

/** One row per account of those asked for and party that any version of a record ties to it, in whatever part. Sensitive. */
export const partiesOfAccounts: Query<PartiesOfAccountsParameters, PartiesOfAccountsRow> = {
  name: "party/read/parties_of_accounts",
  grain: "One row per account of those asked for and party that any version of a record ties to it, in whatever part. Sensitive.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
  ],
  sql: `-- query: parties_of_accounts
-- One row per account of those asked for and party that any version of a record ties to it, in whatever part. Sensitive.
-- nullable: name
-- sealed: name party.party.name party_id
SELECT DISTINCT
  i.account,
  i.party_id,
  p.name
FROM
  party.involvement AS i
  INNER JOIN party.party AS p ON p.party_id = i.party_id
WHERE
  i.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  i.account,
  i.party_id
`,
};

export type PartiesOfVersionParameters = {
  readonly versionId: Digest;
};

export interface PartiesOfVersionRow {
  readonly partyId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly path: string;
  readonly role: string | null;
}

/** One row per role of a party that a version of a report tells of, by path; the role is null where it has none. Sensitive. */
export const partiesOfVersion: Query<PartiesOfVersionParameters, PartiesOfVersionRow> = {
  name: "party/read/parties_of_version",
  grain: "One row per role of a party that a version of a report tells of, by path; the role is null where it has none. Sensitive.",
  parameters: [
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
    {"name":"path","key":"path","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.party.path","rowId":"party_id"}},
    {"name":"role","key":"role","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: parties_of_version
-- One row per role of a party that a version of a report tells of, by path; the role is null where it has none. Sensitive.
-- nullable: name, role
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: path party.party.path party_id
SELECT DISTINCT
  p.party_id,
  p.kind,
  p.name,
  p.path,
  i.role
FROM
  party.party AS p
  LEFT JOIN party.involvement AS i ON i.party_id = p.party_id
WHERE
  p.version_id = $version_id::VARCHAR
ORDER BY
  p.party_id,
  i.role
`,
};

export type PartiesUnindexedParameters = {
  readonly after: string | null;
  readonly model: string;
  readonly countMax: bigint;
};

export interface PartiesUnindexedRow {
  readonly partyId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly details: string;
}

/** One row per party after the one named that has no identifiers of the model, by id. Sensitive. */
export const partiesUnindexed: Query<PartiesUnindexedParameters, PartiesUnindexedRow> = {
  name: "party/read/parties_unindexed",
  grain: "One row per party after the one named that has no identifiers of the model, by id. Sensitive.",
  parameters: [
    {"name":"after","key":"after","type":"VARCHAR","isNullable":true},
    {"name":"model","key":"model","type":"VARCHAR","isNullable":false},
    {"name":"count_max","key":"countMax","type":"BIGINT","isNullable":false},
  ],
  columns: [
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true,"sealed":{"column":"party.party.name","rowId":"party_id"}},
    {"name":"details","key":"details","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.party.details","rowId":"party_id"}},
  ],
  sql: `-- query: parties_unindexed
-- One row per party after the one named that has no identifiers of the model, by id. Sensitive.
-- nullable: name
-- optional: after
-- type: kind "person"|"entity"
-- sealed: name party.party.name party_id
-- sealed: details party.party.details party_id
SELECT
  p.party_id,
  p.kind,
  p.name,
  p.details
FROM
  party.party AS p
WHERE
  (
    $after::VARCHAR IS NULL
    OR p.party_id > $after::VARCHAR
  )
  AND NOT EXISTS (
    SELECT
      1
    FROM
      party.identifier AS i
    WHERE
      i.party_id = p.party_id
      AND i.model = $model::VARCHAR
      AND i.kind = 'record'
  )
ORDER BY
  p.party_id
LIMIT
  $count_max::BIGINT
`,
};

export type PartyJudgementsParameters = Readonly<Record<string, never>>;

export interface PartyJudgementsRow {
  readonly id: Digest;
  readonly left: Digest;
  readonly right: Digest;
  readonly answer: "same" | "different" | "unsure" | "open";
  readonly model: string;
  readonly weight: string | null;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly evidence: string;
  readonly recordedAt: UtcMicros;
}

/** One row per judgement on two parties, withdrawn ones included, by time and id. Sensitive. */
export const partyJudgements: Query<PartyJudgementsParameters, PartyJudgementsRow> = {
  name: "party/read/party_judgements",
  grain: "One row per judgement on two parties, withdrawn ones included, by time and id. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"left","key":"left","type":"VARCHAR","isNullable":false},
    {"name":"right","key":"right","type":"VARCHAR","isNullable":false},
    {"name":"answer","key":"answer","type":"VARCHAR","isNullable":false},
    {"name":"model","key":"model","type":"VARCHAR","isNullable":false},
    {"name":"weight","key":"weight","type":"VARCHAR","isNullable":true},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"evidence","key":"evidence","type":"VARCHAR","isNullable":false,"sealed":{"column":"party.judgement.evidence","rowId":"id"}},
    {"name":"recorded_at_utc","key":"recordedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: party_judgements
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
`,
};

export type ReportsOfTransfersParameters = {
  readonly ids: readonly string[];
};

export interface ReportsOfTransfersRow {
  readonly transferId: TransferId;
  readonly versionId: Digest;
  readonly reportId: Digest;
  readonly number: bigint;
  readonly submitter: string;
  readonly format: string;
  readonly profile: string;
  readonly reference: string;
  readonly reportCode: string | null;
  readonly schemaVersion: string | null;
  readonly statedDate: string | null;
  readonly narrative: string | null;
  readonly action: string | null;
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per report and transfer of the ids asked for, in the version that stands. Sensitive. */
export const reportsOfTransfers: Query<ReportsOfTransfersParameters, ReportsOfTransfersRow> = {
  name: "party/read/reports_of_transfers",
  grain: "One row per report and transfer of the ids asked for, in the version that stands. Sensitive.",
  parameters: [
    {"name":"ids","key":"ids","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":false},
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"format","key":"format","type":"VARCHAR","isNullable":false},
    {"name":"profile","key":"profile","type":"VARCHAR","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":false,"sealed":{"column":"str.report_version.reference","rowId":"version_id"}},
    {"name":"report_code","key":"reportCode","type":"VARCHAR","isNullable":true,"sealed":{"column":"str.report_version.report_code","rowId":"version_id"}},
    {"name":"schema_version","key":"schemaVersion","type":"VARCHAR","isNullable":true,"sealed":{"column":"str.report_version.schema_version","rowId":"version_id"}},
    {"name":"stated_date","key":"statedDate","type":"VARCHAR","isNullable":true,"sealed":{"column":"str.report_version.stated_date","rowId":"version_id"}},
    {"name":"narrative","key":"narrative","type":"VARCHAR","isNullable":true,"sealed":{"column":"str.report_version.narrative","rowId":"version_id"}},
    {"name":"action","key":"action","type":"VARCHAR","isNullable":true,"sealed":{"column":"str.report_version.action","rowId":"version_id"}},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: reports_of_transfers
-- One row per report and transfer of the ids asked for, in the version that stands. Sensitive.
-- nullable: report_code, schema_version, stated_date, narrative, action
-- sealed: report_code str.report_version.report_code version_id
-- sealed: schema_version str.report_version.schema_version version_id
-- sealed: stated_date str.report_version.stated_date version_id
-- sealed: reference str.report_version.reference version_id
-- sealed: narrative str.report_version.narrative version_id
-- sealed: action str.report_version.action version_id
SELECT
  p.transfer_id,
  r.version_id,
  r.report_id,
  r.number,
  r.submitter,
  r.format,
  r.profile,
  r.reference,
  r.report_code,
  r.schema_version,
  r.stated_date,
  r.narrative,
  r.action,
  r.file_sha256,
  r.locator
FROM
  (
    SELECT DISTINCT
      q.transfer_id,
      q.version_id
    FROM
      str.payment AS q
    WHERE
      q.transfer_id IN (
        SELECT
          UNNEST($ids::VARCHAR[])
      )
  ) AS p
  INNER JOIN str.standing_version AS r ON r.version_id = p.version_id
ORDER BY
  p.transfer_id,
  r.version_id
`,
};

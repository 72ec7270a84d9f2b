import type { AccountId, Digest, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type CompoundLinksParameters = Readonly<Record<string, never>>;

export interface CompoundLinksRow {
  readonly id: string;
  readonly compoundId: string;
  readonly account: AccountId | null;
  readonly clusterId: string | null;
  readonly evidence: string;
  readonly confidence: number;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly withdrawnAt: UtcMicros | null;
}

/** One row per link of a compound to an account or a cluster, withdrawn ones included, with the latest withdrawal; one of account and cluster is given. */
export const compoundLinks: Query<CompoundLinksParameters, CompoundLinksRow> = {
  name: "place/read/compound_links",
  grain: "One row per link of a compound to an account or a cluster, withdrawn ones included, with the latest withdrawal; one of account and cluster is given.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"compound_id","key":"compoundId","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":true},
    {"name":"cluster_id","key":"clusterId","type":"VARCHAR","isNullable":true},
    {"name":"evidence","key":"evidence","type":"VARCHAR","isNullable":false},
    {"name":"confidence","key":"confidence","type":"INTEGER","isNullable":false},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"withdrawn_at_utc","key":"withdrawnAt","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: compound_links
-- One row per link of a compound to an account or a cluster, withdrawn ones included, with the latest withdrawal; one of account and cluster is given.
-- nullable: account, cluster_id, withdrawn_at_utc
SELECT
  l.link_id AS id,
  l.compound_id,
  l.account,
  l.cluster_id,
  l.evidence,
  l.confidence,
  l.author,
  l.made_at_utc,
  MAX(w.withdrawn_at_utc) AS withdrawn_at_utc
FROM
  place.link AS l
  LEFT JOIN place.withdrawal AS w ON w.link_id = l.link_id
GROUP BY ALL
ORDER BY
  l.compound_id,
  l.link_id
`,
};

export type CompoundPointsParameters = Readonly<Record<string, never>>;

export interface CompoundPointsRow {
  readonly compoundId: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly source: string;
}

/** One row per published position of a compound; several may conflict. */
export const compoundPoints: Query<CompoundPointsParameters, CompoundPointsRow> = {
  name: "place/read/compound_points",
  grain: "One row per published position of a compound; several may conflict.",
  parameters: [
  ],
  columns: [
    {"name":"compound_id","key":"compoundId","type":"VARCHAR","isNullable":false},
    {"name":"latitude","key":"latitude","type":"VARCHAR","isNullable":false},
    {"name":"longitude","key":"longitude","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: compound_points
-- One row per published position of a compound; several may conflict.
-- type: source string
SELECT
  p.compound_id,
  p.latitude,
  p.longitude,
  p.source
FROM
  place.point AS p
ORDER BY
  p.compound_id,
  p.source,
  p.latitude,
  p.longitude
`,
};

export type CompoundsParameters = Readonly<Record<string, never>>;

export interface CompoundsRow {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly otherNames: readonly string[];
  readonly note: string | null;
}

/** One row per compound, by id. */
export const compounds: Query<CompoundsParameters, CompoundsRow> = {
  name: "place/read/compounds",
  grain: "One row per compound, by id.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"country","key":"country","type":"VARCHAR","isNullable":false},
    {"name":"other_names","key":"otherNames","type":"VARCHAR[]","isNullable":false},
    {"name":"note","key":"note","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: compounds
-- One row per compound, by id.
-- nullable: note
SELECT
  c.compound_id AS id,
  c.name,
  c.country,
  c.other_names,
  c.note
FROM
  place.compound AS c
ORDER BY
  c.compound_id
`,
};

export type JudgementHistoryParameters = Readonly<Record<string, never>>;

export interface JudgementHistoryRow {
  readonly subject: string;
  readonly event: string;
  readonly linkId: string | null;
  readonly compoundId: string | null;
  readonly clusterId: string | null;
  readonly account: AccountId | null;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly at: UtcMicros;
  readonly fileSha256: Digest;
  readonly locator: string;
  readonly receivedAt: UtcMicros;
}

/** One row per statement that a judgement was made or withdrawn, with the file that first brought it and when that file first came: what was known on a day. */
export const judgementHistory: Query<JudgementHistoryParameters, JudgementHistoryRow> = {
  name: "place/read/judgement_history",
  grain: "One row per statement that a judgement was made or withdrawn, with the file that first brought it and when that file first came: what was known on a day.",
  parameters: [
  ],
  columns: [
    {"name":"subject","key":"subject","type":"VARCHAR","isNullable":false},
    {"name":"event","key":"event","type":"VARCHAR","isNullable":false},
    {"name":"link_id","key":"linkId","type":"VARCHAR","isNullable":true},
    {"name":"compound_id","key":"compoundId","type":"VARCHAR","isNullable":true},
    {"name":"cluster_id","key":"clusterId","type":"VARCHAR","isNullable":true},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":true},
    {"name":"author","key":"author","type":"VARCHAR","isNullable":false},
    {"name":"made_at_utc","key":"madeAt","type":"TIMESTAMP","isNullable":false},
    {"name":"at_utc","key":"at","type":"TIMESTAMP","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"received_at_utc","key":"receivedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: judgement_history
-- One row per statement that a judgement was made or withdrawn, with the file that first brought it and when that file first came: what was known on a day.
-- nullable: account, cluster_id, compound_id, link_id
SELECT
  s.subject,
  s.event,
  s.link_id,
  s.compound_id,
  s.cluster_id,
  s.account,
  s.author,
  s.made_at_utc,
  s.at_utc,
  s.file_sha256,
  s.locator,
  MIN(r.received_at_utc) AS received_at_utc
FROM
  (
    SELECT
      'member' AS subject,
      'made' AS event,
      NULL::VARCHAR AS link_id,
      NULL::VARCHAR AS compound_id,
      j.cluster_id,
      j.account,
      j.author,
      j.made_at_utc,
      j.made_at_utc AS at_utc,
      j.file_sha256,
      j.locator
    FROM
      graph.judgement AS j
    UNION ALL
    SELECT
      'member',
      'withdrawn',
      NULL,
      NULL,
      w.cluster_id,
      w.account,
      w.author,
      w.made_at_utc,
      w.withdrawn_at_utc,
      w.file_sha256,
      w.locator
    FROM
      graph.withdrawal AS w
    UNION ALL
    SELECT
      'link',
      'made',
      l.link_id,
      l.compound_id,
      l.cluster_id,
      l.account,
      l.author,
      l.made_at_utc,
      l.made_at_utc,
      l.file_sha256,
      l.locator
    FROM
      place.link AS l
    UNION ALL
    SELECT
      'link',
      'withdrawn',
      l.link_id,
      l.compound_id,
      l.cluster_id,
      l.account,
      l.author,
      l.made_at_utc,
      w.withdrawn_at_utc,
      w.file_sha256,
      w.locator
    FROM
      place.withdrawal AS w
      INNER JOIN place.link AS l ON l.link_id = w.link_id
  ) AS s
  INNER JOIN source.receipt AS r ON r.file_sha256 = s.file_sha256
GROUP BY ALL
ORDER BY
  s.subject,
  s.link_id,
  s.cluster_id,
  s.account,
  s.author,
  s.made_at_utc,
  s.at_utc,
  s.event,
  s.file_sha256,
  s.locator
`,
};

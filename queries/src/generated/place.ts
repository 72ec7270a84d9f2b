import type { AccountId, UtcMicros } from "@tributary/domain";
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

/** One row per link of a compound to an account or a cluster, withdrawn ones included; one of account and cluster is given. */
export const compoundLinks: Query<CompoundLinksParameters, CompoundLinksRow> = {
  name: "place/read/compound_links",
  grain: "One row per link of a compound to an account or a cluster, withdrawn ones included; one of account and cluster is given.",
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
-- One row per link of a compound to an account or a cluster, withdrawn ones included; one of account and cluster is given.
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
  l.withdrawn_at_utc
FROM
  place.link AS l
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

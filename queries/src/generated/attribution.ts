import type { AccountId, StopCategory, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type ActorsParameters = Readonly<Record<string, never>>;

export interface ActorsRow {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
  readonly categories: readonly string[];
}

/** One row per actor, by id. */
export const actors: Query<ActorsParameters, ActorsRow> = {
  name: "attribution/read/actors",
  grain: "One row per actor, by id.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"label","key":"label","type":"VARCHAR","isNullable":false},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
    {"name":"categories","key":"categories","type":"VARCHAR[]","isNullable":false},
  ],
  sql: `-- query: actors
-- One row per actor, by id.
SELECT
  a.actor_id AS id,
  a.label,
  a.origin,
  a.categories
FROM
  attribution.actor AS a
ORDER BY
  a.actor_id
`,
};

export type TagsParameters = Readonly<Record<string, never>>;

export interface TagsRow {
  readonly id: string;
  readonly account: AccountId;
  readonly label: string;
  readonly actor: string | null;
  readonly sourceCategory: string | null;
  readonly category: StopCategory | null;
  readonly confidence: number;
  readonly validFrom: UtcMicros | null;
  readonly validTo: UtcMicros | null;
  readonly origin: string;
}

/** One row per tag, by account and id. */
export const tags: Query<TagsParameters, TagsRow> = {
  name: "attribution/read/tags",
  grain: "One row per tag, by account and id.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"label","key":"label","type":"VARCHAR","isNullable":false},
    {"name":"actor","key":"actor","type":"VARCHAR","isNullable":true},
    {"name":"source_category","key":"sourceCategory","type":"VARCHAR","isNullable":true},
    {"name":"category","key":"category","type":"VARCHAR","isNullable":true},
    {"name":"confidence","key":"confidence","type":"INTEGER","isNullable":false},
    {"name":"valid_from_utc","key":"validFrom","type":"TIMESTAMP","isNullable":true},
    {"name":"valid_to_utc","key":"validTo","type":"TIMESTAMP","isNullable":true},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: tags
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
`,
};

export type TagsByAccountsParameters = {
  readonly accounts: readonly AccountId[];
};

export interface TagsByAccountsRow {
  readonly id: string;
  readonly account: AccountId;
  readonly label: string;
  readonly actor: string | null;
  readonly sourceCategory: string | null;
  readonly category: StopCategory | null;
  readonly confidence: number;
  readonly validFrom: UtcMicros | null;
  readonly validTo: UtcMicros | null;
  readonly origin: string;
}

/** One row per tag of any of the accounts, by account and id. */
export const tagsByAccounts: Query<TagsByAccountsParameters, TagsByAccountsRow> = {
  name: "attribution/read/tags_by_accounts",
  grain: "One row per tag of any of the accounts, by account and id.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"label","key":"label","type":"VARCHAR","isNullable":false},
    {"name":"actor","key":"actor","type":"VARCHAR","isNullable":true},
    {"name":"source_category","key":"sourceCategory","type":"VARCHAR","isNullable":true},
    {"name":"category","key":"category","type":"VARCHAR","isNullable":true},
    {"name":"confidence","key":"confidence","type":"INTEGER","isNullable":false},
    {"name":"valid_from_utc","key":"validFrom","type":"TIMESTAMP","isNullable":true},
    {"name":"valid_to_utc","key":"validTo","type":"TIMESTAMP","isNullable":true},
    {"name":"origin","key":"origin","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: tags_by_accounts
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
`,
};

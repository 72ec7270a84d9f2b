import type { AccountId, Digest, TransferId } from "@tributary/domain";
import type { Query } from "../query.ts";

export type InvolvementsOfTransfersParameters = {
  readonly ids: readonly string[];
};

export interface InvolvementsOfTransfersRow {
  readonly id: string;
  readonly transferId: TransferId;
  readonly reportId: Digest;
  readonly role: string;
  readonly path: string;
  readonly account: AccountId | null;
  readonly partyId: Digest | null;
  readonly kind: string | null;
  readonly name: string | null;
}

/** One row per part that a party or an account plays in a transfer of the ids asked for. Sensitive. */
export const involvementsOfTransfers: Query<InvolvementsOfTransfersParameters, InvolvementsOfTransfersRow> = {
  name: "party/read/involvements_of_transfers",
  grain: "One row per part that a party or an account plays in a transfer of the ids asked for. Sensitive.",
  parameters: [
    {"name":"ids","key":"ids","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"role","key":"role","type":"VARCHAR","isNullable":false},
    {"name":"path","key":"path","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":true},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":true},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":true},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: involvements_of_transfers
-- One row per part that a party or an account plays in a transfer of the ids asked for. Sensitive.
-- nullable: party_id, account, kind, name
SELECT
  i.involvement_id AS id,
  i.transfer_id,
  i.report_id,
  i.role,
  i.path,
  i.account,
  i.party_id,
  p.kind,
  p.name
FROM
  party.involvement AS i
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

export type ReportsOfTransfersParameters = {
  readonly ids: readonly string[];
};

export interface ReportsOfTransfersRow {
  readonly transferId: TransferId;
  readonly reportId: Digest;
  readonly submitter: string;
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

/** One row per suspicious transaction report and transfer of the ids asked for. Sensitive. */
export const reportsOfTransfers: Query<ReportsOfTransfersParameters, ReportsOfTransfersRow> = {
  name: "party/read/reports_of_transfers",
  grain: "One row per suspicious transaction report and transfer of the ids asked for. Sensitive.",
  parameters: [
    {"name":"ids","key":"ids","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"submitter","key":"submitter","type":"VARCHAR","isNullable":false},
    {"name":"profile","key":"profile","type":"VARCHAR","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":false},
    {"name":"report_code","key":"reportCode","type":"VARCHAR","isNullable":true},
    {"name":"schema_version","key":"schemaVersion","type":"VARCHAR","isNullable":true},
    {"name":"stated_date","key":"statedDate","type":"VARCHAR","isNullable":true},
    {"name":"narrative","key":"narrative","type":"VARCHAR","isNullable":true},
    {"name":"action","key":"action","type":"VARCHAR","isNullable":true},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: reports_of_transfers
-- One row per suspicious transaction report and transfer of the ids asked for. Sensitive.
-- nullable: report_code, schema_version, stated_date, narrative, action
SELECT DISTINCT
  i.transfer_id,
  r.report_id,
  r.submitter,
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
  party.involvement AS i
  INNER JOIN str.report AS r ON r.report_id = i.report_id
WHERE
  i.transfer_id IN (
    SELECT
      UNNEST($ids::VARCHAR[])
  )
ORDER BY
  i.transfer_id,
  r.report_id
`,
};

export type SensitiveTextsParameters = Readonly<Record<string, never>>;

export interface SensitiveTextsRow {
  readonly kind: string;
  readonly value: string;
}

/** One row per distinct text of a report that must not leave the store's reports: submitters, references, narratives, names. Sensitive. */
export const sensitiveTexts: Query<SensitiveTextsParameters, SensitiveTextsRow> = {
  name: "party/read/sensitive_texts",
  grain: "One row per distinct text of a report that must not leave the store's reports: submitters, references, narratives, names. Sensitive.",
  parameters: [
  ],
  columns: [
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"value","key":"value","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: sensitive_texts
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
`,
};

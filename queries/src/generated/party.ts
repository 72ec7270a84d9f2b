import type { AccountId, Digest, TransferId } from "@tributary/domain";
import type { Query } from "../query.ts";

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
    {"name":"path","key":"path","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":true},
    {"name":"party_id","key":"partyId","type":"VARCHAR","isNullable":true},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":true},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":true},
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
-- One row per report and transfer of the ids asked for, in the version that stands. Sensitive.
-- nullable: report_code, schema_version, stated_date, narrative, action
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

import type { Digest, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type CasesParameters = Readonly<Record<string, never>>;

export interface CasesRow {
  readonly id: string;
  readonly createdAt: UtcMicros;
}

/** One row per case, by id. */
export const cases: Query<CasesParameters, CasesRow> = {
  name: "casefile/read/cases",
  grain: "One row per case, by id.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"created_at_utc","key":"createdAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: cases
-- One row per case, by id.
SELECT
  r.case_id AS id,
  r.created_at_utc
FROM
  casefile.register AS r
ORDER BY
  r.case_id
`,
};

export type CountsParameters = Readonly<Record<string, never>>;

export interface CountsRow {
  readonly tableName: string;
  readonly rowCount: bigint;
}

/** One row per table of the ledger: how many rows it holds. */
export const counts: Query<CountsParameters, CountsRow> = {
  name: "casefile/read/counts",
  grain: "One row per table of the ledger: how many rows it holds.",
  parameters: [
  ],
  columns: [
    {"name":"table_name","key":"tableName","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: counts
-- One row per table of the ledger: how many rows it holds.
SELECT
  x.table_name,
  x.row_count
FROM
  (
    SELECT
      'source.file' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.file
    UNION ALL
    SELECT
      'source.record' AS table_name,
      COUNT(*) AS row_count
    FROM
      source.record
    UNION ALL
    SELECT
      'ledger.transfer' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.transfer
    UNION ALL
    SELECT
      'ledger.account' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.account
    UNION ALL
    SELECT
      'ledger.balance' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.balance
    UNION ALL
    SELECT
      'ledger.conversion' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.conversion
    UNION ALL
    SELECT
      'ledger.coverage' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.coverage
    UNION ALL
    SELECT
      'attribution.tag' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.tag
    UNION ALL
    SELECT
      'attribution.actor' AS table_name,
      COUNT(*) AS row_count
    FROM
      attribution.actor
    UNION ALL
    SELECT
      'str.report_version' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.report_version
    UNION ALL
    SELECT
      'str.record' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.record
    UNION ALL
    SELECT
      'str.balance' AS table_name,
      COUNT(*) AS row_count
    FROM
      str.balance
    UNION ALL
    SELECT
      'party.party' AS table_name,
      COUNT(*) AS row_count
    FROM
      party.party
    UNION ALL
    SELECT
      'graph.judgement' AS table_name,
      COUNT(*) AS row_count
    FROM
      graph.judgement
    UNION ALL
    SELECT
      'place.compound' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.compound
    UNION ALL
    SELECT
      'place.link' AS table_name,
      COUNT(*) AS row_count
    FROM
      place.link
    UNION ALL
    SELECT
      'ingest.quarantine' AS table_name,
      COUNT(*) AS row_count
    FROM
      ingest.quarantine
    UNION ALL
    SELECT
      'casefile.register' AS table_name,
      COUNT(*) AS row_count
    FROM
      casefile.register
    UNION ALL
    SELECT
      'ledger.block' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block
    UNION ALL
    SELECT
      'ledger.block_proof' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block_proof
    UNION ALL
    SELECT
      'ledger.block_range' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.block_range
    UNION ALL
    SELECT
      'ledger.outpoint' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.outpoint
    UNION ALL
    SELECT
      'ledger.item_transfer' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.item_transfer
    UNION ALL
    SELECT
      'ledger.issuer_act' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.issuer_act
    UNION ALL
    SELECT
      'ledger.chain_note' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.chain_note
    UNION ALL
    SELECT
      'ledger.asset_trait' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.asset_trait
    UNION ALL
    SELECT
      'ledger.bridge_event' AS table_name,
      COUNT(*) AS row_count
    FROM
      ledger.bridge_event
    UNION ALL
    SELECT
      'pending.block' AS table_name,
      COUNT(*) AS row_count
    FROM
      pending.block
  ) AS x
ORDER BY
  x.table_name
`,
};

export type CustodyEventsParameters = {
  readonly caseId: string;
};

export interface CustodyEventsRow {
  readonly caseId: string;
  readonly number: bigint;
  readonly kind: "created" | "added" | "sealed";
  readonly at: UtcMicros;
  readonly detail: string;
  readonly digest: Digest;
}

/** One row per step in a case's custody, in order. */
export const custodyEvents: Query<CustodyEventsParameters, CustodyEventsRow> = {
  name: "casefile/read/custody_events",
  grain: "One row per step in a case's custody, in order.",
  parameters: [
    {"name":"case_id","key":"caseId","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"case_id","key":"caseId","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"at","key":"at","type":"TIMESTAMP","isNullable":false},
    {"name":"detail","key":"detail","type":"VARCHAR","isNullable":false},
    {"name":"digest","key":"digest","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: custody_events
-- One row per step in a case's custody, in order.
-- type: kind "created"|"added"|"sealed"
SELECT
  c.case_id,
  c.number,
  c.kind,
  c.at_utc AS "at",
  c.detail,
  c.digest
FROM
  casefile.custody_event AS c
WHERE
  c.case_id = $case_id::VARCHAR
ORDER BY
  c.number
`,
};

export type ExhibitsParameters = {
  readonly caseId: string;
};

export interface ExhibitsRow {
  readonly caseId: string;
  readonly name: string;
  readonly role: "request" | "note" | "document";
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly addedAt: UtcMicros;
}

/** One row per file that was added to a case, by name. */
export const exhibits: Query<ExhibitsParameters, ExhibitsRow> = {
  name: "casefile/read/exhibits",
  grain: "One row per file that was added to a case, by name.",
  parameters: [
    {"name":"case_id","key":"caseId","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"case_id","key":"caseId","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"role","key":"role","type":"VARCHAR","isNullable":false},
    {"name":"sha256","key":"sha256","type":"VARCHAR","isNullable":false},
    {"name":"byte_count","key":"byteCount","type":"BIGINT","isNullable":false},
    {"name":"added_at_utc","key":"addedAt","type":"TIMESTAMP","isNullable":false},
  ],
  sql: `-- query: exhibits
-- One row per file that was added to a case, by name.
-- type: role "request"|"note"|"document"
SELECT
  e.case_id,
  e.name,
  e.role,
  e.sha256,
  e.byte_count,
  e.added_at_utc
FROM
  casefile.exhibit AS e
WHERE
  e.case_id = $case_id::VARCHAR
ORDER BY
  e.name
`,
};

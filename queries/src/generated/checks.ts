import type { Digest, SourceName, TransferId } from "@tributary/domain";
import type { Query } from "../query.ts";

export type LedgerBlockRangeEndParameters = Readonly<Record<string, never>>;

export interface LedgerBlockRangeEndRow {
  readonly chain: string;
  readonly reading: string;
  readonly fromNumber: bigint;
  readonly toNumber: bigint;
  readonly toHash: string;
  readonly blockHash: string | null;
}

/** One row per range whose last block stands in the ledger with another hash, or not at all. */
export const ledgerBlockRangeEnd: Query<LedgerBlockRangeEndParameters, LedgerBlockRangeEndRow> = {
  name: "checks/ledger__block_range_end",
  grain: "One row per range whose last block stands in the ledger with another hash, or not at all.",
  parameters: [
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"reading","key":"reading","type":"VARCHAR","isNullable":false},
    {"name":"from_number","key":"fromNumber","type":"BIGINT","isNullable":false},
    {"name":"to_number","key":"toNumber","type":"BIGINT","isNullable":false},
    {"name":"to_hash","key":"toHash","type":"VARCHAR","isNullable":false},
    {"name":"block_hash","key":"blockHash","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: ledger__block_range_end
-- One row per range whose last block stands in the ledger with another hash, or not at all.
-- nullable: block_hash
SELECT
  r.chain,
  r.reading,
  r.from_number,
  r.to_number,
  r.to_hash,
  b.hash AS block_hash
FROM
  ledger.block_range AS r
  LEFT JOIN ledger.block AS b ON b.chain = r.chain
  AND b.number = r.to_number
WHERE
  b.hash IS DISTINCT FROM r.to_hash
ORDER BY
  r.chain,
  r.reading,
  r.from_number,
  r.to_number
`,
};

export type LedgerChainKeyParameters = Readonly<Record<string, never>>;

export interface LedgerChainKeyRow {
  readonly tableName: string;
  readonly rowKey: string;
  readonly rowCount: bigint;
}

/** One row per fact of a chain that stands twice. */
export const ledgerChainKey: Query<LedgerChainKeyParameters, LedgerChainKeyRow> = {
  name: "checks/ledger__chain_key",
  grain: "One row per fact of a chain that stands twice.",
  parameters: [
  ],
  columns: [
    {"name":"table_name","key":"tableName","type":"VARCHAR","isNullable":false},
    {"name":"row_key","key":"rowKey","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__chain_key
-- One row per fact of a chain that stands twice.
SELECT
  x.table_name,
  x.row_key,
  COUNT(*) AS row_count
FROM
  (
    SELECT
      'ledger.block' AS table_name,
      chain || ' ' || number::VARCHAR AS row_key
    FROM
      ledger.block
    UNION ALL
    SELECT
      'ledger.block_proof' AS table_name,
      chain || ' ' || part || ' ' || from_number::VARCHAR || ' ' || to_number::VARCHAR || ' ' || state AS row_key
    FROM
      ledger.block_proof
    UNION ALL
    SELECT
      'ledger.block_range' AS table_name,
      chain || ' ' || reading || ' ' || from_number::VARCHAR || ' ' || to_number::VARCHAR AS row_key
    FROM
      ledger.block_range
    UNION ALL
    SELECT
      'ledger.outpoint' AS table_name,
      outpoint AS row_key
    FROM
      ledger.outpoint
    UNION ALL
    SELECT
      'ledger.item_transfer' AS table_name,
      source || ' ' || item_transfer_id AS row_key
    FROM
      ledger.item_transfer
    UNION ALL
    SELECT
      'ledger.issuer_act' AS table_name,
      source || ' ' || act_id AS row_key
    FROM
      ledger.issuer_act
    UNION ALL
    SELECT
      'ledger.chain_note' AS table_name,
      source || ' ' || note_id AS row_key
    FROM
      ledger.chain_note
    UNION ALL
    SELECT
      'ledger.asset_trait' AS table_name,
      asset || ' ' || trait AS row_key
    FROM
      ledger.asset_trait
    UNION ALL
    SELECT
      'ledger.bridge_event' AS table_name,
      source || ' ' || event_id AS row_key
    FROM
      ledger.bridge_event
  ) AS x
GROUP BY
  x.table_name,
  x.row_key
HAVING
  COUNT(*) > 1
ORDER BY
  x.table_name,
  x.row_key
`,
};

export type LedgerOutpointFlowParameters = Readonly<Record<string, never>>;

export interface LedgerOutpointFlowRow {
  readonly outpoint: string;
  readonly credits: bigint;
  readonly debits: bigint;
  readonly destroyed: bigint;
}

/** One row per output of a UTXO chain that is paid or spent more than once. An output that was overwritten (BIP 30) goes to the destroyed account first. */
export const ledgerOutpointFlow: Query<LedgerOutpointFlowParameters, LedgerOutpointFlowRow> = {
  name: "checks/ledger__outpoint_flow",
  grain: "One row per output of a UTXO chain that is paid or spent more than once. An output that was overwritten (BIP 30) goes to the destroyed account first.",
  parameters: [
  ],
  columns: [
    {"name":"outpoint","key":"outpoint","type":"VARCHAR","isNullable":false},
    {"name":"credits","key":"credits","type":"BIGINT","isNullable":false},
    {"name":"debits","key":"debits","type":"BIGINT","isNullable":false},
    {"name":"destroyed","key":"destroyed","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__outpoint_flow
-- One row per output of a UTXO chain that is paid or spent more than once. An output that was overwritten (BIP 30) goes to the destroyed account first.
SELECT
  x.outpoint,
  SUM(x.credits)::BIGINT AS credits,
  SUM(x.debits)::BIGINT AS debits,
  SUM(x.destroyed)::BIGINT AS destroyed
FROM
  (
    SELECT
      t.to_account AS outpoint,
      1 AS credits,
      0 AS debits,
      0 AS destroyed
    FROM
      ledger.transfer AS t
    WHERE
      starts_with(t.to_account, 'utxo:')
    UNION ALL
    SELECT
      t.from_account AS outpoint,
      0 AS credits,
      CASE
        WHEN starts_with(t.to_account, 'destroyed:') THEN 0
        ELSE 1
      END AS debits,
      CASE
        WHEN starts_with(t.to_account, 'destroyed:') THEN 1
        ELSE 0
      END AS destroyed
    FROM
      ledger.transfer AS t
    WHERE
      starts_with(t.from_account, 'utxo:')
  ) AS x
GROUP BY
  x.outpoint
HAVING
  SUM(x.credits) - SUM(x.destroyed) > 1
  OR SUM(x.debits) > 1
ORDER BY
  x.outpoint
`,
};

export type LedgerTransferKeyParameters = Readonly<Record<string, never>>;

export interface LedgerTransferKeyRow {
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly rowCount: bigint;
}

/** One row per transfer that stands twice. */
export const ledgerTransferKey: Query<LedgerTransferKeyParameters, LedgerTransferKeyRow> = {
  name: "checks/ledger__transfer_key",
  grain: "One row per transfer that stands twice.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_key
-- One row per transfer that stands twice.
SELECT
  t.source,
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer_stated AS t
GROUP BY
  t.source,
  t.transfer_id
HAVING
  COUNT(*) > 1
ORDER BY
  t.source,
  t.transfer_id
`,
};

export type LedgerTransferNameParameters = Readonly<Record<string, never>>;

export interface LedgerTransferNameRow {
  readonly name: string;
  readonly rowCount: bigint;
}

/** One row per name that two transfers share. */
export const ledgerTransferName: Query<LedgerTransferNameParameters, LedgerTransferNameRow> = {
  name: "checks/ledger__transfer_name",
  grain: "One row per name that two transfers share.",
  parameters: [
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_name
-- One row per name that two transfers share.
SELECT
  t.name,
  COUNT(*) AS row_count
FROM
  ledger.transfer_named AS t
GROUP BY
  t.name
HAVING
  COUNT(*) > 1
ORDER BY
  t.name
`,
};

export type LedgerTransferRecordParameters = Readonly<Record<string, never>>;

export interface LedgerTransferRecordRow {
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per transfer whose source record is not in the store. */
export const ledgerTransferRecord: Query<LedgerTransferRecordParameters, LedgerTransferRecordRow> = {
  name: "checks/ledger__transfer_record",
  grain: "One row per transfer whose source record is not in the store.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_record
-- One row per transfer whose source record is not in the store.
SELECT
  t.source,
  t.transfer_id,
  t.file_sha256,
  t.locator
FROM
  ledger.transfer_stated AS t
  ANTI JOIN source.record AS r ON r.file_sha256 = t.file_sha256
  AND r.locator = t.locator
ORDER BY
  t.source,
  t.transfer_id
`,
};

export type LedgerTransferSharedIdParameters = Readonly<Record<string, never>>;

export interface LedgerTransferSharedIdRow {
  readonly transferId: TransferId;
  readonly rowCount: bigint;
}

/** One row per id that several sources use and that is not registered as shared. */
export const ledgerTransferSharedId: Query<LedgerTransferSharedIdParameters, LedgerTransferSharedIdRow> = {
  name: "checks/ledger__transfer_shared_id",
  grain: "One row per id that several sources use and that is not registered as shared.",
  parameters: [
  ],
  columns: [
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: ledger__transfer_shared_id
-- One row per id that several sources use and that is not registered as shared.
SELECT
  t.transfer_id,
  COUNT(*) AS row_count
FROM
  ledger.transfer_stated AS t
WHERE
  t.transfer_id NOT IN (
    SELECT
      s.transfer_id
    FROM
      ledger.shared_transfer_id AS s
  )
GROUP BY
  t.transfer_id
HAVING
  COUNT(DISTINCT t.source) > 1
ORDER BY
  t.transfer_id
`,
};

export type SourceRecordFileParameters = Readonly<Record<string, never>>;

export interface SourceRecordFileRow {
  readonly fileSha256: Digest;
  readonly locator: string;
}

/** One row per record whose file is not in the store. */
export const sourceRecordFile: Query<SourceRecordFileParameters, SourceRecordFileRow> = {
  name: "checks/source__record_file",
  grain: "One row per record whose file is not in the store.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: source__record_file
-- One row per record whose file is not in the store.
SELECT
  r.file_sha256,
  r.locator
FROM
  source.record AS r
  ANTI JOIN source.file AS f ON f.sha256 = r.file_sha256
ORDER BY
  r.file_sha256,
  r.locator
`,
};

export type SourceRecordKeyParameters = Readonly<Record<string, never>>;

export interface SourceRecordKeyRow {
  readonly fileSha256: Digest;
  readonly locator: string;
  readonly rowCount: bigint;
}

/** One row per record that stands twice. */
export const sourceRecordKey: Query<SourceRecordKeyParameters, SourceRecordKeyRow> = {
  name: "checks/source__record_key",
  grain: "One row per record that stands twice.",
  parameters: [
  ],
  columns: [
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"row_count","key":"rowCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: source__record_key
-- One row per record that stands twice.
SELECT
  r.file_sha256,
  r.locator,
  COUNT(*) AS row_count
FROM
  source.record AS r
GROUP BY
  r.file_sha256,
  r.locator
HAVING
  COUNT(*) > 1
ORDER BY
  r.file_sha256,
  r.locator
`,
};

export type StrStandingParameters = Readonly<Record<string, never>>;

export interface StrStandingRow {
  readonly reportId: Digest;
  readonly versionId: Digest | null;
  readonly ruledVersion: string | null;
}

/** One row per report whose standing version is not the one that the rules give. */
export const strStanding: Query<StrStandingParameters, StrStandingRow> = {
  name: "checks/str__standing",
  grain: "One row per report whose standing version is not the one that the rules give.",
  parameters: [
  ],
  columns: [
    {"name":"report_id","key":"reportId","type":"VARCHAR","isNullable":false},
    {"name":"version_id","key":"versionId","type":"VARCHAR","isNullable":true},
    {"name":"ruled_version","key":"ruledVersion","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: str__standing
-- One row per report whose standing version is not the one that the rules give.
-- nullable: version_id, ruled_version
SELECT
  COALESCE(s.report_id, n.report_id) AS report_id,
  s.version_id,
  n.version_id AS ruled_version
FROM
  str.standing AS s
  FULL JOIN str.standing_at ('infinity'::TIMESTAMP) AS n ON n.report_id = s.report_id
WHERE
  s.version_id IS DISTINCT FROM n.version_id
ORDER BY
  report_id
`,
};

export type StrTransferPlaceParameters = Readonly<Record<string, never>>;

export interface StrTransferPlaceRow {
  readonly source: SourceName;
  readonly transferId: TransferId;
  readonly isAside: boolean;
  readonly sequence: bigint;
}

/** One row per transfer of a report that stands in the ledger while no standing version states it, or aside while one does, or in another place than there. */
export const strTransferPlace: Query<StrTransferPlaceParameters, StrTransferPlaceRow> = {
  name: "checks/str__transfer_place",
  grain: "One row per transfer of a report that stands in the ledger while no standing version states it, or aside while one does, or in another place than there.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"transfer_id","key":"transferId","type":"VARCHAR","isNullable":false},
    {"name":"is_aside","key":"isAside","type":"BOOLEAN","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: str__transfer_place
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
`,
};

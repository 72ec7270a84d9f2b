import type { AccountId, AssetId, Atoms, Digest, Precision, SourceName, TimeBasis, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type LedgerStateParameters = Readonly<Record<string, never>>;

export interface LedgerStateRow {
  readonly commitNumber: bigint;
  readonly digest: Digest;
}

/** One row: the last write that brought facts. Where it is another than before, the ledger may have changed. None: nothing was ever written. */
export const ledgerState: Query<LedgerStateParameters, LedgerStateRow> = {
  name: "snapshot/read/ledger_state",
  grain: "One row: the last write that brought facts. Where it is another than before, the ledger may have changed. None: nothing was ever written.",
  parameters: [
  ],
  columns: [
    {"name":"commit_number","key":"commitNumber","type":"BIGINT","isNullable":false},
    {"name":"digest","key":"digest","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: ledger_state
-- One row: the last write that brought facts. Where it is another than before, the ledger may have changed. None: nothing was ever written.
SELECT
  c.number AS commit_number,
  c.digest
FROM
  ingest.commit AS c
WHERE
  c.number = (
    SELECT
      MAX(b.commit_number)
    FROM
      ingest.batch AS b
  )
ORDER BY
  c.number
`,
};

export type OutpointsAddressedParameters = Readonly<Record<string, never>>;

export interface OutpointsAddressedRow {
  readonly outpoint: AccountId;
  readonly address: AccountId;
}

/** One row per outpoint with an address, by outpoint. */
export const outpointsAddressed: Query<OutpointsAddressedParameters, OutpointsAddressedRow> = {
  name: "snapshot/read/outpoints_addressed",
  grain: "One row per outpoint with an address, by outpoint.",
  parameters: [
  ],
  columns: [
    {"name":"outpoint","key":"outpoint","type":"VARCHAR","isNullable":false},
    {"name":"address","key":"address","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: outpoints_addressed
-- One row per outpoint with an address, by outpoint.
-- type: outpoint AccountId, address AccountId
SELECT
  o.outpoint,
  o.address
FROM
  ledger.outpoint AS o
WHERE
  o.address IS NOT NULL
ORDER BY
  o.outpoint
`,
};

export type SharedTransferIdsParameters = Readonly<Record<string, never>>;

export interface SharedTransferIdsRow {
  readonly id: TransferId;
}

/** One row per id that more than one source uses, bytewise. */
export const sharedTransferIds: Query<SharedTransferIdsParameters, SharedTransferIdsRow> = {
  name: "snapshot/read/shared_transfer_ids",
  grain: "One row per id that more than one source uses, bytewise.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: shared_transfer_ids
-- One row per id that more than one source uses, bytewise.
-- type: id TransferId
SELECT
  s.transfer_id AS id
FROM
  ledger.shared_transfer_id AS s
ORDER BY
  s.transfer_id
`,
};

export type SnapshotContentParameters = {
  readonly after: UtcMicros;
  readonly until: UtcMicros;
  readonly afterSequence: bigint;
  readonly afterId: string;
  readonly afterSource: string;
  readonly untilSequence: bigint;
  readonly untilId: string;
  readonly untilSource: string;
};

export interface SnapshotContentRow {
  readonly transferCount: bigint;
  readonly movementCount: bigint;
  readonly largeCount: bigint;
  readonly mark: string;
}

/** One row: how many transfers stand in a stretch of ledger order, how many of them move something and how many of these need more than 63 bits, and a mark of all that they say, which the same version of the engine gives again. */
export const snapshotContent: Query<SnapshotContentParameters, SnapshotContentRow> = {
  name: "snapshot/read/snapshot_content",
  grain: "One row: how many transfers stand in a stretch of ledger order, how many of them move something and how many of these need more than 63 bits, and a mark of all that they say, which the same version of the engine gives again.",
  parameters: [
    {"name":"after_utc","key":"after","type":"TIMESTAMP","isNullable":false},
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":false},
    {"name":"after_sequence","key":"afterSequence","type":"BIGINT","isNullable":false},
    {"name":"after_id","key":"afterId","type":"VARCHAR","isNullable":false},
    {"name":"after_source","key":"afterSource","type":"VARCHAR","isNullable":false},
    {"name":"until_sequence","key":"untilSequence","type":"BIGINT","isNullable":false},
    {"name":"until_id","key":"untilId","type":"VARCHAR","isNullable":false},
    {"name":"until_source","key":"untilSource","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"transfer_count","key":"transferCount","type":"BIGINT","isNullable":false},
    {"name":"movement_count","key":"movementCount","type":"BIGINT","isNullable":false},
    {"name":"large_count","key":"largeCount","type":"BIGINT","isNullable":false},
    {"name":"mark","key":"mark","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: snapshot_content
-- One row: how many transfers stand in a stretch of ledger order, how many of them move something and how many of these need more than 63 bits, and a mark of all that they say, which the same version of the engine gives again.
SELECT
  COUNT(*) AS transfer_count,
  COUNT(*) FILTER(
    WHERE
      t.atoms > 0::BIGNUM
      AND t.from_account <> t.to_account
  ) AS movement_count,
  COUNT(*) FILTER(
    WHERE
      t.atoms > '9223372036854775807'::BIGNUM
      AND t.from_account <> t.to_account
  ) AS large_count,
  COALESCE(
    SUM(
      hash(
        t.source,
        t.transfer_id,
        t.occurred_at_utc,
        t.sequence,
        t.precision,
        t.basis,
        t.from_account,
        t.to_account,
        t.asset,
        t.atoms,
        t.reference
      )
    )::VARCHAR,
    '0'
  ) AS mark
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc BETWEEN $after_utc::TIMESTAMP AND $until_utc::TIMESTAMP
  AND (
    t.occurred_at_utc > $after_utc::TIMESTAMP
    OR t.sequence > $after_sequence::BIGINT
    OR (
      t.sequence = $after_sequence::BIGINT
      AND (
        t.transfer_id > $after_id::VARCHAR
        OR (
          t.transfer_id = $after_id::VARCHAR
          AND t.source > $after_source::VARCHAR
        )
      )
    )
  )
  AND (
    t.occurred_at_utc < $until_utc::TIMESTAMP
    OR t.sequence < $until_sequence::BIGINT
    OR (
      t.sequence = $until_sequence::BIGINT
      AND (
        t.transfer_id < $until_id::VARCHAR
        OR (
          t.transfer_id = $until_id::VARCHAR
          AND t.source <= $until_source::VARCHAR
        )
      )
    )
  )
ORDER BY
  transfer_count
`,
};

export type SnapshotEndParameters = Readonly<Record<string, never>>;

export interface SnapshotEndRow {
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly id: TransferId;
  readonly source: SourceName;
}

/** One row: the last transfer in ledger order; none where there is no transfer. */
export const snapshotEnd: Query<SnapshotEndParameters, SnapshotEndRow> = {
  name: "snapshot/read/snapshot_end",
  grain: "One row: the last transfer in ledger order; none where there is no transfer.",
  parameters: [
  ],
  columns: [
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: snapshot_end
-- One row: the last transfer in ledger order; none where there is no transfer.
-- type: id TransferId
SELECT
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id AS id,
  t.source
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc = (
    SELECT
      MAX(l.occurred_at_utc)
    FROM
      ledger.transfer AS l
  )
ORDER BY
  t.sequence DESC,
  t.transfer_id DESC,
  t.source DESC
LIMIT
  1
`,
};

export type SnapshotIdleParameters = {
  readonly after: UtcMicros;
  readonly afterSequence: bigint;
  readonly afterId: string;
  readonly afterSource: string;
};

export interface SnapshotIdleRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly precision: Precision;
  readonly basis: TimeBasis;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly reference: string | null;
}

/** One row per transfer after a place in ledger order that moves nothing: of no amount, or from an account to itself. In ledger order. */
export const snapshotIdle: Query<SnapshotIdleParameters, SnapshotIdleRow> = {
  name: "snapshot/read/snapshot_idle",
  grain: "One row per transfer after a place in ledger order that moves nothing: of no amount, or from an account to itself. In ledger order.",
  parameters: [
    {"name":"after_utc","key":"after","type":"TIMESTAMP","isNullable":false},
    {"name":"after_sequence","key":"afterSequence","type":"BIGINT","isNullable":false},
    {"name":"after_id","key":"afterId","type":"VARCHAR","isNullable":false},
    {"name":"after_source","key":"afterSource","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"precision","key":"precision","type":"VARCHAR","isNullable":false},
    {"name":"basis","key":"basis","type":"VARCHAR","isNullable":false},
    {"name":"from","key":"from","type":"VARCHAR","isNullable":false},
    {"name":"to","key":"to","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: snapshot_idle
-- One row per transfer after a place in ledger order that moves nothing: of no amount, or from an account to itself. In ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
SELECT
  t.source,
  t.transfer_id AS id,
  t.occurred_at_utc,
  t.sequence,
  t.precision,
  t.basis,
  t.from_account AS "from",
  t.to_account AS "to",
  t.asset,
  t.atoms,
  t.reference
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc >= $after_utc::TIMESTAMP
  AND (
    t.occurred_at_utc > $after_utc::TIMESTAMP
    OR t.sequence > $after_sequence::BIGINT
    OR (
      t.sequence = $after_sequence::BIGINT
      AND (
        t.transfer_id > $after_id::VARCHAR
        OR (
          t.transfer_id = $after_id::VARCHAR
          AND t.source > $after_source::VARCHAR
        )
      )
    )
  )
  AND (
    t.atoms = 0::BIGNUM
    OR t.from_account = t.to_account
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type SnapshotLegsParameters = Readonly<Record<string, never>>;

export interface SnapshotLegsRow {
  readonly name: string;
  readonly source: SourceName;
  readonly id: TransferId;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly isMovement: boolean;
  readonly reference: string | null;
}

/** One row per transfer that a conversion names as a leg, in ledger order. */
export const snapshotLegs: Query<SnapshotLegsParameters, SnapshotLegsRow> = {
  name: "snapshot/read/snapshot_legs",
  grain: "One row per transfer that a conversion names as a leg, in ledger order.",
  parameters: [
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"is_movement","key":"isMovement","type":"BOOLEAN","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: snapshot_legs
-- One row per transfer that a conversion names as a leg, in ledger order.
-- nullable: reference
-- type: id TransferId
SELECT
  t.name,
  t.source,
  t.transfer_id AS id,
  t.occurred_at_utc,
  t.sequence,
  t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account AS is_movement,
  t.reference
FROM
  ledger.transfer_named AS t
WHERE
  t.name IN (
    SELECT
      UNNEST(list_concat(c.out_transfers, c.in_transfers))
    FROM
      ledger.conversion AS c
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type SnapshotMovementsParameters = {
  readonly after: UtcMicros;
  readonly afterSequence: bigint;
  readonly afterId: string;
  readonly afterSource: string;
};

export interface SnapshotMovementsRow {
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
  readonly source: SourceName;
  readonly traits: number;
  readonly atoms: Atoms;
  readonly idBytes: number;
  readonly texts: string;
}

/** One row per movement after a place in ledger order, by time and sequence. */
export const snapshotMovements: Query<SnapshotMovementsParameters, SnapshotMovementsRow> = {
  name: "snapshot/read/snapshot_movements",
  grain: "One row per movement after a place in ledger order, by time and sequence.",
  parameters: [
    {"name":"after_utc","key":"after","type":"TIMESTAMP","isNullable":false},
    {"name":"after_sequence","key":"afterSequence","type":"BIGINT","isNullable":false},
    {"name":"after_id","key":"afterId","type":"VARCHAR","isNullable":false},
    {"name":"after_source","key":"afterSource","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"payer","key":"payer","type":"VARCHAR","isNullable":false},
    {"name":"payee","key":"payee","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"traits","key":"traits","type":"UINTEGER","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"id_bytes","key":"idBytes","type":"UINTEGER","isNullable":false},
    {"name":"texts","key":"texts","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: snapshot_movements
-- One row per movement after a place in ledger order, by time and sequence.
-- The texts of ids are left out of the order: sorting by them costs as much as all the rest, and few movements share time and sequence.
-- type: payer AccountId, payee AccountId
SELECT
  t.occurred_at_utc,
  t.sequence,
  t.from_account AS payer,
  t.to_account AS payee,
  t.asset,
  t.source,
  (
    list_position(['instant', 'second', 'minute', 'day'], t.precision) * 8 + list_position(['block', 'booking', 'value', 'observed'], t.basis) + CASE
      WHEN t.reference IS NULL THEN 0
      ELSE 64
    END
  )::UINTEGER AS traits,
  t.atoms,
  strlen(t.transfer_id)::UINTEGER AS id_bytes,
  t.transfer_id || COALESCE(t.reference, '') AS texts
FROM
  ledger.transfer AS t
WHERE
  t.occurred_at_utc >= $after_utc::TIMESTAMP
  AND (
    t.occurred_at_utc > $after_utc::TIMESTAMP
    OR t.sequence > $after_sequence::BIGINT
    OR (
      t.sequence = $after_sequence::BIGINT
      AND (
        t.transfer_id > $after_id::VARCHAR
        OR (
          t.transfer_id = $after_id::VARCHAR
          AND t.source > $after_source::VARCHAR
        )
      )
    )
  )
  AND t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account
ORDER BY
  t.occurred_at_utc,
  t.sequence
`,
};

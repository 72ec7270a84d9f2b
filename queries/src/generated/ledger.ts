import type { AccountId, AssetId, Atoms, BlockPart, ConversionBasis, Digest, Precision, SourceName, TimeBasis, TransferId, UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type AccountsExistingParameters = {
  readonly accounts: readonly AccountId[];
};

export interface AccountsExistingRow {
  readonly account: AccountId;
}

/** One row per account asked for that the ledger names. */
export const accountsExisting: Query<AccountsExistingParameters, AccountsExistingRow> = {
  name: "ledger/read/accounts_existing",
  grain: "One row per account asked for that the ledger names.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: accounts_existing
-- One row per account asked for that the ledger names.
SELECT
  a.account
FROM
  ledger.account AS a
WHERE
  a.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  a.account
`,
};

export type AssetTraitsParameters = Readonly<Record<string, never>>;

export interface AssetTraitsRow {
  readonly asset: AssetId;
  readonly trait: "balance-differs-from-transfers";
}

/** One row per asset and way in which its token behaves as transfers do not show. */
export const assetTraits: Query<AssetTraitsParameters, AssetTraitsRow> = {
  name: "ledger/read/asset_traits",
  grain: "One row per asset and way in which its token behaves as transfers do not show.",
  parameters: [
  ],
  columns: [
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"trait","key":"trait","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: asset_traits
-- One row per asset and way in which its token behaves as transfers do not show.
-- type: trait "balance-differs-from-transfers"
SELECT
  t.asset,
  t.trait
FROM
  ledger.asset_trait AS t
ORDER BY
  t.asset,
  t.trait
`,
};

export type AssetsParameters = Readonly<Record<string, never>>;

export interface AssetsRow {
  readonly id: AssetId;
  readonly scale: number | null;
  readonly symbol: string | null;
}

/** One row per asset that a transfer, a balance or a source's description names. The symbol is the bytewise least of those stated. */
export const assets: Query<AssetsParameters, AssetsRow> = {
  name: "ledger/read/assets",
  grain: "One row per asset that a transfer, a balance or a source's description names. The symbol is the bytewise least of those stated.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"scale","key":"scale","type":"INTEGER","isNullable":true},
    {"name":"symbol","key":"symbol","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: assets
-- One row per asset that a transfer, a balance or a source's description names. The symbol is the bytewise least of those stated.
-- nullable: scale, symbol
-- type: id AssetId
SELECT
  a.asset AS id,
  (
    SELECT
      MIN(s.scale)
    FROM
      ledger.asset_scale AS s
    WHERE
      s.asset = a.asset
  ) AS scale,
  (
    SELECT
      MIN(n.symbol)
    FROM
      ledger.asset_symbol AS n
    WHERE
      n.asset = a.asset
  ) AS symbol
FROM
  (
    SELECT
      t.asset
    FROM
      ledger.transfer AS t
    UNION
    SELECT
      b.asset
    FROM
      ledger.balance_stated AS b
    UNION
    SELECT
      s.asset
    FROM
      ledger.asset_scale AS s
    UNION
    SELECT
      n.asset
    FROM
      ledger.asset_symbol AS n
  ) AS a
ORDER BY
  a.asset
`,
};

export type BalancesParameters = Readonly<Record<string, never>>;

export interface BalancesRow {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly atoms: Atoms;
}

/** One row per known balance, by account, asset and time: where all that is stated of that time and stands agrees. */
export const balances: Query<BalancesParameters, BalancesRow> = {
  name: "ledger/read/balances",
  grain: "One row per known balance, by account, asset and time: where all that is stated of that time and stands agrees.",
  parameters: [
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"time","key":"time","type":"TIMESTAMP","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
  ],
  sql: `-- query: balances
-- One row per known balance, by account, asset and time: where all that is stated of that time and stands agrees.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  MIN(b.atoms) AS atoms
FROM
  ledger.balance_stated AS b
GROUP BY
  b.account,
  b.asset,
  b.as_of_utc
HAVING
  MIN(b.atoms) = MAX(b.atoms)
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc
`,
};

export type BalancesByAccountsParameters = {
  readonly accounts: readonly AccountId[];
};

export interface BalancesByAccountsRow {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly atoms: Atoms;
}

/** One row per known balance of any of the accounts, by account, asset and time: where all that is stated of that time and stands agrees. */
export const balancesByAccounts: Query<BalancesByAccountsParameters, BalancesByAccountsRow> = {
  name: "ledger/read/balances_by_accounts",
  grain: "One row per known balance of any of the accounts, by account, asset and time: where all that is stated of that time and stands agrees.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"time","key":"time","type":"TIMESTAMP","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
  ],
  sql: `-- query: balances_by_accounts
-- One row per known balance of any of the accounts, by account, asset and time: where all that is stated of that time and stands agrees.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  MIN(b.atoms) AS atoms
FROM
  ledger.balance_stated AS b
WHERE
  b.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
GROUP BY
  b.account,
  b.asset,
  b.as_of_utc
HAVING
  MIN(b.atoms) = MAX(b.atoms)
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc
`,
};

export type BalancesContradictedParameters = Readonly<Record<string, never>>;

export interface BalancesContradictedRow {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly leastAtoms: bigint;
  readonly greatestAtoms: bigint;
}

/** One row per account, asset and time of which what stands states several balances: none of them is known. */
export const balancesContradicted: Query<BalancesContradictedParameters, BalancesContradictedRow> = {
  name: "ledger/read/balances_contradicted",
  grain: "One row per account, asset and time of which what stands states several balances: none of them is known.",
  parameters: [
  ],
  columns: [
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"time","key":"time","type":"TIMESTAMP","isNullable":false},
    {"name":"least_atoms","key":"leastAtoms","type":"BIGNUM","isNullable":false},
    {"name":"greatest_atoms","key":"greatestAtoms","type":"BIGNUM","isNullable":false},
  ],
  sql: `-- query: balances_contradicted
-- One row per account, asset and time of which what stands states several balances: none of them is known.
SELECT
  b.account,
  b.asset,
  b.as_of_utc AS "time",
  MIN(b.atoms) AS least_atoms,
  MAX(b.atoms) AS greatest_atoms
FROM
  ledger.balance_stated AS b
GROUP BY
  b.account,
  b.asset,
  b.as_of_utc
HAVING
  MIN(b.atoms) < MAX(b.atoms)
ORDER BY
  b.account,
  b.asset,
  b.as_of_utc
`,
};

export type BlockRangesParameters = Readonly<Record<string, never>>;

export interface BlockRangesRow {
  readonly chain: string;
  readonly reading: string;
  readonly fromNumber: bigint;
  readonly toNumber: bigint;
  readonly toHash: string;
}

/** One row per range of blocks of a chain that was read completely, by reading, first and last block. */
export const blockRanges: Query<BlockRangesParameters, BlockRangesRow> = {
  name: "ledger/read/block_ranges",
  grain: "One row per range of blocks of a chain that was read completely, by reading, first and last block.",
  parameters: [
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"reading","key":"reading","type":"VARCHAR","isNullable":false},
    {"name":"from_number","key":"fromNumber","type":"BIGINT","isNullable":false},
    {"name":"to_number","key":"toNumber","type":"BIGINT","isNullable":false},
    {"name":"to_hash","key":"toHash","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: block_ranges
-- One row per range of blocks of a chain that was read completely, by reading, first and last block.
SELECT
  r.chain,
  r.reading,
  r.from_number,
  r.to_number,
  r.to_hash
FROM
  ledger.block_range AS r
ORDER BY
  r.chain,
  r.reading,
  r.from_number,
  r.to_number
`,
};

export type BlockSpansParameters = Readonly<Record<string, never>>;

export interface BlockSpansRow {
  readonly chain: string;
  readonly reading: string;
  readonly fromNumber: bigint;
  readonly toNumber: bigint;
}

/** One row per chain, reading and blocks in a row that were read completely, ranges that touch or overlap united. */
export const blockSpans: Query<BlockSpansParameters, BlockSpansRow> = {
  name: "ledger/read/block_spans",
  grain: "One row per chain, reading and blocks in a row that were read completely, ranges that touch or overlap united.",
  parameters: [
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"reading","key":"reading","type":"VARCHAR","isNullable":false},
    {"name":"from_number","key":"fromNumber","type":"BIGINT","isNullable":false},
    {"name":"to_number","key":"toNumber","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: block_spans
-- One row per chain, reading and blocks in a row that were read completely, ranges that touch or overlap united.
SELECT
  s.chain,
  s.reading,
  MIN(s.from_number) AS from_number,
  MAX(s.to_number) AS to_number
FROM
  (
    SELECT
      r.chain,
      r.reading,
      r.from_number,
      r.to_number,
      SUM(
        CASE
          WHEN r.from_number <= r.before_number + 1 THEN 0
          ELSE 1
        END
      ) OVER (
        PARTITION BY
          r.chain,
          r.reading
        ORDER BY
          r.from_number,
          r.to_number
      ) AS span
    FROM
      (
        SELECT
          b.chain,
          b.reading,
          b.from_number,
          b.to_number,
          MAX(b.to_number) OVER (
            PARTITION BY
              b.chain,
              b.reading
            ORDER BY
              b.from_number,
              b.to_number ROWS BETWEEN UNBOUNDED PRECEDING
              AND 1 PRECEDING
          ) AS before_number
        FROM
          ledger.block_range AS b
      ) AS r
  ) AS s
GROUP BY
  s.chain,
  s.reading,
  s.span
ORDER BY
  s.chain,
  s.reading,
  MIN(s.from_number)
`,
};

export type BridgeEndsOpenParameters = Readonly<Record<string, never>>;

export interface BridgeEndsOpenRow {
  readonly source: string;
  readonly id: string;
  readonly direction: string;
  readonly protocol: string;
  readonly key: string;
  readonly transfers: readonly string[];
  readonly account: AccountId;
  readonly recipient: AccountId | null;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly occurredAt: UtcMicros;
  readonly names: readonly string[];
  readonly payers: readonly AccountId[];
  readonly assets: readonly string[];
  readonly scale: number | null;
  readonly symbol: string | null;
  readonly isInferred: boolean;
}

/** One row per end of a bridge that is in no pair by its key, or one of more than two of its key, in order of source and id, with what the ledger holds of its transfers. */
export const bridgeEndsOpen: Query<BridgeEndsOpenParameters, BridgeEndsOpenRow> = {
  name: "ledger/read/bridge_ends_open",
  grain: "One row per end of a bridge that is in no pair by its key, or one of more than two of its key, in order of source and id, with what the ledger holds of its transfers.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"direction","key":"direction","type":"VARCHAR","isNullable":false},
    {"name":"protocol","key":"protocol","type":"VARCHAR","isNullable":false},
    {"name":"key","key":"key","type":"VARCHAR","isNullable":false},
    {"name":"transfers","key":"transfers","type":"VARCHAR[]","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"recipient","key":"recipient","type":"VARCHAR","isNullable":true},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
    {"name":"payers","key":"payers","type":"VARCHAR[]","isNullable":false},
    {"name":"assets","key":"assets","type":"VARCHAR[]","isNullable":false},
    {"name":"scale","key":"scale","type":"INTEGER","isNullable":true},
    {"name":"symbol","key":"symbol","type":"VARCHAR","isNullable":true},
    {"name":"is_inferred","key":"isInferred","type":"BOOLEAN","isNullable":false},
  ],
  sql: `-- query: bridge_ends_open
-- One row per end of a bridge that is in no pair by its key, or one of more than two of its key, in order of source and id, with what the ledger holds of its transfers.
-- nullable: recipient, scale, symbol
-- type: source string, recipient AccountId, payers AccountId
WITH
  inferred AS (
    SELECT DISTINCT
      u.name
    FROM
      (
        SELECT
          UNNEST(list_concat(c.out_transfers, c.in_transfers)) AS name
        FROM
          ledger.conversion AS c
        WHERE
          c.conversion_id LIKE 'bridge-inferred:%'
      ) AS u
  ),
  carried AS (
    SELECT
      i.source,
      i.event_id,
      list(
        t.name
        ORDER BY
          t.occurred_at_utc,
          t.sequence,
          t.transfer_id
      ) AS names,
      list_sort(list_distinct(list(t.from_account))) AS payers,
      list_sort(list_distinct(list(t.asset))) AS assets,
      COUNT(u.name) > 0 AS is_inferred
    FROM
      (
        SELECT
          b.source,
          b.event_id,
          UNNEST(b.transfers) AS transfer_id
        FROM
          ledger.bridge_event AS b
      ) AS i
      INNER JOIN ledger.transfer_named AS t ON t.source = i.source
      AND t.transfer_id = i.transfer_id
      LEFT JOIN inferred AS u ON u.name = t.name
    GROUP BY
      i.source,
      i.event_id
  ),
  shared AS (
    SELECT
      b.protocol,
      b.bridge_key,
      COUNT(*) AS end_count
    FROM
      ledger.bridge_event AS b
    GROUP BY
      b.protocol,
      b.bridge_key
  )
SELECT
  e.source,
  e.event_id AS id,
  e.direction,
  e.protocol,
  e.bridge_key AS "key",
  e.transfers,
  e.account,
  e.recipient,
  e.asset,
  e.atoms,
  e.occurred_at_utc,
  COALESCE(l.names, []::VARCHAR[]) AS names,
  COALESCE(l.payers, []::VARCHAR[]) AS payers,
  COALESCE(l.assets, []::VARCHAR[]) AS assets,
  s.scale,
  n.symbol,
  COALESCE(l.is_inferred, FALSE) AS is_inferred
FROM
  ledger.bridge_event AS e
  INNER JOIN shared AS h ON h.protocol = e.protocol
  AND h.bridge_key = e.bridge_key
  LEFT JOIN carried AS l ON l.source = e.source
  AND l.event_id = e.event_id
  LEFT JOIN ledger.asset_scale AS s ON s.asset = e.asset
  LEFT JOIN (
    SELECT
      y.asset,
      MIN(y.symbol) AS symbol
    FROM
      ledger.asset_symbol AS y
    GROUP BY
      y.asset
  ) AS n ON n.asset = e.asset
  LEFT JOIN ledger.conversion AS c ON c.conversion_id = 'bridge-event:' || e.protocol || ':' || e.bridge_key
WHERE
  e.bridge_key = ''
  OR h.end_count > 2
  OR c.conversion_id IS NULL
ORDER BY
  e.source,
  e.event_id
`,
};

export type BridgesReadUntilParameters = Readonly<Record<string, never>>;

export interface BridgesReadUntilRow {
  readonly readUntil: UtcMicros | null;
}

/** One row: the time up to which every source with an end of a bridge was read; null where there is none. */
export const bridgesReadUntil: Query<BridgesReadUntilParameters, BridgesReadUntilRow> = {
  name: "ledger/read/bridges_read_until",
  grain: "One row: the time up to which every source with an end of a bridge was read; null where there is none.",
  parameters: [
  ],
  columns: [
    {"name":"read_until_utc","key":"readUntil","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: bridges_read_until
-- One row: the time up to which every source with an end of a bridge was read; null where there is none.
-- nullable: read_until_utc
SELECT
  MIN(r.last_at_utc) AS read_until_utc
FROM
  (
    SELECT
      MAX(t.occurred_at_utc) AS last_at_utc
    FROM
      ledger.transfer AS t
    WHERE
      t.source IN (
        SELECT
          e.source
        FROM
          ledger.bridge_event AS e
      )
    GROUP BY
      t.source
  ) AS r
ORDER BY
  read_until_utc
`,
};

export type ConversionsParameters = Readonly<Record<string, never>>;

export interface ConversionsRow {
  readonly id: string;
  readonly account: AccountId;
  readonly outTransfers: readonly string[];
  readonly inTransfers: readonly string[];
  readonly kind: string;
  readonly basis: ConversionBasis;
  readonly document: string | null;
}

/** One row per conversion, by id. */
export const conversions: Query<ConversionsParameters, ConversionsRow> = {
  name: "ledger/read/conversions",
  grain: "One row per conversion, by id.",
  parameters: [
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"out_transfers","key":"outTransfers","type":"VARCHAR[]","isNullable":false},
    {"name":"in_transfers","key":"inTransfers","type":"VARCHAR[]","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"basis","key":"basis","type":"VARCHAR","isNullable":false},
    {"name":"document","key":"document","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: conversions
-- One row per conversion, by id.
-- nullable: document
-- type: basis ConversionBasis
SELECT
  c.conversion_id AS id,
  c.account,
  c.out_transfers,
  c.in_transfers,
  c.kind,
  c.basis,
  c.document
FROM
  ledger.conversion AS c
ORDER BY
  c.conversion_id
`,
};

export type ConversionsByLegsParameters = {
  readonly names: readonly string[];
};

export interface ConversionsByLegsRow {
  readonly id: string;
  readonly account: AccountId;
  readonly outTransfers: readonly string[];
  readonly inTransfers: readonly string[];
  readonly kind: string;
  readonly basis: ConversionBasis;
  readonly document: string | null;
}

/** One row per conversion that has any of the transfers as a leg, by id. */
export const conversionsByLegs: Query<ConversionsByLegsParameters, ConversionsByLegsRow> = {
  name: "ledger/read/conversions_by_legs",
  grain: "One row per conversion that has any of the transfers as a leg, by id.",
  parameters: [
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"out_transfers","key":"outTransfers","type":"VARCHAR[]","isNullable":false},
    {"name":"in_transfers","key":"inTransfers","type":"VARCHAR[]","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
    {"name":"basis","key":"basis","type":"VARCHAR","isNullable":false},
    {"name":"document","key":"document","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: conversions_by_legs
-- One row per conversion that has any of the transfers as a leg, by id.
-- nullable: document
-- type: basis ConversionBasis
SELECT
  c.conversion_id AS id,
  c.account,
  c.out_transfers,
  c.in_transfers,
  c.kind,
  c.basis,
  c.document
FROM
  ledger.conversion AS c
WHERE
  c.conversion_id IN (
    SELECT
      l.conversion_id
    FROM
      (
        SELECT
          k.conversion_id,
          UNNEST(list_concat(k.out_transfers, k.in_transfers)) AS name
        FROM
          ledger.conversion AS k
      ) AS l
    WHERE
      l.name IN (
        SELECT
          UNNEST($names::VARCHAR[])
      )
  )
ORDER BY
  c.conversion_id
`,
};

export type CoverageParameters = Readonly<Record<string, never>>;

export interface CoverageRow {
  readonly source: string;
  readonly scope: string;
  readonly from: UtcMicros;
  readonly to: UtcMicros;
  readonly assets: string;
  readonly finality: string | null;
}

/** One row per interval that a source has read completely, by source, scope and start. */
export const coverage: Query<CoverageParameters, CoverageRow> = {
  name: "ledger/read/coverage",
  grain: "One row per interval that a source has read completely, by source, scope and start.",
  parameters: [
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"scope","key":"scope","type":"VARCHAR","isNullable":false},
    {"name":"from","key":"from","type":"TIMESTAMP","isNullable":false},
    {"name":"to","key":"to","type":"TIMESTAMP","isNullable":false},
    {"name":"assets","key":"assets","type":"VARCHAR","isNullable":false},
    {"name":"finality","key":"finality","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: coverage
-- One row per interval that a source has read completely, by source, scope and start.
-- nullable: finality
-- type: source string
SELECT
  c.source,
  c.scope,
  c.from_utc AS "from",
  c.to_utc AS "to",
  c.assets,
  c.finality
FROM
  ledger.coverage AS c
ORDER BY
  c.source,
  c.scope,
  c.from_utc,
  c.to_utc
`,
};

export type IssuerActsOfAccountsParameters = {
  readonly accounts: readonly AccountId[];
};

export interface IssuerActsOfAccountsRow {
  readonly source: SourceName;
  readonly id: string;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly act: "blacklisted" | "unblacklisted";
  readonly reference: string | null;
}

/** One row per act of an issuer on any of the accounts, in the order in which they happened. */
export const issuerActsOfAccounts: Query<IssuerActsOfAccountsParameters, IssuerActsOfAccountsRow> = {
  name: "ledger/read/issuer_acts_of_accounts",
  grain: "One row per act of an issuer on any of the accounts, in the order in which they happened.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"sequence","key":"sequence","type":"BIGINT","isNullable":false},
    {"name":"account","key":"account","type":"VARCHAR","isNullable":false},
    {"name":"asset","key":"asset","type":"VARCHAR","isNullable":false},
    {"name":"act","key":"act","type":"VARCHAR","isNullable":false},
    {"name":"reference","key":"reference","type":"VARCHAR","isNullable":true},
  ],
  sql: `-- query: issuer_acts_of_accounts
-- One row per act of an issuer on any of the accounts, in the order in which they happened.
-- nullable: reference
-- type: id string, act "blacklisted"|"unblacklisted"
SELECT
  a.source,
  a.act_id AS id,
  a.occurred_at_utc,
  a.sequence,
  a.account,
  a.asset,
  a.act,
  a.reference
FROM
  ledger.issuer_act AS a
WHERE
  a.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  a.occurred_at_utc,
  a.sequence,
  a.source,
  a.act_id
`,
};

export type MovementSpanParameters = Readonly<Record<string, never>>;

export interface MovementSpanRow {
  readonly firstAt: UtcMicros | null;
  readonly lastAt: UtcMicros | null;
}

/** One row: the times of the ledger's first and last transfer that moves something from one account to another. */
export const movementSpan: Query<MovementSpanParameters, MovementSpanRow> = {
  name: "ledger/read/movement_span",
  grain: "One row: the times of the ledger's first and last transfer that moves something from one account to another.",
  parameters: [
  ],
  columns: [
    {"name":"first_at_utc","key":"firstAt","type":"TIMESTAMP","isNullable":true},
    {"name":"last_at_utc","key":"lastAt","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: movement_span
-- One row: the times of the ledger's first and last transfer that moves something from one account to another.
-- nullable: first_at_utc, last_at_utc
SELECT
  MIN(t.occurred_at_utc) AS first_at_utc,
  MAX(t.occurred_at_utc) AS last_at_utc
FROM
  ledger.transfer AS t
WHERE
  t.atoms > 0::BIGNUM
  AND t.from_account <> t.to_account
ORDER BY
  first_at_utc
`,
};

export type OutpointsOfAccountsParameters = {
  readonly accounts: readonly AccountId[];
};

export interface OutpointsOfAccountsRow {
  readonly outpoint: AccountId;
  readonly address: AccountId;
}

/** One row per outpoint with an address, of which either is one of the accounts, by outpoint. */
export const outpointsOfAccounts: Query<OutpointsOfAccountsParameters, OutpointsOfAccountsRow> = {
  name: "ledger/read/outpoints_of_accounts",
  grain: "One row per outpoint with an address, of which either is one of the accounts, by outpoint.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"outpoint","key":"outpoint","type":"VARCHAR","isNullable":false},
    {"name":"address","key":"address","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: outpoints_of_accounts
-- One row per outpoint with an address, of which either is one of the accounts, by outpoint.
-- type: outpoint AccountId, address AccountId
SELECT
  o.outpoint,
  o.address
FROM
  ledger.outpoint AS o
WHERE
  o.address IS NOT NULL
  AND (
    o.outpoint IN (
      SELECT
        UNNEST($accounts::VARCHAR[])
    )
    OR o.address IN (
      SELECT
        UNNEST($accounts::VARCHAR[])
    )
  )
ORDER BY
  o.outpoint
`,
};

export type OutputsHeldParameters = {
  readonly outpoints: readonly string[];
};

export interface OutputsHeldRow {
  readonly outpoint: AccountId;
  readonly atoms: Atoms;
  readonly address: AccountId | null;
  readonly scriptKind: string;
}

/** One row per outpoint asked for that the ledger has as paid by a block of its chain: what it holds or held, and whose it is. */
export const outputsHeld: Query<OutputsHeldParameters, OutputsHeldRow> = {
  name: "ledger/read/outputs_held",
  grain: "One row per outpoint asked for that the ledger has as paid by a block of its chain: what it holds or held, and whose it is.",
  parameters: [
    {"name":"outpoints","key":"outpoints","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"outpoint","key":"outpoint","type":"VARCHAR","isNullable":false},
    {"name":"atoms","key":"atoms","type":"BIGNUM","isNullable":false},
    {"name":"address","key":"address","type":"VARCHAR","isNullable":true},
    {"name":"script_kind","key":"scriptKind","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: outputs_held
-- One row per outpoint asked for that the ledger has as paid by a block of its chain: what it holds or held, and whose it is.
-- type: outpoint AccountId, address AccountId
-- nullable: address
SELECT
  x.outpoint,
  x.atoms,
  o.address,
  o.script_kind
FROM
  (
    -- A coinbase of the time before BIP 30 pays the same output twice, the same amount each time.
    SELECT
      t.to_account AS outpoint,
      MAX(t.atoms) AS atoms
    FROM
      ledger.transfer AS t
    WHERE
      t.to_account IN (
        SELECT
          UNNEST($outpoints::VARCHAR[])
      )
      AND t.file_sha256 IN (
        SELECT
          r.file_sha256
        FROM
          source.receipt AS r
        WHERE
          r.kind IN ('bitcoin-rpc', 'bitcoin-files')
      )
    GROUP BY
      t.to_account
  ) AS x
  INNER JOIN ledger.outpoint AS o ON o.outpoint = x.outpoint
ORDER BY
  x.outpoint
`,
};

export type ProofCountsParameters = Readonly<Record<string, never>>;

export interface ProofCountsRow {
  readonly chain: string;
  readonly part: BlockPart;
  readonly state: string;
  readonly blockCount: bigint;
}

/** One row per chain, part of a block and state of its proof: how many blocks a reading of that state covers. A block that was read twice counts twice. */
export const proofCounts: Query<ProofCountsParameters, ProofCountsRow> = {
  name: "ledger/read/proof_counts",
  grain: "One row per chain, part of a block and state of its proof: how many blocks a reading of that state covers. A block that was read twice counts twice.",
  parameters: [
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"part","key":"part","type":"VARCHAR","isNullable":false},
    {"name":"state","key":"state","type":"VARCHAR","isNullable":false},
    {"name":"block_count","key":"blockCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: proof_counts
-- One row per chain, part of a block and state of its proof: how many blocks a reading of that state covers. A block that was read twice counts twice.
-- type: part BlockPart
SELECT
  p.chain,
  p.part,
  p.state,
  SUM(p.to_number - p.from_number + 1)::BIGINT AS block_count
FROM
  ledger.block_proof AS p
GROUP BY
  p.chain,
  p.part,
  p.state
ORDER BY
  p.chain,
  p.part,
  p.state
`,
};

export type ProofsOfTransfersParameters = {
  readonly names: readonly string[];
};

export interface ProofsOfTransfersRow {
  readonly name: string;
  readonly source: SourceName;
  readonly id: TransferId;
  readonly part: BlockPart;
  readonly state: string;
}

/** One row per transfer of the names asked for, part of its block and way in which that part is known. */
export const proofsOfTransfers: Query<ProofsOfTransfersParameters, ProofsOfTransfersRow> = {
  name: "ledger/read/proofs_of_transfers",
  grain: "One row per transfer of the names asked for, part of its block and way in which that part is known.",
  parameters: [
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"part","key":"part","type":"VARCHAR","isNullable":false},
    {"name":"state","key":"state","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: proofs_of_transfers
-- One row per transfer of the names asked for, part of its block and way in which that part is known.
-- type: source SourceName, id TransferId, part BlockPart
SELECT DISTINCT
  t.name,
  t.source,
  t.transfer_id AS id,
  p.part,
  p.state
FROM
  ledger.transfer_named AS t
  INNER JOIN ledger.block_proof AS p ON p.chain = t.source
  -- A chain's sequence is its block x 10^10 + what orders inside of it.
  AND t.sequence // 10000000000 BETWEEN p.from_number AND p.to_number
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.name,
  t.source,
  p.part,
  p.state
`,
};

export type RecordsOfTransfersParameters = {
  readonly names: readonly string[];
};

export interface RecordsOfTransfersRow {
  readonly name: string;
  readonly source: SourceName;
  readonly id: TransferId;
  readonly fileSha256: Digest;
  readonly locator: string;
  readonly rawSha256: Digest;
  readonly byteCount: bigint;
  readonly kind: string;
}

/** One row per transfer of the names asked for and source record that states it. */
export const recordsOfTransfers: Query<RecordsOfTransfersParameters, RecordsOfTransfersRow> = {
  name: "ledger/read/records_of_transfers",
  grain: "One row per transfer of the names asked for and source record that states it.",
  parameters: [
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"file_sha256","key":"fileSha256","type":"VARCHAR","isNullable":false},
    {"name":"locator","key":"locator","type":"VARCHAR","isNullable":false},
    {"name":"raw_sha256","key":"rawSha256","type":"VARCHAR","isNullable":false},
    {"name":"byte_count","key":"byteCount","type":"BIGINT","isNullable":false},
    {"name":"kind","key":"kind","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: records_of_transfers
-- One row per transfer of the names asked for and source record that states it.
-- type: source SourceName, id TransferId
SELECT
  t.name,
  t.source,
  t.transfer_id AS id,
  r.file_sha256,
  r.locator,
  r.raw_sha256,
  f.byte_count,
  (
    SELECT
      MIN(e.kind)
    FROM
      source.receipt AS e
    WHERE
      e.file_sha256 = r.file_sha256
  ) AS kind
FROM
  ledger.transfer_named AS t
  INNER JOIN ledger.transfer_statement AS s ON s.source = t.source
  AND s.transfer_id = t.transfer_id
  INNER JOIN source.record AS r ON r.file_sha256 = s.file_sha256
  AND r.locator = s.locator
  INNER JOIN source.file AS f ON f.sha256 = r.file_sha256
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.name,
  t.source,
  r.file_sha256,
  r.locator
`,
};

export type TransferSpanParameters = Readonly<Record<string, never>>;

export interface TransferSpanRow {
  readonly transferCount: bigint;
  readonly firstAt: UtcMicros | null;
  readonly lastAt: UtcMicros | null;
}

/** One row: how many transfers the ledger holds, and the times of the first and the last. */
export const transferSpan: Query<TransferSpanParameters, TransferSpanRow> = {
  name: "ledger/read/transfer_span",
  grain: "One row: how many transfers the ledger holds, and the times of the first and the last.",
  parameters: [
  ],
  columns: [
    {"name":"transfer_count","key":"transferCount","type":"BIGINT","isNullable":false},
    {"name":"first_at_utc","key":"firstAt","type":"TIMESTAMP","isNullable":true},
    {"name":"last_at_utc","key":"lastAt","type":"TIMESTAMP","isNullable":true},
  ],
  sql: `-- query: transfer_span
-- One row: how many transfers the ledger holds, and the times of the first and the last.
-- nullable: first_at_utc, last_at_utc
SELECT
  COUNT(*) AS transfer_count,
  MIN(t.occurred_at_utc) AS first_at_utc,
  MAX(t.occurred_at_utc) AS last_at_utc
FROM
  ledger.transfer AS t
ORDER BY
  transfer_count
`,
};

export type TransfersAtInstantsParameters = {
  readonly instants: readonly UtcMicros[];
};

export interface TransfersAtInstantsRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
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

/** One row per transfer of any of the instants, in ledger order. */
export const transfersAtInstants: Query<TransfersAtInstantsParameters, TransfersAtInstantsRow> = {
  name: "ledger/read/transfers_at_instants",
  grain: "One row per transfer of any of the instants, in ledger order.",
  parameters: [
    {"name":"instants_utc","key":"instants","type":"TIMESTAMP[]","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
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
  sql: `-- query: transfers_at_instants
-- One row per transfer of any of the instants, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
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
  ledger.transfer_named AS t
WHERE
  t.occurred_at_utc IN (
    SELECT
      UNNEST($instants_utc::TIMESTAMP[])
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type TransfersByNamesParameters = {
  readonly names: readonly string[];
};

export interface TransfersByNamesRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
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

/** One row per transfer of the names asked for, in ledger order. */
export const transfersByNames: Query<TransfersByNamesParameters, TransfersByNamesRow> = {
  name: "ledger/read/transfers_by_names",
  grain: "One row per transfer of the names asked for, in ledger order.",
  parameters: [
    {"name":"names","key":"names","type":"VARCHAR[]","isNullable":false},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
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
  sql: `-- query: transfers_by_names
-- One row per transfer of the names asked for, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
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
  ledger.transfer_named AS t
WHERE
  t.name IN (
    SELECT
      UNNEST($names::VARCHAR[])
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type TransfersLeavingAccountsParameters = {
  readonly accounts: readonly AccountId[];
  readonly until: UtcMicros | null;
};

export interface TransfersLeavingAccountsRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
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

/** One row per transfer that leaves any of the accounts up to a time, in ledger order. */
export const transfersLeavingAccounts: Query<TransfersLeavingAccountsParameters, TransfersLeavingAccountsRow> = {
  name: "ledger/read/transfers_leaving_accounts",
  grain: "One row per transfer that leaves any of the accounts up to a time, in ledger order.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":true},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
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
  sql: `-- query: transfers_leaving_accounts
-- One row per transfer that leaves any of the accounts up to a time, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
-- optional: until_utc
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
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
  ledger.transfer_named AS t
  -- A join lets the engine skip what no account of a small frontier can be in; a subquery under IN does not.
  INNER JOIN (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account
  ) AS a ON a.account = t.from_account
WHERE
  $until_utc::TIMESTAMP IS NULL
  OR t.occurred_at_utc <= $until_utc::TIMESTAMP
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type TransfersReachingAccountsParameters = {
  readonly accounts: readonly AccountId[];
  readonly until: UtcMicros | null;
};

export interface TransfersReachingAccountsRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
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

/** One row per transfer that reaches any of the accounts up to a time, in ledger order. */
export const transfersReachingAccounts: Query<TransfersReachingAccountsParameters, TransfersReachingAccountsRow> = {
  name: "ledger/read/transfers_reaching_accounts",
  grain: "One row per transfer that reaches any of the accounts up to a time, in ledger order.",
  parameters: [
    {"name":"accounts","key":"accounts","type":"VARCHAR[]","isNullable":false},
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":true},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
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
  sql: `-- query: transfers_reaching_accounts
-- One row per transfer that reaches any of the accounts up to a time, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
-- optional: until_utc
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
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
  ledger.transfer_named AS t
  -- A join lets the engine skip what no account of a small frontier can be in; a subquery under IN does not.
  INNER JOIN (
    SELECT DISTINCT
      UNNEST($accounts::VARCHAR[]) AS account
  ) AS a ON a.account = t.to_account
WHERE
  $until_utc::TIMESTAMP IS NULL
  OR t.occurred_at_utc <= $until_utc::TIMESTAMP
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

export type TransfersUntilParameters = {
  readonly until: UtcMicros | null;
};

export interface TransfersUntilRow {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly name: string;
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

/** One row per transfer up to a time, in ledger order. */
export const transfersUntil: Query<TransfersUntilParameters, TransfersUntilRow> = {
  name: "ledger/read/transfers_until",
  grain: "One row per transfer up to a time, in ledger order.",
  parameters: [
    {"name":"until_utc","key":"until","type":"TIMESTAMP","isNullable":true},
  ],
  columns: [
    {"name":"source","key":"source","type":"VARCHAR","isNullable":false},
    {"name":"id","key":"id","type":"VARCHAR","isNullable":false},
    {"name":"name","key":"name","type":"VARCHAR","isNullable":false},
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
  sql: `-- query: transfers_until
-- One row per transfer up to a time, in ledger order.
-- nullable: reference
-- type: id TransferId, basis TimeBasis
-- optional: until_utc
SELECT
  t.source,
  t.transfer_id AS id,
  t.name,
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
  ledger.transfer_named AS t
WHERE
  (
    $until_utc::TIMESTAMP IS NULL
    OR t.occurred_at_utc <= $until_utc::TIMESTAMP
  )
ORDER BY
  t.occurred_at_utc,
  t.sequence,
  t.transfer_id,
  t.source
`,
};

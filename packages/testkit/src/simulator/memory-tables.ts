import {
  type BlockProof,
  type BlockRange,
  type Conversion,
  type Coverage,
  formatCoveredAssets,
  formatProofState,
  type ItemTransfer,
  type Transfer,
} from "@tributary/domain";
import type { LedgerRows } from "@tributary/store";

/** What a store took, for an oracle to look at: each row once. */
export interface LedgerContent {
  readonly transfers: Transfer[];
  readonly items: ItemTransfer[];
  readonly ranges: BlockRange[];
  readonly proofs: BlockProof[];
  readonly coverage: Coverage[];
  readonly conversions: Conversion[];
}

export function emptyContent(): LedgerContent {
  return { transfers: [], items: [], ranges: [], proofs: [], coverage: [], conversions: [] };
}

/** A row with one text for its key and one for its content. */
export interface KeyedRow {
  readonly table: string;
  readonly key: string;
  readonly content: string;
  readonly keep: (into: LedgerContent) => void;
}

/** A table of the ledger as a plain rule. Written apart from the store's own tables, which it is held against. */
type MemoryTable = (rows: LedgerRows) => readonly KeyedRow[];

interface TableRule<Row> {
  readonly select: (rows: LedgerRows) => readonly Row[] | undefined;
  readonly key: (row: Row) => readonly unknown[];
  readonly content: (row: Row) => readonly unknown[];
  readonly keep?: (into: LedgerContent, row: Row) => void;
}

function table<Row>(name: string, rule: TableRule<Row>): MemoryTable {
  return (rows) =>
    (rule.select(rows) ?? []).map((row) => ({
      table: name,
      key: `${name} ${textOf(rule.key(row))}`,
      content: textOf(rule.content(row)),
      keep: (into) => rule.keep?.(into, row),
    }));
}

function textOf(values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

/** A row of its own source and id, all else content. */
function restOf({ source, id, ...rest }: { readonly source: string; readonly id: string }): readonly unknown[] {
  return [source, id, ...Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1))];
}

/** All rows that a record states, as far as a chain's worker fills their tables. */
export function keyedRows(rows: LedgerRows): readonly KeyedRow[] {
  return memoryTables.flatMap((read) => read(rows));
}

const memoryTables: readonly MemoryTable[] = [
  table("ledger.transfer", {
    select: (rows) => rows.transfers,
    key: (row) => [row.source, row.id],
    content: (row) => [
      row.occurredAt,
      row.sequence,
      row.precision,
      row.basis,
      row.from,
      row.to,
      row.asset,
      row.atoms,
      row.reference,
    ],
    keep: (into, row) => into.transfers.push(row),
  }),
  table("ledger.asset_scale", {
    select: (rows) => rows.assets?.filter(({ scale }) => scale !== null),
    key: (row) => [row.id],
    content: (row) => [row.scale],
  }),
  table("ledger.asset_symbol", {
    select: (rows) => rows.assets?.filter(({ symbol }) => symbol !== null),
    key: (row) => [row.id, row.symbol],
    content: () => [],
  }),
  table("ledger.balance", {
    select: (rows) => rows.balances,
    key: (row) => [row.account, row.asset, row.time],
    content: (row) => [row.atoms],
  }),
  table("ledger.conversion", {
    select: (rows) => rows.conversions,
    key: (row) => [row.id],
    content: (row) => [row.account, row.outTransfers, row.inTransfers, row.kind, row.basis, row.document],
    keep: (into, row) => into.conversions.push(row),
  }),
  table("ledger.coverage", {
    select: (rows) => rows.coverage,
    key: (row) => [row.source, row.scope, row.from, row.to],
    content: (row) => [row.finality, formatCoveredAssets(row.assets)],
    keep: (into, row) => into.coverage.push(row),
  }),
  table("ledger.block", {
    select: (rows) => rows.blocks,
    key: (row) => [row.chain, row.number],
    content: (row) => [row.hash],
  }),
  table("ledger.block_proof", {
    select: (rows) => rows.blockProofs,
    key: (row) => [row.chain, row.part, row.from, row.to, formatProofState(row.state)],
    content: () => [],
    keep: (into, row) => into.proofs.push(row),
  }),
  table("ledger.block_range", {
    select: (rows) => rows.blockRanges,
    key: (row) => [row.chain, row.reading, row.from, row.to],
    content: (row) => [row.toHash],
    keep: (into, row) => into.ranges.push(row),
  }),
  table("ledger.item_transfer", {
    select: (rows) => rows.itemTransfers,
    key: (row) => [row.source, row.id],
    content: restOf,
    keep: (into, row) => into.items.push(row),
  }),
  table("ledger.issuer_act", { select: (rows) => rows.issuerActs, key: (row) => [row.source, row.id], content: restOf }),
  table("ledger.asset_trait", { select: (rows) => rows.assetTraits, key: (row) => [row.asset, row.trait], content: () => [] }),
  table("ledger.bridge_event", { select: (rows) => rows.bridgeEvents, key: (row) => [row.source, row.id], content: restOf }),
];

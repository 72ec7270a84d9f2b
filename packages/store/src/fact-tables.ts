import type {
  AttributionTag,
  ClusterMember,
  Compound,
  CompoundLink,
  CompoundPoint,
  Conversion,
  Coverage,
  Transfer,
} from "@tributary/domain";
import { defineFactTable, type FactTable } from "./fact-table.ts";
import type {
  Actor,
  ChainBlock,
  Involvement,
  Party,
  RecordedAccount,
  RecordedBalance,
  StrField,
  StrReport,
} from "./ledger-rows.ts";

const ledgerTables: readonly FactTable[] = [
  defineFactTable<Transfer>({
    table: "ledger.transfer",
    key: ["source", "transfer_id"],
    content: [
      "occurred_at_utc TIMESTAMP",
      "sequence BIGINT",
      "precision",
      "basis",
      "from_account",
      "to_account",
      "asset",
      "atoms BIGNUM",
      "reference",
    ],
    select: (rows) => rows.transfers,
    values: (t) => [t.source, t.id, t.occurredAt, t.sequence, t.precision, t.basis, t.from, t.to, t.asset, t.atoms, t.reference],
  }),
  defineFactTable<{ asset: string; scale: bigint }>({
    table: "ledger.asset_scale",
    key: ["asset"],
    content: ["scale INTEGER"],
    select: (rows) => rows.assets?.flatMap(({ id, scale }) => (scale === null ? [] : [{ asset: id, scale: BigInt(scale) }])),
    values: (row) => [row.asset, row.scale],
  }),
  defineFactTable<{ asset: string; symbol: string }>({
    table: "ledger.asset_symbol",
    key: ["asset", "symbol"],
    content: [],
    select: (rows) => rows.assets?.flatMap(({ id, symbol }) => (symbol === null ? [] : [{ asset: id, symbol }])),
    values: (row) => [row.asset, row.symbol],
  }),
  defineFactTable<RecordedBalance>({
    table: "ledger.balance",
    key: ["account", "asset", "as_of_utc TIMESTAMP"],
    content: ["atoms BIGNUM"],
    select: (rows) => rows.balances,
    values: (row) => [row.account, row.asset, row.time, row.atoms],
  }),
  defineFactTable<Conversion>({
    table: "ledger.conversion",
    key: ["conversion_id"],
    content: ["account", "out_transfers VARCHAR[]", "in_transfers VARCHAR[]", "kind", "basis", "document"],
    select: (rows) => rows.conversions,
    values: (row) => [row.id, row.account, row.outTransfers, row.inTransfers, row.kind, row.basis, row.document],
  }),
  defineFactTable<Coverage>({
    table: "ledger.coverage",
    key: ["source", "scope", "from_utc TIMESTAMP", "to_utc TIMESTAMP"],
    content: ["finality"],
    select: (rows) => rows.coverage,
    values: (row) => [row.source, row.scope, row.from, row.to, row.finality],
  }),
  defineFactTable<ChainBlock>({
    table: "ledger.block",
    key: ["chain", "number BIGINT"],
    content: ["hash"],
    isOfOneChain: true,
    select: (rows) => rows.blocks,
    values: (row) => [row.chain, row.number, row.hash],
  }),
];

const attributionTables: readonly FactTable[] = [
  defineFactTable<AttributionTag>({
    table: "attribution.tag",
    key: ["tag_id"],
    content: [
      "account",
      "label",
      "actor",
      "source_category",
      "category",
      "confidence INTEGER",
      "valid_from_utc TIMESTAMP",
      "valid_to_utc TIMESTAMP",
      "origin",
    ],
    select: (rows) => rows.tags,
    values: (tag) => [
      tag.id,
      tag.account,
      tag.label,
      tag.actor,
      tag.sourceCategory,
      tag.category,
      BigInt(tag.confidence),
      tag.validFrom,
      tag.validTo,
      tag.origin,
    ],
  }),
  defineFactTable<Actor>({
    table: "attribution.actor",
    key: ["actor_id"],
    content: ["label", "origin", "categories VARCHAR[]"],
    select: (rows) => rows.actors,
    values: (row) => [row.id, row.label, row.origin, row.categories],
  }),
];

const reportTables: readonly FactTable[] = [
  defineFactTable<StrReport>({
    table: "str.report",
    key: ["submitter", "reference"],
    content: ["report_id", "profile", "report_code", "schema_version", "stated_date", "narrative", "action"],
    select: (rows) => rows.reports,
    values: (row) => [
      row.submitter,
      row.reference,
      row.id,
      row.profile,
      row.reportCode,
      row.schemaVersion,
      row.statedDate,
      row.narrative,
      row.action,
    ],
  }),
  defineFactTable<StrField>({
    table: "str.field",
    key: ["report_id", "path"],
    content: ["line BIGINT", "value"],
    incidental: ["line"],
    select: (rows) => rows.fields,
    values: (row) => [row.reportId, row.path, row.line, row.value],
  }),
  defineFactTable<RecordedAccount>({
    table: "str.account",
    key: ["report_id", "path"],
    content: ["account", "institution", "account_name", "currency"],
    select: (rows) => rows.accounts,
    values: (row) => [row.reportId, row.path, row.account, row.institution, row.accountName, row.currency],
  }),
  defineFactTable<Party>({
    table: "party.party",
    key: ["party_id"],
    content: ["report_id", "kind", "path", "name"],
    select: (rows) => rows.parties,
    values: (row) => [row.id, row.reportId, row.kind, row.path, row.name],
  }),
  defineFactTable<Involvement>({
    table: "party.involvement",
    key: ["involvement_id"],
    content: ["report_id", "party_id", "account", "transfer_id", "role", "path"],
    select: (rows) => rows.involvements,
    values: (row) => [row.id, row.reportId, row.partyId, row.account, row.transferId, row.role, row.path],
  }),
];

const placeTables: readonly FactTable[] = [
  defineFactTable<ClusterMember>({
    table: "graph.judgement",
    key: ["cluster_id", "account", "heuristic", "author", "made_at_utc TIMESTAMP"],
    content: ["evidence"],
    select: (rows) => rows.clusterMembers,
    values: (row) => [row.clusterId, row.account, row.heuristic, row.author, row.madeAt, row.evidence],
  }),
  // A withdrawal is a statement of its own, so that a judgement that the ledger holds can be withdrawn by a later file.
  defineFactTable<ClusterMember>({
    table: "graph.withdrawal",
    key: ["cluster_id", "account", "heuristic", "author", "made_at_utc TIMESTAMP", "withdrawn_at_utc TIMESTAMP"],
    content: [],
    select: (rows) => rows.clusterMembers?.filter(isWithdrawn),
    values: (row) => [row.clusterId, row.account, row.heuristic, row.author, row.madeAt, row.withdrawnAt],
  }),
  defineFactTable<Compound>({
    table: "place.compound",
    key: ["compound_id"],
    content: ["name", "country", "other_names VARCHAR[]", "note"],
    select: (rows) => rows.compounds,
    values: (row) => [row.id, row.name, row.country, row.otherNames, row.note],
  }),
  defineFactTable<CompoundPoint>({
    table: "place.point",
    key: ["compound_id", "source", "latitude", "longitude"],
    content: [],
    select: (rows) => rows.compoundPoints,
    values: (row) => [row.compoundId, row.source, row.latitude, row.longitude],
  }),
  defineFactTable<CompoundLink>({
    table: "place.link",
    key: ["link_id"],
    content: ["compound_id", "account", "cluster_id", "evidence", "confidence INTEGER", "author", "made_at_utc TIMESTAMP"],
    select: (rows) => rows.compoundLinks,
    values: (row) => [
      row.id,
      row.compoundId,
      "account" in row.target ? row.target.account : null,
      "cluster" in row.target ? row.target.cluster : null,
      row.evidence,
      BigInt(row.confidence),
      row.author,
      row.madeAt,
    ],
  }),
  defineFactTable<CompoundLink>({
    table: "place.withdrawal",
    key: ["link_id", "withdrawn_at_utc TIMESTAMP"],
    content: [],
    select: (rows) => rows.compoundLinks?.filter(isWithdrawn),
    values: (row) => [row.id, row.withdrawnAt],
  }),
];

function isWithdrawn(judgement: CompoundLink | ClusterMember): boolean {
  return judgement.withdrawnAt !== null;
}

/** All tables of facts, in the one order that a batch is checked, written and hashed in. */
export const factTables: readonly FactTable[] = [...ledgerTables, ...attributionTables, ...reportTables, ...placeTables];

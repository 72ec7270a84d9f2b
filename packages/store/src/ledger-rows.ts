import type {
  AccountId,
  Asset,
  AssetId,
  AssetTrait,
  Atoms,
  AttributionTag,
  BlockProof,
  BlockRange,
  BridgeEvent,
  ChainNote,
  ClusterMember,
  Compound,
  CompoundLink,
  CompoundPoint,
  Conversion,
  Coverage,
  Digest,
  Finding,
  IssuerAct,
  ItemTransfer,
  Outpoint,
  SourceRecord,
  Transfer,
  UtcMicros,
} from "@tributary/domain";

/** Everything that one source record says, decoded. A pipeline makes these; `Store.append` writes them in one transaction. */
export interface LedgerRows {
  readonly transfers?: readonly Transfer[];
  readonly assets?: readonly Asset[];
  readonly balances?: readonly RecordedBalance[];
  readonly conversions?: readonly Conversion[];
  readonly coverage?: readonly Coverage[];
  readonly blocks?: readonly ChainBlock[];
  readonly blockProofs?: readonly BlockProof[];
  readonly blockRanges?: readonly BlockRange[];
  readonly outpoints?: readonly Outpoint[];
  readonly itemTransfers?: readonly ItemTransfer[];
  readonly issuerActs?: readonly IssuerAct[];
  readonly chainNotes?: readonly ChainNote[];
  readonly assetTraits?: readonly AssetTrait[];
  readonly bridgeEvents?: readonly BridgeEvent[];
  readonly tags?: readonly AttributionTag[];
  readonly actors?: readonly Actor[];
  readonly reports?: readonly StrReport[];
  readonly fields?: readonly StrField[];
  readonly parties?: readonly Party[];
  readonly involvements?: readonly Involvement[];
  readonly accounts?: readonly RecordedAccount[];
  readonly compounds?: readonly Compound[];
  readonly compoundPoints?: readonly CompoundPoint[];
  readonly compoundLinks?: readonly CompoundLink[];
  readonly clusterMembers?: readonly ClusterMember[];
}

/** One decoded source record, or the reasons why it is kept apart. */
export type IngestItem =
  | { readonly record: SourceRecord; readonly rows: LedgerRows }
  | { readonly record: SourceRecord; readonly findings: readonly Finding[]; readonly raw: string };

/** A balance known from a statement, a genesis file or a node. Natural key: account, asset, time. */
export interface RecordedBalance {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly atoms: Atoms;
}

/** A block that was read. Natural key: chain, number. Another hash at a height that the ledger holds ends the import (CHAIN_REORGANISED). */
export interface ChainBlock {
  /** `eip155:<chain>`. */
  readonly chain: string;
  readonly number: bigint;
  readonly hash: string;
}

/** A real-world actor that tags refer to. Natural key: id. */
export interface Actor {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
  readonly categories: readonly string[];
}

/** A suspicious transaction report as received. Natural key: submitter, reference. Sensitive: never leaves the `str` schema. */
export interface StrReport {
  /** Opaque. */
  readonly id: Digest;
  readonly submitter: string;
  readonly profile: string;
  readonly reference: string;
  readonly reportCode: string | null;
  readonly schemaVersion: string | null;
  readonly statedDate: string | null;
  readonly narrative: string | null;
  readonly action: string | null;
}

/** One leaf element or attribute of a report, so that every field is kept. Natural key: report, path. Sensitive. */
export interface StrField {
  readonly reportId: Digest;
  /** Element path with positions, `/report/transaction[2]/t_from/from_person/first_name`. */
  readonly path: string;
  readonly line: bigint;
  readonly value: string;
}

/** A person or organisation as one record states it; never merged with another. Natural key: id. Sensitive. */
export interface Party {
  /** Opaque. */
  readonly id: Digest;
  readonly reportId: Digest;
  readonly kind: "person" | "entity";
  readonly path: string;
  readonly name: string | null;
}

/** The part that a party or an account plays in a reported transaction or activity. Natural key: id. Sensitive. */
export interface Involvement {
  readonly id: Digest;
  readonly reportId: Digest;
  readonly partyId: Digest | null;
  readonly account: AccountId | null;
  /** Of `ledger.transfer`, where the involvement belongs to a two-sided transaction. */
  readonly transferId: string | null;
  /** `from`, `to`, `conductor`, `holder`, `signatory`, `director`, `involved:<role>`, `activity:<role>`. */
  readonly role: string;
  readonly path: string;
}

/** What a report states of an account. Natural key: report, path. Sensitive but for the account itself. */
export interface RecordedAccount {
  readonly account: AccountId;
  readonly reportId: Digest;
  readonly path: string;
  readonly institution: string;
  readonly accountName: string | null;
  readonly currency: string | null;
}

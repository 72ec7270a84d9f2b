import type {
  Asset,
  AssetId,
  AssetTrait,
  ClusterMember,
  Compound,
  CompoundLink,
  CompoundPoint,
  Digest,
  IssuerAct,
  ProofState,
  UtcMicros,
} from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "@tributary/trace";
import type { PlacesAsked } from "./places-in-reach.ts";

/** Everything that a sealed case rests on. Every other file of its bundle is worked out from this, and can be worked out again. */
export interface CaseContents {
  readonly caseId: string;
  readonly title: string;
  /** The date of the report, stated by the case. Nothing in a bundle comes from a clock. */
  readonly preparedAt: UtcMicros;
  readonly software: SoftwareIdentity;
  /** Digests of what the ledger extract was taken from: the store's content, source files. By name bytewise. */
  readonly snapshots: readonly Snapshot[];
  readonly requests: readonly CaseRequest[];
  /** All that the requests' traces read: transfers under the names that requests use, conversions, tags, balances, coverage. */
  readonly ledger: TraceLedger;
  /** Where each transfer was recorded; at most one per transfer name. */
  readonly sources: readonly TransferSource[];
  readonly assets: readonly Asset[];
  /** Of the accounts of the ledger extract and of its outpoints' addresses, in the order in which they happened. */
  readonly issuerActs: readonly IssuerAct[];
  readonly assetTraits: readonly AssetTrait[];
  readonly compounds: readonly Compound[];
  readonly compoundPoints: readonly CompoundPoint[];
  readonly compoundLinks: readonly CompoundLink[];
  readonly clusterMembers: readonly ClusterMember[];
  /** How many places were asked about; only those above have to do with this case. */
  readonly asked: PlacesAsked;
  readonly statedLosses: readonly StatedLoss[];
  readonly documents: readonly CaseDocument[];
}

export interface SoftwareIdentity {
  readonly version: string;
  /** SHA-256 of the lock file of the installed dependencies; null where a published package has none. */
  readonly lockfileSha256: Digest | null;
}

export interface Snapshot {
  readonly name: string;
  readonly sha256: Digest;
}

export interface CaseRequest {
  /** As it was added to the case, without folders. Unique in the case. */
  readonly name: string;
  readonly request: TraceRequest;
}

/** What sort of record a transfer rests on. It never tells which report a bank's record came from, nor that there was one. */
export const recordKinds = ["chain-event", "table-row", "bank-record"] as const;
export type RecordKind = (typeof recordKinds)[number];

/** The provenance of a transfer by an opaque id; what the id stands for is in the annex or in the store. */
export interface TransferSource {
  /** Transfer name. */
  readonly transfer: string;
  readonly recordId: string;
  readonly kind: RecordKind;
  /** Null where the source's bytes are told in the annex alone. */
  readonly fileSha256: Digest | null;
  readonly rawSha256: Digest | null;
  /** How surely the chain's own data are known; null where the source is no chain, or says nothing of it. */
  readonly proof: ProofState | null;
}

/** A loss as a claimant or an authority states it, beside what the ledger shows. */
export interface StatedLoss {
  readonly claim: string;
  readonly asset: AssetId;
  readonly atoms: bigint;
  /** What the statement rests on, by opaque reference. */
  readonly basis: string;
}

/** A note or document that was added to the case; its bytes go into the bundle untouched. */
export interface CaseDocument {
  /** Without folders. Unique in the case. */
  readonly name: string;
  readonly role: "note" | "document";
  readonly bytes: Uint8Array;
}

/** What is kept apart from the bundle: who reported which record, and in which words. */
export interface AnnexEntry {
  readonly recordId: string;
  readonly submitter: string;
  readonly reference: string;
  /** Element path and line in the report. */
  readonly locator: string;
  readonly fileSha256: Digest;
  readonly rawSha256: Digest;
  readonly names: readonly string[];
  readonly narrative: string | null;
}

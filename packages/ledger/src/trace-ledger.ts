import type {
  AccountId,
  AssetId,
  Atoms,
  AttributionTag,
  Conversion,
  Coverage,
  Interval,
  Transfer,
  UtcMicros,
} from "@tributary/domain";
import type { AddressedOutpoint } from "./index-outpoints.ts";

/** A transfer under the name that requests and results use: its id, or `<source>:<id>` where two sources share the id. */
export interface NamedTransfer extends Transfer {
  readonly name: string;
}

/** What an account held of an asset before any transfer of the instant `time`. */
export interface KnownBalance {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly atoms: Atoms;
}

/** All that a trace reads. Rows come in any order; the answer does not depend on it. */
export interface TraceLedger {
  readonly transfers: readonly NamedTransfer[];
  readonly conversions: readonly Conversion[];
  readonly tags: readonly AttributionTag[];
  /** Balances that the ledger knows (genesis, statements): they turn an assumed opening into a known one. */
  readonly balances: readonly KnownBalance[];
  readonly coverage: readonly Coverage[];
  /** Of UTXO chains: whose the outpoints are. An outpoint stands here once, or not at all where its script is of no standard form. */
  readonly outpoints: readonly AddressedOutpoint[];
  /** Where this is a part of a ledger: the times of the whole ledger's first and last movement, which say where it starts and ends. */
  readonly span?: Interval;
}

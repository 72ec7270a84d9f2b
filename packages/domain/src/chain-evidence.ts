import type { AccountId } from "./account.ts";
import type { Atoms } from "./amount.ts";
import type { AssetId } from "./asset.ts";
import type { UtcMicros } from "./instant.ts";

/**
 * How surely it is known what stands in a part of a block. `proven`: recomputed, up to the hash of the block. `quorum`: so many of the
 * endpoints asked gave the same answer. `single-source`: one endpoint said so.
 */
export type ProofState =
  | { readonly kind: "proven" }
  | { readonly kind: "quorum"; readonly agreeing: number; readonly asked: number }
  | { readonly kind: "single-source" };

/**
 * The parts of a block that are proven apart. `transactions`: who sent what to whom. `receipts`: what became of it, fees and logs. `traces`: value that
 * contracts moved. `withdrawals`: of validators. `prevouts`: what the inputs of a UTXO chain were worth.
 */
export type BlockPart = "transactions" | "receipts" | "traces" | "withdrawals" | "prevouts";
/** Every part, in the order that documents list them. */
export const blockParts: readonly BlockPart[] = ["transactions", "receipts", "traces", "withdrawals", "prevouts"];

/** `proven`, `quorum 2 of 3`, `single source`: the words of tables and reports. */
export function formatProofState(state: ProofState): string {
  if (state.kind === "quorum") return `quorum ${state.agreeing} of ${state.asked}`;
  return state.kind === "proven" ? "proven" : "single source";
}

/** How a part of some blocks in a row is known. Natural key: all of it; a later reading may know better. */
export interface BlockProof {
  /** CAIP-2. */
  readonly chain: string;
  readonly part: BlockPart;
  /** First and last block, both included. */
  readonly from: bigint;
  readonly to: bigint;
  readonly state: ProofState;
}

/** Blocks of which something was read completely. Natural key: chain, reading, from, to. */
export interface BlockRange {
  readonly chain: string;
  /** What was read: `receipts`, `traces`, or a narrower reading under a name of its own. */
  readonly reading: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly toHash: string;
}

/** An output of a UTXO chain and who can spend it. Natural key: outpoint. */
export interface Outpoint {
  /** `utxo:<chain>:<txid>:<index>`. */
  readonly outpoint: AccountId;
  /** Null where the script has no address: several keys, or no standard form. A P2PK output has the P2PKH address of its key. */
  readonly address: AccountId | null;
  /** `p2pk`, `p2pkh`, `p2sh`, `p2wpkh`, `p2wsh`, `p2tr`, `p2a`, `multisig`, `witness-unknown`, `nonstandard`. */
  readonly scriptKind: string;
}

/** A movement of numbered things (ERC-721, ERC-1155): never an amount of money, so never in the ledger of transfers. Natural key: source, id. */
export interface ItemTransfer {
  readonly source: string;
  readonly id: string;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly from: AccountId;
  readonly to: AccountId;
  /** `eip155:1/erc721:0x…`, `eip155:1/erc1155:0x…`. */
  readonly collection: string;
  /** Decimal text. */
  readonly item: string;
  readonly count: Atoms;
  readonly reference: string | null;
}

/** What an issuer did to an account without moving value. Natural key: source, id. */
export interface IssuerAct {
  readonly source: string;
  readonly id: string;
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly act: "blacklisted" | "unblacklisted";
  readonly reference: string | null;
}

/** Bytes that a transaction carries for people or protocols to read (OP_RETURN). Natural key: source, id. */
export interface ChainNote {
  readonly source: string;
  readonly id: string;
  readonly occurredAt: UtcMicros;
  readonly reference: string;
  /** Lower-case hex. */
  readonly data: string;
}

/** That a token behaves as its transfers do not show. Natural key: asset, trait. */
export interface AssetTrait {
  readonly asset: AssetId;
  readonly trait: "balance-differs-from-transfers";
}

/** One end of a bridge as its own event states it. Natural key: source, id. */
export interface BridgeEvent {
  readonly source: string;
  readonly id: string;
  readonly direction: "deposit" | "release";
  /** The protocol: `cctp`, `layerzero-oft`. */
  readonly protocol: string;
  /** What both ends share; unique within the protocol. Empty where the event states nothing of the kind: such ends are paired by inference alone. */
  readonly key: string;
  /** Ids of the transfers of this source that carried the value. */
  readonly transfers: readonly string[];
  readonly account: AccountId;
  /** Of the receiver on the other chain, where the event says it. */
  readonly recipient: AccountId | null;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  readonly occurredAt: UtcMicros;
}

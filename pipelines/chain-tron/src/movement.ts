import { placeTransfer, placeTransfers } from "@tributary/chain-kit";
import { type AccountId, type AssetId, chainSequence, type Result, type Transfer, type UtcMicros } from "@tributary/domain";
import { tronSource } from "./tron-chain.ts";

/** Value that moves inside one transaction, before it has its place in the ledger. */
export interface Movement {
  /** Unique on the chain: `<txid>:value`. */
  readonly id: string;
  readonly eventIndex: bigint;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
}

/** Where the events of one transaction stand on the chain. */
export interface Envelope {
  readonly blockNumber: bigint;
  readonly time: UtcMicros;
  readonly transactionIndex: bigint;
  readonly transactionId: string;
}

/**
 * The order of events inside one transaction. The fee stands first, as on other chains; then what the transaction itself carries; then internal
 * transactions and after them logs: the API gives each of these lists in its own order, and does not say how they interleave. Logs have places of
 * their own, so that they stay where they are when a later reading knows of internal transactions that an earlier one did not.
 */
export const eventOrder: {
  readonly fee: bigint;
  readonly value: bigint;
  readonly token: bigint;
  readonly firstInternal: bigint;
  readonly firstLog: bigint;
} = { fee: 0n, value: 1n, token: 2n, firstInternal: 10n, firstLog: 50_000n };

/** All movements as transfers, or the first reason why one cannot be placed. */
export function placeMovements(envelope: Envelope, movements: readonly Movement[]): Result<readonly Transfer[]> {
  const { time, transactionId: reference } = envelope;
  return placeTransfers(movements, (movement) => {
    const sequence = placeEvent(envelope, movement.eventIndex);
    return placeTransfer(movement, { source: tronSource, time, sequence, asset: movement.asset, reference });
  });
}

/** The sequence of an event of a transaction. */
export function placeEvent(envelope: Envelope, eventIndex: bigint): Result<bigint> {
  return chainSequence(envelope.blockNumber, envelope.transactionIndex, eventIndex);
}

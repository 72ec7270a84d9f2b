import { placeTransfer, placeTransfers } from "@tributary/chain-kit";
import {
  type AccountId,
  type AssetId,
  accept,
  boundInstant,
  chainSequence,
  type Result,
  type Transfer,
  type UtcMicros,
} from "@tributary/domain";
import type { EvmChain } from "./evm-chain.ts";
import { lastEvent } from "./order-events.ts";
import { malformed } from "./rpc-value.ts";

/** Value that moves inside one envelope, before it has its place in the ledger. */
export interface Movement {
  /** Unique on the chain: `<txhash>:value`. */
  readonly id: string;
  readonly eventIndex: number;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
}

/** Where movements stand on the chain. */
export interface Envelope {
  readonly chain: EvmChain;
  readonly blockNumber: bigint;
  readonly time: UtcMicros;
  readonly transactionIndex: bigint;
  /** The sequence of its first event: others count on from it. */
  readonly start: Result<bigint>;
  /** Transaction hash; null for a withdrawal and a reward. */
  readonly reference: string | null;
}

/**
 * What stands before the logs and calls of a transaction (`orderEvents`). The fee is debited before the transaction runs, so it stands first; then the
 * value that the transaction carries.
 */
export const eventOrder: {
  readonly feeBurned: number;
  readonly feePaid: number;
  readonly blobFeeBurned: number;
  readonly l1Fee: number;
  readonly minted: number;
  readonly value: number;
} = { feeBurned: 0, feePaid: 1, blobFeeBurned: 2, l1Fee: 3, minted: 4, value: 5 };

/** All movements as transfers, or the first reason why one cannot be placed. */
export function placeMovements(envelope: Envelope, movements: readonly Movement[]): Result<readonly Transfer[]> {
  return placeTransfers(movements, (movement) => placeMovement(envelope, movement));
}

/** Refuses with VALUE_UNREADABLE an event beyond the places that a transaction has. */
export function placeMovement(envelope: Envelope, movement: Movement): Result<Transfer> {
  const { chain, time, reference } = envelope;
  const sequence = placeEvent(envelope, movement.eventIndex);
  return placeTransfer(movement, { source: chain.source, time, sequence, asset: movement.asset, reference });
}

/** The envelope of a transaction, or of what a block brings after its last one. */
export function makeEnvelope(place: Omit<Envelope, "start">): Envelope {
  return { ...place, start: chainSequence(place.blockNumber, place.transactionIndex, 0n) };
}

/** The sequence of an event of this envelope. */
export function placeEvent(envelope: Envelope, eventIndex: number): Result<bigint> {
  const { start, blockNumber, transactionIndex } = envelope;
  if (!start.ok || eventIndex > lastEvent) return chainSequence(blockNumber, transactionIndex, BigInt(eventIndex));
  return accept(start.value + BigInt(eventIndex));
}

const microsPerSecond = 1_000_000n;

/** The time of a block, from the seconds in its header. */
export function blockTime(seconds: bigint, path: string): UtcMicros {
  const time = boundInstant(seconds * microsPerSecond, seconds.toString());
  return time.ok ? time.value : malformed(`${path}.timestamp`, { found: seconds.toString(), expected: time.refusal.expected });
}

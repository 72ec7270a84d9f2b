import { placeTransfer, placeTransfers } from "@tributary/chain-kit";
import { type AccountId, chainSequence, type Result, type Transfer, type UtcMicros } from "@tributary/domain";
import type { ChainParameters } from "./chain-parameters.ts";

/** Value that moves, before it has its place in the ledger. */
export interface Movement {
  /** Unique on the chain. */
  readonly id: string;
  /** Place of the transaction in its block, and of the movement in its transaction. */
  readonly transactionIndex: number;
  readonly eventIndex: number;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly atoms: bigint;
}

/** Where movements stand on the chain. */
export interface Envelope {
  readonly parameters: ChainParameters;
  readonly height: bigint;
  readonly time: UtcMicros;
  readonly txid: string;
}

/** All movements as transfers, or the first reason why one cannot be placed. */
export function placeMovements(envelope: Envelope, movements: readonly Movement[]): Result<readonly Transfer[]> {
  const { parameters, height, time, txid: reference } = envelope;
  const { source, asset } = parameters;
  return placeTransfers(movements, (movement) => {
    const sequence = chainSequence(height, BigInt(movement.transactionIndex), BigInt(movement.eventIndex));
    return placeTransfer(movement, { source, time, sequence, asset, reference });
  });
}

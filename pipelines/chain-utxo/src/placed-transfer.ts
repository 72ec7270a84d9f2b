import {
  type AccountId,
  accept,
  chainSequence,
  parseTransferId,
  type Result,
  type Transfer,
  toAtoms,
  type UtcMicros,
} from "@tributary/domain";
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
  const transfers: Transfer[] = [];
  for (const movement of movements) {
    const placed = placeMovement(envelope, movement);
    if (!placed.ok) return placed;
    transfers.push(placed.value);
  }
  return accept(transfers);
}

function placeMovement({ parameters, height, time, txid }: Envelope, movement: Movement): Result<Transfer> {
  const sequence = chainSequence(height, BigInt(movement.transactionIndex), BigInt(movement.eventIndex));
  if (!sequence.ok) return sequence;
  const atoms = toAtoms(movement.atoms);
  if (!atoms.ok) return atoms;
  const id = parseTransferId(movement.id);
  if (!id.ok) return id;
  return accept({
    source: parameters.source,
    id: id.value,
    occurredAt: time,
    sequence: sequence.value,
    precision: "second",
    basis: "block",
    from: movement.from,
    to: movement.to,
    asset: parameters.asset,
    atoms: atoms.value,
    reference: txid,
  });
}

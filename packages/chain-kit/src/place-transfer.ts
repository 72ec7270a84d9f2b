import {
  type AccountId,
  type AssetId,
  accept,
  parseTransferId,
  type Result,
  type SourceName,
  type Transfer,
  toAtoms,
  type UtcMicros,
} from "@tributary/domain";

/** Value that moves, before it has its place in the ledger. */
export interface MovedValue {
  /** Unique on the chain: `<txhash>:value`. */
  readonly id: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly atoms: bigint;
}

/** Where on its chain a movement stands. */
export interface TransferPlace {
  readonly source: SourceName;
  readonly time: UtcMicros;
  readonly sequence: Result<bigint>;
  readonly asset: AssetId;
  /** Of the transaction; null for what a block brings without one. */
  readonly reference: string | null;
}

/** A movement of a block as a transfer. Refuses a place, an amount or an id that the ledger cannot hold. */
export function placeTransfer({ id: name, from, to, atoms: moved }: MovedValue, place: TransferPlace): Result<Transfer> {
  const { source, time: occurredAt, sequence, asset, reference } = place;
  if (!sequence.ok) return sequence;
  const atoms = toAtoms(moved);
  if (!atoms.ok) return atoms;
  const id = parseTransferId(name);
  if (!id.ok) return id;
  return accept({
    source,
    id: id.value,
    occurredAt,
    sequence: sequence.value,
    precision: "second",
    basis: "block",
    from,
    to,
    asset,
    atoms: atoms.value,
    reference,
  });
}

/** All movements as transfers, or the first reason why one cannot be placed. */
export function placeTransfers<Movement>(
  movements: readonly Movement[],
  place: (movement: Movement) => Result<Transfer>,
): Result<readonly Transfer[]> {
  const transfers: Transfer[] = [];
  for (const movement of movements) {
    const placed = place(movement);
    if (!placed.ok) return placed;
    transfers.push(placed.value);
  }
  return accept(transfers);
}

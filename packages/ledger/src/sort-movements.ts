import { compareTransfers, type Transfer, type UtcMicros } from "@tributary/domain";

/** Does the transfer change any holding? Zero amounts and self-transfers load and change nothing (spec, section 1). */
export function isMovement(transfer: Transfer): boolean {
  return transfer.atoms > 0n && transfer.from !== transfer.to;
}

/** The transfers that move something, up to and including `until`, in ledger order. Null: to the ledger's end. */
export function sortMovements<Row extends Transfer>(transfers: readonly Row[], until: UtcMicros | null): Row[] {
  const movements = transfers.filter((transfer) => isMovement(transfer) && (until === null || transfer.occurredAt <= until));
  return movements.sort(compareTransfers);
}

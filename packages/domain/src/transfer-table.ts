import { formatInstant } from "./instant.ts";
import type { Transfer } from "./transfer.ts";

/** The columns of the transfer table (specification, section 9), in the order in which they are written. */
export const transferColumns = [
  "transfer_id",
  "occurred_at",
  "from",
  "to",
  "asset",
  "atoms",
  "sequence",
  "precision",
  "basis",
  "reference",
] as const;

/** One row of the transfer table, a cell a column. `name` stands as the id: unique in the table, as requests use it. */
export function transferCells(transfer: Transfer, name: string): readonly (string | null)[] {
  return [
    name,
    formatInstant(transfer.occurredAt),
    transfer.from,
    transfer.to,
    transfer.asset,
    transfer.atoms.toString(),
    transfer.sequence.toString(),
    transfer.precision,
    transfer.basis,
    transfer.reference,
  ];
}

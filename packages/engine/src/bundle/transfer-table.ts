import type { Schedule } from "@tributary/casefile";
import { formatInstant } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";

/** The ledger extract as a transfer table (specification, section 9), under the names that requests use. */
export function transferTable(transfers: readonly NamedTransfer[]): Pick<Schedule, "columns" | "rows"> {
  return {
    columns: columns.map((name) => ({ name, meaning: "as the specification of tracing says in section 9" })),
    rows: transfers.map((transfer) => [
      transfer.name,
      formatInstant(transfer.occurredAt),
      transfer.from,
      transfer.to,
      transfer.asset,
      transfer.atoms.toString(),
      transfer.sequence.toString(),
      transfer.precision,
      transfer.basis,
      transfer.reference,
    ]),
  };
}

const columns = ["transfer_id", "occurred_at", "from", "to", "asset", "atoms", "sequence", "precision", "basis", "reference"];

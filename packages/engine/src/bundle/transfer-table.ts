import type { Schedule } from "@tributary/casefile";
import { transferCells, transferColumns } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";

/** The ledger extract as a transfer table (specification, section 9), under the names that requests use. */
export function transferTable(transfers: readonly NamedTransfer[]): Pick<Schedule, "columns" | "rows"> {
  return {
    columns: transferColumns.map((name) => ({ name, meaning: "as the specification of tracing says in section 9" })),
    rows: transfers.map((transfer) => transferCells(transfer, transfer.name)),
  };
}

import { type Digest, formatInstant } from "@tributary/domain";
import { transfersUntil } from "@tributary/queries";
import type { ExportTarget, Store } from "./store.ts";
import { type WrittenColumn, writeTable } from "./write-table.ts";

/** The transfer table of spec section 9. */
const columns: readonly WrittenColumn[] = [
  { name: "transfer_id", type: "text" },
  { name: "occurred_at", type: "text" },
  { name: "from", type: "text" },
  { name: "to", type: "text" },
  { name: "asset", type: "text" },
  { name: "atoms", type: "text" },
  { name: "sequence", type: "integer" },
  { name: "precision", type: "text" },
  { name: "basis", type: "text" },
  { name: "reference", type: "text" },
];

/** All transfers in ledger order. A transfer whose id two sources use stands under `<source>:<id>`, so that ids stay unique in the table. */
export function exportTransferTable(
  store: Pick<Store, "stream">,
  target: ExportTarget,
): Promise<{ readonly rows: bigint; readonly sha256: Digest }> {
  return writeTable({ ...target, columns, rows: transferCells(store) });
}

async function* transferCells(store: Pick<Store, "stream">): AsyncGenerator<readonly (string | null)[], void> {
  for await (const transfers of store.stream(transfersUntil, { until: null }))
    for (const transfer of transfers)
      yield [
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
      ];
}

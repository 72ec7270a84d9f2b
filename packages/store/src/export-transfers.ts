import { type Digest, transferCells, transferColumns } from "@tributary/domain";
import { transfersUntil } from "@tributary/queries";
import type { ExportTarget, Store } from "./store.ts";
import type { WrittenColumn } from "./table-to-write.ts";
import { writeTable } from "./write-table.ts";

/** The transfer table of spec section 9; a sequence is a count and no amount. */
const columns = transferColumns.map((name): WrittenColumn => ({ name, type: name === "sequence" ? "integer" : "text" }));

/** All transfers in ledger order. A transfer whose id two sources use stands under `<source>:<id>`, so that ids stay unique in the table. */
export function exportTransferTable(
  store: Pick<Store, "stream">,
  target: ExportTarget,
): Promise<{ readonly rows: bigint; readonly sha256: Digest }> {
  return writeTable({ ...target, columns, rows: writtenRows(store) });
}

async function* writtenRows(store: Pick<Store, "stream">): AsyncGenerator<readonly (string | null)[], void> {
  for await (const transfers of store.stream(transfersUntil, { until: null }))
    for (const transfer of transfers) yield transferCells(transfer, transfer.name);
}

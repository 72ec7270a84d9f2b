import { join } from "node:path";
import type { NamedTransfer } from "@tributary/ledger";
import type { SnapshotIdleRow } from "@tributary/queries";
import { openLazyColumns } from "./lazy-columns.ts";
import type { IndexManifest } from "./manifest.ts";
import { decodeRow } from "./row-text.ts";
import type { Sides } from "./sides.ts";

/** The transfers that move nothing, in ledger order. */
export function readIdle(directory: string, { segments }: IndexManifest, { isSharedId }: Sides): NamedTransfer[] {
  return segments.flatMap(({ name, files }) => {
    const file = openLazyColumns(join(directory, name), files.idle);
    const rows = file.texts("text").map((text) => decodeRow<SnapshotIdleRow>(text));
    file.close();
    return rows.map((row) => ({ ...row, name: isSharedId(row.id) ? `${row.source}:${row.id}` : row.id }));
  });
}

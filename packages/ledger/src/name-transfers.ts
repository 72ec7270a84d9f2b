import type { Transfer } from "@tributary/domain";
import type { NamedTransfer } from "./trace-ledger.ts";

/**
 * Gives every transfer the name that requests and results use: its id, or `<source>:<id>` where two sources share the id
 * (spec, section 1). Names depend on the whole list, so a part of a ledger is named before it is cut out.
 */
export function nameTransfers(transfers: readonly Transfer[]): NamedTransfer[] {
  const sourceById = new Map<string, string>();
  const shared = new Set<string>();
  for (const transfer of transfers) {
    const source = sourceById.get(transfer.id);
    if (source === undefined) sourceById.set(transfer.id, transfer.source);
    else if (source !== transfer.source) shared.add(transfer.id);
  }
  return transfers.map((transfer) => ({
    ...transfer,
    name: shared.has(transfer.id) ? `${transfer.source}:${transfer.id}` : transfer.id,
  }));
}

import { formatInstant } from "@tributary/domain";
import { counts, transferSpan } from "@tributary/queries";
import type { Store } from "@tributary/store";

export interface StoreReport {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Records wait in quarantine. */
  readonly needsAttention: boolean;
}

/** What the machine and the store are: versions, rows by table, the ledger's span, its content hash, and what waits in quarantine. */
export async function examineStore(store: Store): Promise<StoreReport> {
  const tables = await store.query(counts, {});
  const [span] = await store.query(transferSpan, {});
  const quarantined = await store.quarantine();
  const facts = [
    { name: "node", value: process.version },
    { name: "platform", value: `${process.platform} ${process.arch}` },
    { name: "store", value: store.directory },
    { name: "first transfer", value: span?.firstAt ? formatInstant(span.firstAt) : "none" },
    { name: "last transfer", value: span?.lastAt ? formatInstant(span.lastAt) : "none" },
    ...tables.map((table) => ({ name: table.tableName, value: `${table.rowCount} rows` })),
    { name: "records in quarantine", value: String(quarantined.length) },
    { name: "content hash", value: await store.contentHash() },
  ];
  return { facts, needsAttention: quarantined.length > 0 };
}

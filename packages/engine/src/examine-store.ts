import { formatFinding, formatInstant } from "@tributary/domain";
import {
  counts,
  ledgerBlockRangeEnd,
  ledgerChainKey,
  ledgerOutpointFlow,
  ledgerTransferKey,
  ledgerTransferName,
  ledgerTransferRecord,
  ledgerTransferSharedId,
  type Query,
  sourceRecordFile,
  sourceRecordKey,
  strStanding,
  strTransferPlace,
  transferSpan,
} from "@tributary/queries";
import type { Store } from "@tributary/store";

export interface StoreReport {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** The store's own rules, and how many rows break each. */
  readonly checks: readonly { readonly name: string; readonly violations: number }[];
  /** Records that wait for a correction, the first of them, as findings in words. */
  readonly quarantine: readonly string[];
  /** Records wait in quarantine. */
  readonly needsAttention: boolean;
  /** A row breaks one of the store's own rules. */
  readonly isDamaged: boolean;
}

const quarantineShownMax = 100;

/** What the machine and the store are: versions, rows by table, the ledger's span, its content hash, its own rules, and what waits in quarantine. */
export async function examineStore(store: Store): Promise<StoreReport> {
  const tables = await store.query(counts, {});
  const [span] = await store.query(transferSpan, {});
  const quarantined = await store.quarantine();
  const checks = await runChecks(store);
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
  const told = quarantined.flatMap((record) => record.findings.map(formatFinding)).slice(0, quarantineShownMax);
  const isDamaged = checks.some((check) => check.violations > 0);
  return { facts, checks, quarantine: told, needsAttention: quarantined.length > 0, isDamaged };
}

async function runChecks(store: Store): Promise<StoreReport["checks"]> {
  return [
    await runCheck(store, sourceRecordKey),
    await runCheck(store, sourceRecordFile),
    await runCheck(store, ledgerTransferKey),
    await runCheck(store, ledgerTransferName),
    await runCheck(store, ledgerTransferSharedId),
    await runCheck(store, ledgerTransferRecord),
    await runCheck(store, ledgerChainKey),
    await runCheck(store, ledgerBlockRangeEnd),
    await runCheck(store, ledgerOutpointFlow),
    await runCheck(store, strStanding),
    await runCheck(store, strTransferPlace),
  ];
}

async function runCheck<Row>(
  store: Store,
  check: Query<Readonly<Record<string, never>>, Row>,
): Promise<StoreReport["checks"][number]> {
  return { name: check.name, violations: (await store.query(check, {})).length };
}

import { formatFinding, formatInstant, TributaryError } from "@tributary/domain";
import {
  type BalancesContradictedRow,
  balancesContradicted,
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
  /** Moments of which standing statements say different balances, the first of them, in words: none of these balances is known. */
  readonly contradictions: readonly string[];
  /** Records wait in quarantine, statements contradict each other, or the key of what is sealed is missing or wrong. */
  readonly needsAttention: boolean;
  /** A row breaks one of the store's own rules. */
  readonly isDamaged: boolean;
}

const shownMax = 100;

/** What the machine and the store are: versions, rows by table, the ledger's span, its content hash, its own rules, and what waits in quarantine. */
export async function examineStore(store: Store): Promise<StoreReport> {
  const tables = await store.query(counts, {});
  const [span] = await store.query(transferSpan, {});
  const quarantined = await withKey(store.quarantine());
  const contentHash = await withKey(store.contentHash());
  const checks = await runChecks(store);
  const contradicted = await store.query(balancesContradicted, {});
  const facts = [
    { name: "node", value: process.version },
    { name: "platform", value: `${process.platform} ${process.arch}` },
    { name: "store", value: store.directory },
    { name: "first transfer", value: span?.firstAt ? formatInstant(span.firstAt) : "none" },
    { name: "last transfer", value: span?.lastAt ? formatInstant(span.lastAt) : "none" },
    ...tables.map((table) => ({ name: table.tableName, value: `${table.rowCount} rows` })),
    { name: "key", value: describeKey(store.key) },
    { name: "balances contradicted", value: String(contradicted.length) },
    { name: "records in quarantine", value: quarantined === undefined ? closed : String(quarantined.length) },
    { name: "content hash", value: contentHash ?? closed },
  ];
  const told = (quarantined ?? []).flatMap((record) => record.findings.map(formatFinding)).slice(0, shownMax);
  const isKeyAbsent = store.key.state === "missing" || store.key.state === "wrong";
  const needsAttention = quarantined?.length !== 0 || contradicted.length > 0 || isKeyAbsent;
  const isDamaged = checks.some((check) => check.violations > 0);
  const contradictions = contradicted.slice(0, shownMax).map(describeContradiction);
  return { facts, checks, quarantine: told, contradictions, needsAttention, isDamaged };
}

const closed = "not without the key";

function describeContradiction({ account, asset, time, leastAtoms, greatestAtoms }: BalancesContradictedRow): string {
  const range = `from ${leastAtoms} to ${greatestAtoms} of the smallest unit`;
  return `balances of ${account} in ${asset} at ${formatInstant(time)} ${range}: none is known until a statement is amended or withdrawn`;
}

/** What needs the key is left out where it is missing or wrong; the rest of the store can still be examined. */
async function withKey<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TributaryError && (error.code === "KEY_MISSING" || error.code === "KEY_WRONG")) return undefined;
    throw error;
  }
}

function describeKey({ state, id, path }: Store["key"]): string {
  const words = { ready: "is", missing: "is missing, looked for", wrong: "is not the one", none: "will be made" }[state];
  return `${id ?? "none yet"}, ${words} at ${path}`;
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

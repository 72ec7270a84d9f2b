import {
  type AnnexEntry,
  type CaseDocument,
  type CaseRequest,
  placesInReach,
  type RecordKind,
  type Snapshot,
  type TransferSource,
} from "@tributary/casefile";
import {
  type AccountId,
  confidentialKinds,
  type Digest,
  digestFields,
  fail,
  type TransferId,
  type UtcMicros,
} from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import {
  assets,
  assetTraits,
  files,
  involvementsOfTransfers,
  issuerActsOfAccounts,
  recordsOfPayments,
  recordsOfTransfers,
  reportsOfTransfers,
} from "@tributary/queries";
import type { Store } from "@tributary/store";
import { type SealedBundle, sealBundle } from "./bundle/seal-bundle.ts";
import type { SealInput } from "./bundle/seal-input.ts";
import { loadPlaces } from "./load-places.ts";
import { loadProofs } from "./load-proofs.ts";
import { loadTraceLedger } from "./load-trace-ledger.ts";
import { loadProtectedNames } from "./protected-names.ts";
import { parseRequest } from "./read-trace-request.ts";
import { softwareIdentity } from "./software-identity.ts";
import { uniteBy } from "./unite-by.ts";
import { uniteLedgers } from "./unite-ledgers.ts";

export interface SealRequest {
  readonly id: string;
  readonly outDirectory: string;
  readonly onProgress?: (line: string) => void;
}

/**
 * Seals a case of the store into a folder that must not exist. The same store and case give the same bytes: the report's date is the case's
 * last transfer's, never a clock's. Errors: REQUEST_INVALID for a case that is unknown or has no request, and those of `sealBundle`.
 */
export async function sealCase(store: Store, { id, outDirectory, onProgress }: SealRequest): Promise<SealedBundle> {
  onProgress?.("gathering what the case rests on");
  const input = await gatherCase(store, id);
  onProgress?.("tracing, writing schedules, typesetting the report");
  const sealed = await sealBundle(input, outDirectory);
  await store.cases.recordSeal({ caseId: id, rootDigest: sealed.rootDigest, at: input.preparedAt });
  return sealed;
}

async function gatherCase(store: Store, id: string): Promise<SealInput> {
  if ((await store.cases.find(id)) === undefined)
    fail("REQUEST_INVALID", { found: `case ${id}`, expected: "a case that `case new` has opened" });
  const { requests, documents } = await readExhibits(store, id);
  if (requests.length === 0)
    fail("REQUEST_INVALID", { found: `case ${id} without a request`, expected: "at least one, by `case add`" });
  const parts: TraceLedger[] = [];
  // One after the other: each may hold an index of the whole ledger in memory.
  for (const { request } of requests) parts.push(await loadTraceLedger(store, request));
  const ledger = uniteLedgers(parts);
  const records = await recordTransfers(store, ledger.transfers);
  const preparedAt = lastTime(ledger.transfers);
  const used = new Set(ledger.transfers.map((transfer) => transfer.asset));
  return {
    caseId: id,
    title: `Case ${id}`,
    preparedAt,
    software: softwareIdentity(),
    snapshots: await listSnapshots(store, records),
    requests,
    ledger,
    sources: records.map(({ source }) => source),
    assets: (await store.query(assets, {})).filter((asset) => used.has(asset.id)),
    issuerActs: await store.query(issuerActsOfAccounts, { accounts: listAccounts(ledger) }),
    assetTraits: (await store.query(assetTraits, {})).filter((row) => used.has(row.asset)),
    ...placesInReach(ledger, await loadPlaces(store)),
    statedLosses: [],
    documents,
    annex: await gatherAnnex(store, records),
  };
}

/** The time of the case's own last transfer: a report of one case does not tell when another's data ends. */
function lastTime(transfers: readonly NamedTransfer[]): UtcMicros {
  const times = transfers.map((transfer) => transfer.occurredAt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return times.at(-1) ?? fail("REQUEST_INVALID", { found: "a ledger without transfers", expected: "transfers to trace" });
}

function listAccounts({ transfers, outpoints }: TraceLedger): readonly AccountId[] {
  const parties = transfers.flatMap((transfer) => [transfer.from, transfer.to]);
  return [...new Set([...parties, ...outpoints.map((row) => row.address)])];
}

async function readExhibits(store: Store, id: string): Promise<{ requests: CaseRequest[]; documents: CaseDocument[] }> {
  const requests: CaseRequest[] = [];
  const documents: CaseDocument[] = [];
  for (const { name, role, sha256 } of await store.cases.exhibits(id)) {
    const bytes = await store.cases.readExhibit(sha256);
    if (role === "request") requests.push({ name, request: parseRequest(bytes, name) });
    else documents.push({ name, role, bytes });
  }
  return { requests, documents };
}

interface RecordedTransfer {
  readonly transfer: NamedTransfer;
  readonly source: TransferSource;
  readonly locator: string;
  readonly fileSha256: Digest;
  readonly rawSha256: Digest;
  readonly isReported: boolean;
}

const recordKindOf: Readonly<Record<string, RecordKind>> = {
  "evm-rpc": "chain-event",
  "tron-rpc": "chain-event",
  "bitcoin-rpc": "chain-event",
  "bitcoin-files": "chain-event",
  "transfer-table": "table-row",
};

/**
 * One record a transfer: of several that state the same transfer the first by file digest and place; of those of reports one by which a version
 * states it that stands.
 */
async function recordTransfers(store: Store, transfers: readonly NamedTransfer[]): Promise<RecordedTransfer[]> {
  const byName = new Map(transfers.map((transfer) => [transfer.name, transfer]));
  const rows = await store.query(recordsOfTransfers, { names: [...byName.keys()] });
  const proofs = await loadProofs(store, transfers);
  const standing = await loadStandingPlaces(store, transfers);
  const recorded = new Map<string, RecordedTransfer>();
  for (const row of rows) {
    const transfer = byName.get(row.name);
    if (transfer === undefined || recorded.has(row.name)) continue;
    const isReported = confidentialKinds.has(row.kind);
    if (isReported && !standing.has(placeOf(transfer.id, row))) continue;
    recorded.set(row.name, {
      transfer,
      locator: row.locator,
      fileSha256: row.fileSha256,
      rawSha256: row.rawSha256,
      isReported,
      source: {
        transfer: row.name,
        recordId: recordIdOf(row),
        // One word for all that banks send: it must not tell a report from a statement.
        kind: isReported ? "bank-record" : (recordKindOf[row.kind] ?? "table-row"),
        // Who holds a report could tell by its digest that it was used; the annex has it.
        fileSha256: isReported ? null : row.fileSha256,
        rawSha256: isReported ? null : row.rawSha256,
        proof: proofs.get(row.name) ?? null,
      },
    });
  }
  return [...recorded.values()];
}

async function loadStandingPlaces(store: Store, transfers: readonly NamedTransfer[]): Promise<ReadonlySet<string>> {
  const rows = await store.query(recordsOfPayments, { ids: transfers.map(({ id }) => id) });
  return new Set(rows.map((row) => placeOf(row.transferId, row)));
}

function placeOf(id: TransferId, { fileSha256, locator }: { readonly fileSha256: string; readonly locator: string }): string {
  return `${id} ${fileSha256} ${locator}`;
}

/** Opaque: it takes the file itself to work it out. */
function recordIdOf(row: { readonly fileSha256: Digest; readonly locator: string }): string {
  return `rec-${digestFields("tributary/record/1", [row.fileSha256, row.locator]).slice(0, 32)}`;
}

/** The ledger's content, and the files that the case's own transfers come from. Banks' reports are left out: not even their number is told. */
async function listSnapshots(store: Store, records: readonly RecordedTransfer[]): Promise<Snapshot[]> {
  const used = new Set(records.filter((record) => !record.isReported).map((record) => record.fileSha256));
  const received = await store.query(files, { digests: [...used] });
  return [
    { name: "ledger content", sha256: await store.contentHash() },
    ...uniteBy(received, (file) => file.sha256).map((file) => ({ name: file.origin, sha256: file.sha256 })),
  ];
}

async function gatherAnnex(store: Store, records: readonly RecordedTransfer[]): Promise<AnnexEntry[]> {
  const reported = records.filter((record) => record.isReported);
  const ids = reported.map((record) => record.transfer.id);
  if (ids.length === 0) return [];
  const reports = await store.query(reportsOfTransfers, { ids });
  const involvements = await store.query(involvementsOfTransfers, { ids });
  const { nameOf, narrativeOf } = await loadProtectedNames(store);
  return reported.flatMap(({ transfer, source, locator, fileSha256, rawSha256 }) =>
    reports
      .filter((report) => report.transferId === transfer.id)
      .map((report) => ({
        recordId: source.recordId,
        submitter: report.submitter,
        reference: report.reference,
        locator,
        fileSha256,
        rawSha256,
        names: namesIn(
          involvements.filter((part) => part.transferId === transfer.id && part.versionId === report.versionId),
          nameOf,
        ),
        narrative: narrativeOf(report),
      })),
  );
}

function namesIn<Part>(parts: readonly Part[], nameOf: (part: Part) => string | null): string[] {
  return [...new Set(parts.map(nameOf).filter((name) => name !== null))];
}

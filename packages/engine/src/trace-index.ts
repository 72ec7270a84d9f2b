import { type AccountId, type Coverage, parseCoveredAssets, unwrap } from "@tributary/domain";
import { type FlowIndex, openFreshIndex } from "@tributary/flow-index";
import { memoryLimit } from "@tributary/kernel";
import { indexOutpoints, type KnownBalance, type NamedTransfer, type OutpointIndex } from "@tributary/ledger";
import { transfersByNames } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { assertRequest, openSnapshotView, type TraceDocument, type TraceRequest, traceSnapshot } from "@tributary/trace";
import { loadOutpoints } from "./load-outpoints.ts";
import type { TraceBounds } from "./trace-bounds.ts";

/** What a trace over the index came to, or why the ledger itself must be asked. */
export type IndexedTrace =
  | { readonly document: TraceDocument; readonly coverage: readonly Coverage[]; readonly reason?: undefined }
  | { readonly document?: undefined; readonly reason: string };

/**
 * Answers a request from the snapshot that stands, where it is of the ledger as it is and can answer by itself: forward, equal times as recorded, no
 * conversions in the ledger, and no known balance that an address shares with its outpoints. The answer is the ledger's own, byte for byte.
 * Errors: REQUEST_INVALID, LIMIT_REACHED.
 */
export async function traceFromIndex(store: Store, request: TraceRequest, bounds: TraceBounds): Promise<IndexedTrace> {
  if (request.target !== null) return { reason: "a backward question" };
  if (request.sameTime !== "recorded") return { reason: "equal times are put in another order than recorded" };
  const opened = await openFreshIndex(store);
  if (opened.index === undefined) return { reason: opened.reason };
  const { index } = opened;
  try {
    return await askIndex(store, { index, request, bounds });
  } finally {
    index.close();
  }
}

interface Asked {
  readonly index: FlowIndex;
  readonly request: TraceRequest;
  readonly bounds: TraceBounds;
}

async function askIndex(store: Store, { index, request, bounds }: Asked): Promise<IndexedTrace> {
  const { sides } = index;
  if (sides.conversions().length > 0) return { reason: "the ledger has conversions" };
  const named = await loadNamed(store, request);
  const tags = sides.tags();
  const balances = sides.balances();
  const listed = typeof request.openings === "string" ? [] : request.openings;
  const claimed = request.claims.flatMap((claim) => ("account" in claim ? [claim.account] : []));
  const said = [...claimed, ...request.stops, ...request.open, ...tags.map(({ account }) => account)];
  const outpoints = await findOutpoints(store, index, [...said, ...[...balances, ...listed].map(({ account }) => account)]);
  assertRequest({ transfers: [...named.values()], outpoints: listRows(outpoints) }, request);
  const reason = findUnanswerable(index, { balances: [...balances, ...listed], outpoints, claimed });
  if (reason !== undefined) return { reason };
  const view = openSnapshotView(index, { limit: Math.min(memoryLimit, index.heapFrom + (bounds.memoryBytesMax ?? memoryLimit)) });
  const trace = traceSnapshot(view, { request, named, tags, balances, outpoints, control: bounds });
  const coverage = sides.coverage().map((row) => ({ ...row, assets: unwrap(parseCoveredAssets(row.assets)) }));
  const beside = { coverage, outpoints: await findOutpoints(store, index, trace.accounts()) };
  return { document: trace.write(beside), coverage };
}

async function loadNamed(store: Store, { claims }: TraceRequest): Promise<ReadonlyMap<string, NamedTransfer>> {
  const names = [...new Set(claims.flatMap((claim) => ("transfers" in claim ? claim.transfers : [])))];
  if (names.length === 0) return new Map();
  const found = await store.query(transfersByNames, { names });
  return new Map(found.map((transfer) => [transfer.name, transfer]));
}

async function findOutpoints(store: Store, { manifest }: FlowIndex, accounts: readonly AccountId[]): Promise<OutpointIndex> {
  const hasAny = manifest.sides.files.outpoints.batches.some(({ rows }) => rows > 0);
  return indexOutpoints(hasAny ? await loadOutpoints(store, [...new Set(accounts)]) : []);
}

function listRows({ addressOf }: OutpointIndex): { readonly outpoint: AccountId; readonly address: AccountId }[] {
  return [...addressOf].map(([outpoint, address]) => ({ outpoint, address }));
}

interface Known {
  readonly balances: readonly KnownBalance[];
  readonly outpoints: OutpointIndex;
  readonly claimed: readonly AccountId[];
}

/** Why the snapshot alone does not know what known balances mean here. */
function findUnanswerable(index: FlowIndex, { balances, outpoints, claimed }: Known): string | undefined {
  if (balances.some(({ account }) => outpoints.outpointsOf.has(account)))
    return "a known balance is shared by the outpoints of an address";
  const seeded = new Set(claimed.flatMap(outpoints.standsFor));
  const isIdle = ({ account, asset }: KnownBalance): boolean => {
    const owner = index.accountNumber(account);
    const kind = index.assetNumber(asset);
    return owner === undefined || kind === undefined || index.holdingNumber(owner, kind) === undefined;
  };
  const hasIdle = balances.some((balance) => seeded.has(balance.account) && isIdle(balance));
  return hasIdle ? "a claim starts at an account with a balance that never moves" : undefined;
}

import { type AccountId, type Coverage, fail, TributaryError } from "@tributary/domain";
import { type FlowIndex, hasSide } from "@tributary/flow-index/open";
import { MemoryExhausted, memoryLimit } from "@tributary/kernel";
import {
  type AddressedOutpoint,
  indexOutpoints,
  type KnownBalance,
  type NamedTransfer,
  type OutpointIndex,
} from "@tributary/ledger";
import {
  assertRequest,
  openSnapshotView,
  type SnapshotView,
  type TraceDocument,
  type TraceRequest,
  traceSnapshot,
} from "@tributary/trace";
import { parseCoverage } from "./parse-coverage.ts";
import type { TraceBounds } from "./trace-bounds.ts";
import { transfersNamed } from "./transfers-named.ts";

/** What a trace over an index came to, or why the ledger itself must be asked. */
export type IndexedTrace =
  | { readonly document: TraceDocument; readonly coverage: readonly Coverage[]; readonly reason?: undefined }
  | { readonly document?: undefined; readonly reason: string };

/** What is looked up by name, in the store or in the index itself. */
interface IndexLookups {
  readonly transfersByNames: (names: readonly string[]) => Promise<readonly NamedTransfer[]>;
  /** Outpoints among the accounts, and all outpoints of the addresses among them. */
  readonly outpointsOf: (accounts: readonly AccountId[]) => Promise<readonly AddressedOutpoint[]>;
}

export interface IndexQuestion {
  readonly request: TraceRequest;
  readonly bounds: TraceBounds;
  readonly lookups: IndexLookups;
}

/** Why no index answers this request, whatever the ledger holds. */
export function whyNoIndex({ target, sameTime }: TraceRequest): string | undefined {
  if (target !== null) return "a backward question";
  return sameTime === "recorded" ? undefined : "equal times are put in another order than recorded";
}

/**
 * Answers a request from an index, where it can: forward, equal times as recorded, and no known balance that an address shares with its
 * outpoints. The answer is the ledger's own, byte for byte. Errors: REQUEST_INVALID, LIMIT_REACHED.
 */
export async function askIndex(index: FlowIndex, { request, bounds, lookups }: IndexQuestion): Promise<IndexedTrace> {
  const { sides, manifest } = index;
  const unfit = whyNoIndex(request);
  if (unfit !== undefined) return { reason: unfit };
  const findOutpoints = async (accounts: readonly AccountId[]): Promise<readonly AddressedOutpoint[]> =>
    hasSide(manifest, "outpoints") ? lookups.outpointsOf([...new Set(accounts)]) : [];
  const named = await findNamed(request, lookups);
  const tags = sides.tags();
  const balances = sides.balances();
  const listed = typeof request.openings === "string" ? [] : request.openings;
  const claimed = request.claims.flatMap((claim) => ("account" in claim ? [claim.account] : []));
  const stated = [...tags, ...balances, ...listed].map(({ account }) => account);
  const rows = await findOutpoints([...claimed, ...request.stops, ...request.open, ...stated]);
  const outpoints = indexOutpoints(rows);
  assertRequest({ transfers: [...named.values()], outpoints: rows }, request);
  const reason = findUnanswerable(index, { balances: [...balances, ...listed], outpoints, claimed });
  if (reason !== undefined) return { reason };
  const limit = Math.min(memoryLimit, index.heapFrom + (bounds.memoryBytesMax ?? memoryLimit));
  const view = openView(index, limit);
  const trace = traceSnapshot(view, { request, named, tags, balances, outpoints, control: bounds });
  const coverage = parseCoverage(sides.coverage());
  const beside = { coverage, outpoints: indexOutpoints(await findOutpoints(trace.accounts())) };
  return { document: trace.write(beside), coverage };
}

function openView(index: FlowIndex, limit: number): SnapshotView {
  try {
    return openSnapshotView(index, { limit });
  } catch (error) {
    if (!(error instanceof MemoryExhausted)) throw error;
    return fail("LIMIT_REACHED", {
      found: `${limit - index.heapFrom} bytes of memory beside the index, in which not even a question can be held`,
      expected: "a higher --memory, or none",
    });
  }
}

/** Some files are read only when a name is asked for. Where one of them is missing or cut, the ledger itself is asked; all else is thrown on. */
export function reasonOfDamage(error: unknown): { readonly reason: string } {
  if (error instanceof TributaryError && error.code === "STORE_DAMAGED") return { reason: error.message };
  throw error;
}

async function findNamed(request: TraceRequest, lookups: IndexLookups): Promise<ReadonlyMap<string, NamedTransfer>> {
  const names = transfersNamed(request);
  const found = names.length === 0 ? [] : await lookups.transfersByNames(names);
  return new Map(found.map((transfer) => [transfer.name, transfer]));
}

interface Known {
  readonly balances: readonly KnownBalance[];
  readonly outpoints: OutpointIndex;
  readonly claimed: readonly AccountId[];
}

/** Why the index alone does not know what known balances mean here. */
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

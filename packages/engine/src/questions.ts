import { type CaseFlows, linkedAccounts, placesInReach } from "@tributary/casefile";
import type { Asset, Coverage } from "@tributary/domain";
import { assets } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { compoundFlows, type TraceDocument, type TraceRequest, trace } from "@tributary/trace";
import { type Answer, isAnswerComplete, isComplete } from "./answer.ts";
import { loadPlaces } from "./load-places.ts";
import { loadTraceLedger } from "./load-trace-ledger.ts";
import type { TraceBounds } from "./trace-bounds.ts";
import { traceFromIndex } from "./trace-index.ts";

/** Answers a trace request from the store. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function traceQuestion(
  store: Store,
  request: TraceRequest,
  bounds: TraceBounds = {},
): Promise<Answer<TraceDocument> & TraceSource> {
  const indexed = await traceFromIndex(store, request, bounds);
  const { document, coverage, source } =
    indexed.document === undefined
      ? await traceFromStore(store, { request, bounds, why: indexed.reason })
      : { ...indexed, source: "index" };
  return {
    document,
    source,
    assets: await loadAssets(store),
    isComplete: isAnswerComplete(document, coverage),
  };
}

/** Where an answer was read: the flow index, or the store, and why not the index. The answer is the same. */
export interface TraceSource {
  readonly source: string;
}

interface StoreQuestion {
  readonly request: TraceRequest;
  readonly bounds: TraceBounds;
  readonly why: string;
}

async function traceFromStore(
  store: Store,
  { request, bounds, why }: StoreQuestion,
): Promise<TraceSource & { readonly document: TraceDocument; readonly coverage: readonly Coverage[] }> {
  const ledger = await loadTraceLedger(store, request);
  return { document: trace(ledger, request, bounds), coverage: ledger.coverage, source: `store: ${why}` };
}

/** Answers "how much reached which compound" from the store, about the compounds that the money can have reached. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function flowsQuestion(store: Store, request: TraceRequest): Promise<Answer<CaseFlows>> {
  const ledger = await loadTraceLedger(store, request);
  const { asked, ...places } = placesInReach(ledger, await loadPlaces(store));
  const document = { ...compoundFlows(ledger, request, linkedAccounts(places)), asked };
  return {
    document,
    assets: await loadAssets(store),
    isComplete: Object.values(document.results).every((result) => isComplete(result, ledger.coverage)),
  };
}

/** The traits of every asset of the store, by id. */
export async function loadAssets(store: Store): Promise<ReadonlyMap<string, Asset>> {
  return new Map((await store.query(assets, {})).map((asset) => [asset.id, asset]));
}

// Answers from the flow index alone. Loaded by itself: neither the store's engine nor what writes cases is started for a question that needs neither.
import { TributaryError } from "@tributary/domain";
import { hasSide, openIndex } from "@tributary/flow-index/open";
import { MemoryExhausted } from "@tributary/kernel";
import type { TraceDocument, TraceRequest } from "@tributary/trace";
import { type Answer, isAnswerComplete } from "./answer.ts";
import { askIndex, type IndexedTrace, reasonOfDamage, whyNoIndex } from "./ask-index.ts";
import { freshSnapshot } from "./index-mark.ts";
import { softwareIdentity } from "./software-identity.ts";
import type { TraceBounds } from "./trace-bounds.ts";

export type { TraceRequest } from "@tributary/trace";
export { readTraceRequest } from "./read-trace-request.ts";
export { assertOneDocument } from "./result-size.ts";
export { type TraceBounds, traceBounds } from "./trace-bounds.ts";

/** What a traced request is answered with. */
export type TraceAnswer = Answer<TraceDocument>;

/** The same answer as `traceQuestion`'s; undefined where the store must be asked. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function traceQuickly(
  storeDirectory: string,
  request: TraceRequest,
  bounds: TraceBounds = {},
): Promise<TraceAnswer | undefined> {
  const isByName = request.claims.some((claim) => "transfers" in claim);
  if (isByName || whyNoIndex(request) !== undefined) return undefined;
  const fresh = freshSnapshot(storeDirectory, softwareIdentity().version);
  const index = fresh === undefined ? undefined : await openQuietly(fresh.directory);
  if (fresh === undefined || index === undefined) return undefined;
  try {
    if (hasSide(index.manifest, "outpoints")) return undefined;
    const lookups = { transfersByNames: async () => [], outpointsOf: async () => [] };
    const answer: IndexedTrace = await askIndex(index, { request, bounds, lookups }).catch(reasonOfDamage);
    if (answer.document === undefined) return undefined;
    const { document, coverage } = answer;
    return {
      document,
      assets: new Map(fresh.assets.map((asset) => [asset.id, asset])),
      isComplete: isAnswerComplete(document, coverage),
    };
  } finally {
    index.close();
  }
}

/** What is wrong with an index is told by the store's own path. */
async function openQuietly(directory: string): Promise<Awaited<ReturnType<typeof openIndex>> | undefined> {
  try {
    return await openIndex(directory);
  } catch (error) {
    if (error instanceof TributaryError || error instanceof MemoryExhausted) return undefined;
    throw error;
  }
}

import { openFreshIndex } from "@tributary/flow-index";
import { transfersByNames } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { TraceRequest } from "@tributary/trace";
import { askIndex, type IndexedTrace, reasonOfDamage, whyNoIndex } from "./ask-index.ts";
import { loadOutpoints } from "./load-outpoints.ts";
import type { TraceBounds } from "./trace-bounds.ts";

/** Answers a request from the snapshot that stands, where it is of the ledger as it is and can answer by itself. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function traceFromIndex(store: Store, request: TraceRequest, bounds: TraceBounds): Promise<IndexedTrace> {
  const unfit = whyNoIndex(request);
  if (unfit !== undefined) return { reason: unfit };
  const opened = await openFreshIndex(store);
  if (opened.index === undefined) return { reason: opened.reason };
  const { index } = opened;
  const lookups = {
    transfersByNames: (names: readonly string[]) => store.query(transfersByNames, { names }),
    outpointsOf: (accounts: Parameters<typeof loadOutpoints>[1]) => loadOutpoints(store, accounts),
  };
  try {
    return await askIndex(index, { request, bounds, lookups }).catch(reasonOfDamage);
  } finally {
    index.close();
  }
}

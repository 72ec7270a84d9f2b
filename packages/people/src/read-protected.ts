import type { Digest, UtcMicros } from "@tributary/domain";
import { determinations } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { loadStandings } from "./load-standings.ts";
import { protectedParties } from "./person-register.ts";

/** Ids of all parties that are protected at a time: for withholding names, never to be handed out. Errors: KEY_MISSING, KEY_WRONG where anything was determined. */
export async function readProtected(store: Pick<Store, "query">, asOf: UtcMicros): Promise<ReadonlySet<Digest>> {
  if ((await store.query(determinations, {})).length === 0) return new Set();
  const { standings, clusters } = await loadStandings(store, asOf);
  return protectedParties(standings, clusters);
}

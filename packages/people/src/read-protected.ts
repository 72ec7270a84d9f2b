import type { Digest, UtcMicros } from "@tributary/domain";
import { determinations, determinationWithdrawals, judgementWithdrawals, partyJudgements } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { judgedClusters, standingJudgements } from "./judged-clusters.ts";
import { protectedParties, standingOn } from "./person-register.ts";

/** Ids of all parties that are protected at a time: for withholding names, never to be handed out. Errors: KEY_MISSING, KEY_WRONG where anything was determined. */
export async function readProtected(store: Pick<Store, "query">, asOf: UtcMicros): Promise<ReadonlySet<Digest>> {
  const made = await store.query(determinations, {});
  if (made.length === 0) return new Set();
  const standings = standingOn(made, await store.query(determinationWithdrawals, {}), asOf);
  const judgements = await store.query(partyJudgements, {});
  const { clusters } = judgedClusters(standingJudgements(judgements, await store.query(judgementWithdrawals, {}), asOf));
  return protectedParties(standings, clusters);
}

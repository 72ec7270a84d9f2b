import type { UtcMicros } from "@tributary/domain";
import { determinations, determinationWithdrawals, judgementWithdrawals, partyJudgements } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { type JudgedCluster, judgedClusters, standingJudgements } from "./judged-clusters.ts";
import { type PersonStanding, standingOn } from "./person-register.ts";

/** What authorities have determined, and which parties are judged the same, as it stands at a time. Errors: KEY_MISSING, KEY_WRONG. */
export async function loadStandings(
  store: Pick<Store, "query">,
  asOf: UtcMicros,
): Promise<{ readonly standings: readonly PersonStanding[]; readonly clusters: readonly JudgedCluster[] }> {
  const made = await store.query(determinations, {});
  const standings = standingOn(made, await store.query(determinationWithdrawals, {}), asOf);
  const judgements = await store.query(partyJudgements, {});
  const { clusters } = judgedClusters(standingJudgements(judgements, await store.query(judgementWithdrawals, {}), asOf));
  return { standings, clusters };
}

import type { Places } from "@tributary/casefile";
import { clusterMembers, compoundLinks, compoundPoints, compounds } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** Every compound of a store with its points, links and cluster members, withdrawn judgements included. */
export async function loadPlaces(store: Store): Promise<Places> {
  const links = await store.query(compoundLinks, {});
  return {
    compounds: await store.query(compounds, {}),
    compoundPoints: await store.query(compoundPoints, {}),
    compoundLinks: links.map(({ account, clusterId, ...link }) => ({
      ...link,
      target: account === null ? { cluster: clusterId ?? "" } : { account },
    })),
    clusterMembers: await store.query(clusterMembers, {}),
  };
}

import type { AccountId } from "@tributary/domain";
import { clusterMembers, compoundLinks, compounds } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { CompoundAccount, CompoundAccounts } from "@tributary/trace";

/** Every compound with the accounts that links in force tie to it, directly or through a cluster in force. Withdrawn ones are left out. */
export async function loadCompounds(store: Store): Promise<CompoundAccounts[]> {
  const links = (await store.query(compoundLinks, {})).filter((link) => link.withdrawnAt === null);
  const members = (await store.query(clusterMembers, {})).filter((member) => member.withdrawnAt === null);
  const known = await store.query(compounds, {});
  return known.map((compound) => ({
    compound: compound.id,
    name: compound.name,
    country: compound.country,
    accounts: links
      .filter((link) => link.compoundId === compound.id)
      .flatMap((link): CompoundAccount[] => {
        const linked: readonly AccountId[] =
          link.account === null
            ? members.filter((member) => member.clusterId === link.clusterId).map((member) => member.account)
            : [link.account];
        const { id, confidence, evidence } = link;
        return [...new Set(linked)].map((account) => ({ account, link: id, cluster: link.clusterId, confidence, evidence }));
      }),
  }));
}

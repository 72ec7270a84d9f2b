import { type CompoundLink, compareBytewise } from "@tributary/domain";
import type { CompoundAccount, CompoundAccounts } from "@tributary/trace";
import type { CaseContents } from "./case-contents.ts";

type LinkedPlaces = Pick<CaseContents, "compounds" | "compoundLinks" | "clusterMembers">;

/**
 * The accounts that sourced links tie to each compound, directly or through a cluster, by compound and account bytewise.
 * A link or membership that was withdrawn does not count.
 */
export function linkedAccounts(places: LinkedPlaces): CompoundAccounts[] {
  const stands = (row: { readonly withdrawnAt: bigint | null }): boolean => row.withdrawnAt === null;
  const members = places.clusterMembers.filter(stands);
  const accountsOf = (link: CompoundLink): CompoundAccount[] => {
    const { id, target, confidence, evidence } = link;
    if ("account" in target) return [{ account: target.account, link: id, cluster: null, confidence, evidence }];
    const accounts = new Set(members.filter((member) => member.clusterId === target.cluster).map((member) => member.account));
    return [...accounts].map((account) => ({ account, link: id, cluster: target.cluster, confidence, evidence }));
  };
  const links = places.compoundLinks.filter(stands);
  return [...places.compounds]
    .sort((a, b) => compareBytewise(a.id, b.id))
    .map(({ id, name, country }) => ({
      compound: id,
      name,
      country,
      accounts: links
        .filter((link) => link.compoundId === id)
        .flatMap(accountsOf)
        .sort((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.link, b.link)),
    }));
}

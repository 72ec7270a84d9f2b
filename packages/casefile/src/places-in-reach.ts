import type { AccountId } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { CaseContents } from "./case-contents.ts";
import { linkedAccounts } from "./linked-accounts.ts";

/** Compounds with what ties accounts to them, withdrawn judgements included. */
export type Places = Pick<CaseContents, "compounds" | "compoundPoints" | "compoundLinks" | "clusterMembers">;

/** Of how many compounds and linked accounts it was asked whether the money reached them; numbers alone, as decimal text. */
export interface PlacesAsked {
  readonly compounds: string;
  readonly accounts: string;
}

/**
 * The places that have to do with a ledger extract: memberships and links, withdrawn ones too, of accounts that stand in it, and
 * the compounds that these links name. The others belong to other cases and are only counted.
 */
export function placesInReach(
  ledger: Pick<TraceLedger, "transfers" | "outpoints">,
  places: Places,
): Places & { readonly asked: PlacesAsked } {
  const accounts = new Set<AccountId>(ledger.transfers.flatMap((transfer) => [transfer.from, transfer.to]));
  // What is tied to an address is tied to its outpoints.
  for (const { outpoint, address } of ledger.outpoints) if (accounts.has(outpoint)) accounts.add(address);
  const clusterMembers = places.clusterMembers.filter((member) => accounts.has(member.account));
  const clusters = new Set(clusterMembers.map((member) => member.clusterId));
  const compoundLinks = places.compoundLinks.filter(({ target }) =>
    "account" in target ? accounts.has(target.account) : clusters.has(target.cluster),
  );
  const linked = new Set(compoundLinks.map((link) => link.compoundId));
  const linkedClusters = new Set(compoundLinks.flatMap(({ target }) => ("cluster" in target ? [target.cluster] : [])));
  return {
    compounds: places.compounds.filter((compound) => linked.has(compound.id)),
    compoundPoints: places.compoundPoints.filter((point) => linked.has(point.compoundId)),
    compoundLinks,
    clusterMembers: clusterMembers.filter((member) => linkedClusters.has(member.clusterId)),
    asked: countPlaces(places),
  };
}

function countPlaces(places: Places): PlacesAsked {
  const accounts = linkedAccounts(places).flatMap((compound) => compound.accounts.map(({ account }) => account));
  return { compounds: String(places.compounds.length), accounts: String(new Set(accounts).size) };
}

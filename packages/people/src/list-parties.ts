import { compareBytewise, type Digest } from "@tributary/domain";
import { partiesOfVersion } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** A party of a report, with the roles in which the report names it. Sensitive. */
export interface ListedParty {
  readonly partyId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly path: string;
  readonly roles: readonly string[];
}

/** The parties that one version of a report tells of, by path. Errors: KEY_MISSING, KEY_WRONG. */
export async function listParties(store: Pick<Store, "query">, versionId: Digest): Promise<readonly ListedParty[]> {
  const parties = new Map<Digest, ListedParty & { readonly roles: string[] }>();
  for (const { partyId, kind, name, path, role } of await store.query(partiesOfVersion, { versionId })) {
    const party = parties.get(partyId) ?? { partyId, kind, name, path, roles: [] };
    if (role !== null) party.roles.push(role);
    parties.set(partyId, party);
  }
  return [...parties.values()].sort((a, b) => compareBytewise(a.path, b.path));
}

import { type Digest, instantMax } from "@tributary/domain";
import { readProtected } from "@tributary/people";
import { partiesByIds } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** What is not told of persons who may have been trafficked, not even in an annex. In doubt it is withheld. */
export interface ProtectedNames {
  /** The name, or that it is withheld: the party is protected, or bears the name of one that is. */
  readonly nameOf: (party: { readonly name: string | null; readonly partyId: Digest | null }) => string | null;
  /** The narrative, or that it is withheld: a protected person is in the report, or the text holds the name of one. */
  readonly narrativeOf: (report: { readonly narrative: string | null; readonly versionId: Digest }) => string | null;
}

/**
 * Whatever anybody ever said in protection of a person counts, at any time: what a case tells must not depend on a clock. The same person
 * stands in other records under ids of their own, so equal names are withheld too.
 */
export async function loadProtectedNames(store: Pick<Store, "query">): Promise<ProtectedNames> {
  const ids = await readProtected(store, instantMax);
  const parties = ids.size === 0 ? [] : await store.query(partiesByIds, { partyIds: [...ids] });
  const versions = new Set(parties.map(({ versionId }) => versionId));
  const names = new Set(parties.flatMap(({ name }) => (name === null ? [] : [plainName(name)])));
  return {
    nameOf: ({ name, partyId }) => {
      if (name === null) return null;
      const isWithheld = (partyId !== null && ids.has(partyId)) || names.has(plainName(name));
      return isWithheld ? "name withheld (protected person)" : name;
    },
    narrativeOf: ({ narrative, versionId }) => {
      if (narrative === null) return null;
      const text = plainName(narrative);
      const isWithheld = versions.has(versionId) || [...names].some((name) => text.includes(name));
      return isWithheld ? "withheld: a protected person is named in this report" : narrative;
    },
  };
}

function plainName(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

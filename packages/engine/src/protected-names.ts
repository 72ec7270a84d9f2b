import { type Digest, instantMax } from "@tributary/domain";
import { readProtected } from "@tributary/people";
import { type PartiesBesideRow, partiesBeside } from "@tributary/queries";
import type { PartyDetails, Store } from "@tributary/store";

/** What is not told of persons who may have been trafficked, not even in an annex. In doubt it is withheld. */
export interface ProtectedNames {
  /** The name, or that it is withheld: the party is protected, or bears the name of one that is. */
  readonly nameOf: (party: { readonly name: string | null; readonly partyId: Digest | null }) => string | null;
  /** The narrative, or that it is withheld: a protected person is in the report, or the text holds the name of one. */
  readonly narrativeOf: (report: { readonly narrative: string | null; readonly versionId: Digest }) => string | null;
}

/**
 * Whatever anybody ever said in protection of a person counts, at any time: what a case tells must not depend on a clock. The same person
 * stands in other records under ids of their own, so equal names are withheld too; and an amendment, which can write the name otherwise, states the person at the
 * same place under another id.
 */
export async function loadProtectedNames(store: Pick<Store, "query">): Promise<ProtectedNames> {
  const said = await readProtected(store, instantMax);
  const rows = said.size === 0 ? [] : await store.query(partiesBeside, { partyIds: [...said] });
  const places = new Set(rows.flatMap((row) => (row.partyId !== null && said.has(row.partyId) ? [placeOf(row)] : [])));
  const parties = rows.filter((row) => row.partyId !== null && places.has(placeOf(row)));
  const ids = new Set(parties.map(({ partyId }) => partyId));
  const versions = new Set(rows.map(({ versionId }) => versionId));
  const names = new Set(parties.flatMap(namesOf).map(plainName));
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

/** The same in each version of a report. */
function placeOf({ reportId, path }: PartiesBesideRow): string {
  return `${reportId} ${path}`;
}

function namesOf({ name, details }: PartiesBesideRow): readonly string[] {
  const stated: PartyDetails = details === null ? {} : JSON.parse(details);
  return [name, ...(stated.otherNames ?? [])].filter((text) => text !== null).filter((text) => text.trim() !== "");
}

function plainName(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

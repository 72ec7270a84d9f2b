import type { Digest, UtcMicros } from "@tributary/domain";
import type { PersonDetermination, Store } from "@tributary/store";
import { loadStandings } from "./load-standings.ts";
import { type PersonStanding, protectedParties } from "./person-register.ts";

/** What stands of one person, over all records that are judged to be of that person. */
export interface ReadStanding extends PersonStanding {
  /** Other parties that standing judgements say are the same; by id. */
  readonly same: readonly Digest[];
  /** A standing judgement says that two of these are different: a person has to settle it. Until then all of them count. */
  readonly isContradicted: boolean;
}

/**
 * Reads what authorities say of a person at a time. Protection reaches every party that is judged the same as a protected one, contradicted or not; each record keeps
 * its own determinations. Errors: KEY_MISSING, KEY_WRONG.
 */
export async function readStanding(store: Pick<Store, "query">, partyId: Digest, asOf: UtcMicros): Promise<ReadStanding> {
  const { standings, clusters } = await loadStandings(store, asOf);
  const cluster = clusters.find(({ parties }) => parties.includes(partyId));
  const parties = new Set(cluster?.parties ?? [partyId]);
  const stated: readonly PersonDetermination[] = standings
    .filter((standing) => parties.has(standing.partyId))
    .flatMap((standing) => standing.determinations);
  return {
    partyId,
    determinations: stated,
    isConflicting: new Set(stated.map(({ status }) => status === "not-identified")).size > 1,
    isProtected: protectedParties(standings, clusters).has(partyId),
    same: [...parties].filter((party) => party !== partyId),
    isContradicted: (cluster?.contradictions.length ?? 0) > 0,
  };
}

import { compareBytewise, type Digest, type UtcMicros } from "@tributary/domain";
import type { PersonDetermination, StatementWithdrawal } from "@tributary/store";
import { groupBy } from "./group-by.ts";

/** What all authorities say of a person on a day. */
export interface PersonStanding {
  readonly partyId: Digest;
  /** The latest of each authority, by authority; two of one instant both stand. */
  readonly determinations: readonly PersonDetermination[];
  /** Authorities say different things. */
  readonly isConflicting: boolean;
  /**
   * Any authority's latest word is `possible` or `identified`: the person is never ranked as a suspect and the name is redacted unless it is asked
   * for. In doubt, and where authorities differ, the person is protected (non-punishment principle).
   */
  readonly isProtected: boolean;
}

/**
 * The standing of every person of whom anything was determined by the time, by party id. Determinations taken back by then do not count; an
 * authority's earlier ones give way to its latest, and never to another authority's.
 */
export function standingOn(
  determinations: readonly PersonDetermination[],
  withdrawals: readonly Pick<StatementWithdrawal, "subjectId" | "madeAt">[],
  asOf: UtcMicros,
): readonly PersonStanding[] {
  const withdrawn = new Set(withdrawals.filter(({ madeAt }) => madeAt <= asOf).map(({ subjectId }) => subjectId));
  const byId = new Map(determinations.map((determination) => [determination.id, determination]));
  const made = [...byId.values()].filter(({ id, determinedAt }) => determinedAt <= asOf && !withdrawn.has(id));
  return [...groupBy(made, ({ partyId }) => partyId)]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([partyId, ofPerson]) => standingOf(partyId, ofPerson));
}

function standingOf(partyId: Digest, made: readonly PersonDetermination[]): PersonStanding {
  const determinations = [...groupBy(made, ({ authority }) => authority).values()]
    .flatMap(latestOf)
    .sort((a, b) => compareBytewise(a.authority, b.authority) || compareBytewise(a.id, b.id));
  return {
    partyId,
    determinations,
    isConflicting: new Set(determinations.map(({ status }) => status === "not-identified")).size > 1,
    isProtected: determinations.some(({ status }) => status !== "not-identified"),
  };
}

function latestOf(ofAuthority: readonly PersonDetermination[]): readonly PersonDetermination[] {
  return ofAuthority.filter(({ determinedAt }) => ofAuthority.every((other) => other.determinedAt <= determinedAt));
}

/**
 * Ids of all parties to be protected: those with a protected standing, and every party that is judged the same as one of them, contradicted or not. For
 * looking a given party up; it holds no names, and is not made to be handed out as a list of persons.
 */
export function protectedParties(
  standings: readonly PersonStanding[],
  clusters: readonly { readonly parties: readonly Digest[] }[],
): ReadonlySet<Digest> {
  const own = new Set(standings.filter(({ isProtected }) => isProtected).map(({ partyId }) => partyId));
  const judged = clusters.filter(({ parties }) => parties.some((party) => own.has(party)));
  return new Set([...own, ...judged.flatMap(({ parties }) => parties)]);
}

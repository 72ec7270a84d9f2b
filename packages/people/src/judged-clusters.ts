import { compareBytewise, type Digest, type UtcMicros } from "@tributary/domain";
import type { PartyJudgement, StatementWithdrawal } from "@tributary/store";
import { groupBy } from "./group-by.ts";

/** Parties that standing judgements say are one, with what speaks against it. */
export interface JudgedCluster {
  /** By id. */
  readonly parties: readonly Digest[];
  readonly contradictions: readonly Contradiction[];
}

/** Two parties that judgements make one, over others where need be, and that a judgement says are two. All of them stand: a person has to settle it. */
export interface Contradiction {
  readonly left: Digest;
  readonly right: Digest;
  /** Ids of the judgements that say they are two. */
  readonly different: readonly Digest[];
  /** Ids of a shortest chain of judgements that makes them one. */
  readonly same: readonly Digest[];
}

export interface JudgedClusters {
  /** Clusters of two or more, by their first party. */
  readonly clusters: readonly JudgedCluster[];
  /** How many standing judgements say neither. */
  readonly undecided: number;
}

/** Judgements that were made by the time and not taken back by then, by id. */
export function standingJudgements(
  judgements: readonly PartyJudgement[],
  withdrawals: readonly Pick<StatementWithdrawal, "subjectId" | "madeAt">[],
  asOf: UtcMicros,
): readonly PartyJudgement[] {
  const withdrawn = new Set(withdrawals.filter(({ madeAt }) => madeAt <= asOf).map(({ subjectId }) => subjectId));
  const byId = new Map(judgements.map((judgement) => [judgement.id, judgement]));
  return [...byId.values()]
    .filter(({ id, madeAt }) => madeAt <= asOf && !withdrawn.has(id))
    .sort((a, b) => compareBytewise(a.id, b.id));
}

/**
 * Groups parties by standing judgements `same`. Nothing is settled silently: where a judgement says that two of a group are different, the group
 * stands with the contradiction listed. The order of the judgements changes nothing.
 */
export function judgedClusters(standing: readonly PartyJudgement[]): JudgedClusters {
  const ordered = standing.filter(({ left, right }) => left !== right).sort((a, b) => compareBytewise(a.id, b.id));
  const same = ordered.filter(({ answer }) => answer === "same");
  const links = linksOf(same);
  const clusterOf = new Map<Digest, number>();
  const groups: (readonly Digest[])[] = [];
  for (const party of [...links.keys()].sort(compareBytewise)) {
    if (clusterOf.has(party)) continue;
    const group = [...reach(links, party).keys()].sort(compareBytewise);
    for (const member of group) clusterOf.set(member, groups.length);
    groups.push(group);
  }
  const against = ordered.filter(
    ({ answer, left, right }) =>
      answer === "different" && clusterOf.get(left) !== undefined && clusterOf.get(left) === clusterOf.get(right),
  );
  const clusters = groups.map((parties, index) => ({
    parties,
    contradictions: contradictionsOf(
      links,
      against.filter(({ left }) => clusterOf.get(left) === index),
    ),
  }));
  return { clusters, undecided: ordered.filter(({ answer }) => answer === "unsure" || answer === "open").length };
}

type Links = ReadonlyMap<Digest, readonly { readonly to: Digest; readonly judgement: Digest }[]>;

function linksOf(same: readonly PartyJudgement[]): Links {
  const ends = same.flatMap(({ id, left, right }) => [
    { from: left, to: right, judgement: id },
    { from: right, to: left, judgement: id },
  ]);
  return groupBy(ends, ({ from }) => from);
}

type Step = { readonly from: Digest; readonly judgement: Digest } | null;

/** Every party that hangs together with one, each with the last step of a shortest chain to it; of equal chains the one found over smaller ids. */
function reach(links: Links, start: Digest): ReadonlyMap<Digest, Step> {
  const steps = new Map<Digest, Step>([[start, null]]);
  for (const party of steps.keys())
    for (const { to, judgement } of links.get(party) ?? []) if (!steps.has(to)) steps.set(to, { from: party, judgement });
  return steps;
}

function chainTo(steps: ReadonlyMap<Digest, Step>, end: Digest): readonly Digest[] {
  const chain: Digest[] = [];
  for (let step = steps.get(end); step !== undefined && step !== null; step = steps.get(step.from)) chain.unshift(step.judgement);
  return chain;
}

function contradictionsOf(links: Links, against: readonly PartyJudgement[]): readonly Contradiction[] {
  const pairs = groupBy(against, ({ left, right }) => [left, right].sort(compareBytewise).join(" "));
  return [...pairs.entries()]
    .sort(([a], [b]) => compareBytewise(a, b))
    .flatMap(([, judgements]) => {
      const [first] = judgements;
      if (first === undefined) return [];
      const [left, right] = compareBytewise(first.left, first.right) <= 0 ? [first.left, first.right] : [first.right, first.left];
      return [{ left, right, different: judgements.map(({ id }) => id), same: chainTo(reach(links, left), right) }];
    });
}

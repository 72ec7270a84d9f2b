import type { Digest } from "@tributary/domain";
import { alikeParties, candidatePairs, crowdedValues } from "@tributary/queries";
import type { Matcher, Store } from "@tributary/store";
import { compareParties, type PairEvidence } from "./compare-parties.ts";
import { blockingRules, indexModel } from "./identifiers-of.ts";
import { readParties } from "./stored-parties.ts";

export interface ProposeMatches {
  readonly store: Pick<Store, "query">;
  readonly matcher: Matcher;
  /** A value that more parties share finds no pairs: a call centre's phone, a name key of thousands. Default: 100. */
  readonly partiesMax?: number;
  /** Pairs that are weighed in one call, the surest rules first. Default: 100,000. */
  readonly pairsMax?: number;
}

/** A pair that a person may judge. The answer is open: the machine only proposes. */
export interface MatchProposal {
  /** The smaller id first. */
  readonly left: Digest;
  readonly right: Digest;
  readonly answer: "open";
  /** The first rule that found the pair. */
  readonly rule: string;
  readonly evidence: PairEvidence;
}

/** Values of one rule that were left out because too many parties share them. */
export interface CrowdedRule {
  readonly rule: string;
  readonly values: bigint;
  /** The most parties that share one of them. */
  readonly partiesMax: bigint;
}

export interface MatchProposals {
  /** Pairs that the weight does not speak against, the heaviest first. */
  readonly proposals: readonly MatchProposal[];
  /** How many pairs the weight speaks against; they are not proposed. */
  readonly differentCount: number;
  /** Records that state exactly what an earlier one states: each is one with its first for this search, and only the first is paired. */
  readonly alike: readonly { readonly party: Digest; readonly first: Digest }[];
  /** What was left out. */
  readonly crowded: readonly CrowdedRule[];
  /** More pairs were found than `pairsMax`; the rest was not weighed. */
  readonly isPartial: boolean;
}

const partiesUsual = 100;
const pairsUsual = 100_000;
const pairsPerBatch = 1_000;

/**
 * Weighs every pair of parties that share an identifier, that no standing judgement has settled. The parties must have been indexed (`indexParties`). They
 * are unsealed in memory a batch at a time, and compared there; nothing is written.
 */
export async function proposeMatches(request: ProposeMatches): Promise<MatchProposals> {
  const { store, matcher, partiesMax = partiesUsual, pairsMax = pairsUsual } = request;
  const limits = { model: indexModel, partiesMax: BigInt(partiesMax) };
  const pairs = await store.query(candidatePairs, {
    ...limits,
    kinds: [...blockingRules],
    ranks: blockingRules.map((_, rank) => String(rank)),
    pairsMax: BigInt(pairsMax) + 1n,
  });
  const crowded = await store.query(crowdedValues, limits);
  const alike = await store.query(alikeParties, { model: indexModel });
  const proposals: MatchProposal[] = [];
  let differentCount = 0;
  for (let start = 0; start < Math.min(pairs.length, pairsMax); start += pairsPerBatch) {
    const weighed = await weigh({ store, matcher }, pairs.slice(start, Math.min(start + pairsPerBatch, pairsMax)));
    const kept = weighed.filter(({ evidence }) => evidence.suggests !== "different");
    proposals.push(...kept);
    differentCount += weighed.length - kept.length;
  }
  return {
    proposals: proposals.sort(byWeight),
    differentCount,
    alike: alike.map(({ partyId, firstParty }) => ({ party: partyId, first: firstParty })),
    crowded: crowded.map(({ kind, valueCount, partyCountMax }) => ({
      rule: kind,
      values: valueCount,
      partiesMax: partyCountMax,
    })),
    isPartial: pairs.length > pairsMax,
  };
}

interface CandidatePair {
  readonly leftParty: Digest;
  readonly rightParty: Digest;
  readonly rule: string;
}

async function weigh(
  { store, matcher }: Pick<ProposeMatches, "store" | "matcher">,
  pairs: readonly CandidatePair[],
): Promise<readonly MatchProposal[]> {
  const parties = await readParties(
    store,
    pairs.flatMap(({ leftParty, rightParty }) => [leftParty, rightParty]),
  );
  const known = pairs.flatMap((pair) => {
    const [left, right] = [parties.get(pair.leftParty), parties.get(pair.rightParty)];
    return left === undefined || right === undefined ? [] : [{ pair, left, right }];
  });
  const weighed = await compareParties(matcher, known);
  return known.flatMap(({ pair }, index) => {
    const evidence = weighed[index];
    if (evidence === undefined) return [];
    return [{ left: pair.leftParty, right: pair.rightParty, answer: "open" as const, rule: pair.rule, evidence }];
  });
}

function byWeight(a: MatchProposal, b: MatchProposal): number {
  const [left, right] = [a.evidence.totalMillibits, b.evidence.totalMillibits];
  if (left !== right) return left > right ? -1 : 1;
  return `${a.left}${a.right}` < `${b.left}${b.right}` ? -1 : 1;
}

import { type AccountId, compareBytewise, fail } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { buildLeadGraph, type LeadGraph } from "./lead-graph.ts";
import { explainLeads, type LeadReason } from "./lead-reasons.ts";
import { pushMass, type SpreadMass, type SpreadSettings } from "./push-mass.ts";
import { claimAccounts, seedMass } from "./seed-mass.ts";
import type { TraceRequest } from "./trace-request.ts";
import { assertRequest } from "./validate-request.ts";

export interface LeadQuestion extends SpreadSettings {
  /** Leads told, at most. */
  readonly most: number;
  /** Stops are ranked too. */
  readonly withStops: boolean;
  /** Accounts of persons who are protected: never ranked, never named. */
  readonly protectedAccounts: ReadonlySet<AccountId>;
}

export const leadDefaults: LeadQuestion = {
  alpha: 0.15,
  beta: 0.8,
  epsilon: 1e-6,
  edgesMax: 50_000_000,
  most: 50,
  withStops: false,
  protectedAccounts: new Set(),
};

/** Accounts to look at next. A document of its own: scores never stand beside amounts. */
export interface Leads {
  readonly leads: readonly LeadRow[];
  /** Accounts with a score that are not ranked, by why. */
  readonly left_out: {
    readonly stops: string;
    /** What the claims start from. */
    readonly claims_own: string;
    readonly protected_persons: string;
    /** Ranked below the leads told. */
    readonly below: string;
  };
  readonly settings: Readonly<Record<"alpha" | "beta" | "epsilon" | "edges_max" | "most" | "with_stops", string>>;
  readonly limits: {
    readonly edges_seen: string;
    /** True where the budget ended the search: scores are those found so far. */
    readonly edges_max_reached: boolean;
    /** Where the caller ended the search, and why: likewise. */
    readonly ended_early?: string;
    /** The share of all that was not spread to the end. */
    readonly residual: string;
  };
  readonly notes: readonly string[];
}

export interface LeadRow {
  /** An account; of outpoints, the address that can spend them. */
  readonly account: string;
  /** A share of one, six decimals. */
  readonly score: string;
  readonly reasons: readonly LeadReason[];
}

const leadNote =
  "A score says where to look next. It is no amount, says nothing against anybody, and must not stand beside amounts. It follows the claims' money onward and, one payment behind each account that it reached, back to others who paid there; the tracing rule has no part in it.";

/**
 * Ranks the accounts around the claims' money by relevance: mass starts where the claims' payments arrived and spreads with later payments, back to
 * earlier payers, and through conversions, weighted by amounts of one asset. Scores are rounded to six decimals; ties stand bytewise. Errors: REQUEST_INVALID.
 */
export function rankLeads(ledger: TraceLedger, request: TraceRequest, question: LeadQuestion = leadDefaults): Leads {
  assertRequest(ledger, request);
  if (request.target !== null) fail("REQUEST_INVALID", { found: "a target", expected: "claims: leads start from them" });
  const graph = buildLeadGraph(ledger, request);
  const seeds = seedMass(graph, request);
  const spread = pushMass(graph, seeds, question);
  const scored = sumScores(graph, spread);
  const { addressOf, standsFor } = graph.outpoints;
  const guarded = [...question.protectedAccounts].map((account) => addressOf.get(account) ?? account);
  const hidden = new Set<string>([...question.protectedAccounts, ...guarded.flatMap(standsFor)]);
  const own = claimAccounts(graph, request);
  const sorted = chooseLeads(scored, { question, hidden, own });
  const told = sorted.ranked.slice(0, question.most);
  const reasons = explainLeads(graph, { spread, seeds, hidden, accounts: new Set(told.map(({ holder }) => holder)) });
  return {
    leads: told.map(({ holder, score }) => ({ account: holder, score: writeShare(score), reasons: reasons.get(holder) ?? [] })),
    left_out: { ...sorted.leftOut, below: String(sorted.ranked.length - told.length) },
    settings: writeSettings(question),
    limits: {
      edges_seen: String(spread.edgesSeen),
      edges_max_reached: spread.isCutOff,
      ...(spread.endedEarly === undefined ? {} : { ended_early: spread.endedEarly }),
      residual: writeShare(toMillionths(spread.residual)),
    },
    notes: [leadNote],
  };
}

function writeSettings({ alpha, beta, epsilon, edgesMax, most, withStops }: LeadQuestion): Leads["settings"] {
  const texts = { alpha: String(alpha), beta: String(beta), epsilon: String(epsilon) };
  return { ...texts, edges_max: String(edgesMax), most: String(most), with_stops: String(withStops) };
}

interface ScoredHolder {
  readonly holder: string;
  /** Millionths. */
  readonly score: number;
  readonly accounts: ReadonlySet<AccountId>;
  readonly isStop: boolean;
}

function toMillionths(share: number): number {
  return Math.round(share * 1_000_000);
}

/** Shares of one, in millionths, as text: `0.012345`. */
function writeShare(millionths: number): string {
  const digits = String(millionths).padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** By holder, over all assets and outpoints; who rounds to nothing has no score. */
function sumScores({ nodes, outpoints }: LeadGraph, { stayed, isStop }: SpreadMass): ScoredHolder[] {
  const sums = new Map<string, { score: number; accounts: Set<AccountId>; isStop: boolean }>();
  for (const [number, { account, isPassage }] of nodes.entries()) {
    if (account === undefined || isPassage) continue;
    const holder = outpoints.addressOf.get(account) ?? account;
    const sum = sums.get(holder) ?? { score: 0, accounts: new Set(), isStop: false };
    sums.set(holder, sum);
    sum.score += stayed[number] ?? 0;
    sum.accounts.add(account);
    sum.isStop ||= isStop[number] === 1;
  }
  return [...sums].map(([holder, sum]) => ({ ...sum, holder, score: toMillionths(sum.score) })).filter(({ score }) => score > 0);
}

interface Choice {
  readonly question: LeadQuestion;
  readonly hidden: ReadonlySet<string>;
  readonly own: ReadonlySet<AccountId>;
}

interface ChosenLeads {
  readonly ranked: readonly ScoredHolder[];
  readonly leftOut: Omit<Leads["left_out"], "below">;
}

function chooseLeads(scored: readonly ScoredHolder[], { question, hidden, own }: Choice): ChosenLeads {
  const counts = { stops: 0, claims_own: 0, protected_persons: 0 };
  const ranked = scored.filter(({ holder, accounts, isStop }) => {
    const isHidden = hidden.has(holder) || [...accounts].some((account) => hidden.has(account));
    const isOwn = [...accounts].some((account) => own.has(account));
    if (isHidden) counts.protected_persons += 1;
    else if (isOwn) counts.claims_own += 1;
    else if (isStop && !question.withStops) counts.stops += 1;
    else return true;
    return false;
  });
  return {
    ranked: [...ranked].sort((a, b) => b.score - a.score || compareBytewise(a.holder, b.holder)),
    leftOut: {
      stops: String(counts.stops),
      claims_own: String(counts.claims_own),
      protected_persons: String(counts.protected_persons),
    },
  };
}

import { type AccountId, compareBytewise } from "@tributary/domain";
import { indexOutpoints, type OutpointIndex, type TraceLedger } from "@tributary/ledger";
import { compareFields } from "./compare-fields.ts";
import type { JournalEntry } from "./flow-journal.ts";
import { type Arrival, followPieces } from "./flow-pieces.ts";
import { limitPaths, type OmittedPathsRow, type PathRow, rankTransfers, sumPaths, tagsByAccount } from "./list-paths.ts";
import { notesOf } from "./notes-of.ts";
import { traceJournal } from "./trace-journal.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import { tracingRules } from "./trace-request.ts";
import type { ClaimRow, FlowRow, HolderColumns, PositionRow, TraceResult } from "./trace-result.ts";

/** A compound with the accounts that sourced links, direct or through a cluster, tie to it. */
export interface CompoundAccounts {
  readonly compound: string;
  readonly name: string;
  /** As stated by the source, ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly accounts: readonly CompoundAccount[];
}

export interface CompoundAccount {
  readonly account: AccountId;
  readonly link: string;
  readonly cluster: string | null;
  readonly confidence: number;
  readonly evidence: string;
}

/** The answer to "how much reached which compound?": plain data, atoms as decimal text. */
export interface CompoundFlows {
  readonly compounds: readonly CompoundAccounts[];
  readonly results: Readonly<Partial<Record<TracingRule, RuleFlows>>>;
}

export interface RuleFlows {
  readonly claims: readonly ClaimRow[];
  readonly reached: readonly ReachedRow[];
  readonly paths: readonly PathRow[];
  readonly paths_omitted: readonly OmittedPathsRow[];
  readonly held: readonly PositionRow[];
  readonly not_followed: readonly PositionRow[];
  readonly limits_hit: TraceResult["limits_hit"];
  readonly order_assumptions: TraceResult["order_assumptions"];
  readonly opening_assumptions: TraceResult["opening_assumptions"];
  readonly coverage_gaps: TraceResult["coverage_gaps"];
  readonly conversions: TraceResult["conversions"];
  readonly notes: readonly string[];
}

/**
 * What of a claim entered a compound's accounts. `atoms` counts each part at its first entry only, so that money which goes round is not
 * counted twice; `gross_atoms` counts every receipt from outside of the compound's accounts. Under `poison` both are exposure.
 */
export interface ReachedRow extends HolderColumns {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly atoms: string;
  readonly gross_atoms: string;
}

const conventionNote =
  "Amounts per transfer are the trace's own. Paths, and what counts as a first entry where money left a compound and came back, tell one claim's money in one holding as leaving oldest first (newest first under lifo): under pro-rata and libr a convention of presentation.";

const untoldNote =
  "So much money moved that not all ways could be told apart: amounts are exact, paths_omitted counts those ways as few as they are at least.";

/** Traces the request's claims under its rule, or all of them, and tells what reached each compound's accounts, and over which paths. */
export function compoundFlows(ledger: TraceLedger, request: TraceRequest, compounds: readonly CompoundAccounts[]): CompoundFlows {
  const rules = request.method === "all" ? tracingRules : [request.method];
  const outpoints = indexOutpoints(ledger.outpoints);
  const groups = groupAccounts(compounds, outpoints);
  const claimName = (claim: number): string => request.claims[claim]?.id ?? "";
  const results = [...traceJournal(ledger, request, { rules })].map(([rule, { result, journal }]): [TracingRule, RuleFlows] => {
    const isExposure = rule === "poison";
    const { notes, ...told } = isExposure
      ? exposureFlows(ledger, result, groups)
      : tracedFlows({ rule, ledger, journal, groups, claimName });
    return [rule, { ...restOfResult(result), ...told, notes: [...notesOf(result), ...notes] }];
  });
  return { compounds, results: Object.fromEntries(results) };
}

function restOfResult(result: TraceResult): Omit<RuleFlows, "reached" | "paths" | "paths_omitted" | "notes"> {
  return {
    claims: result.claims,
    held: result.positions.filter((row) => row.status === "held"),
    not_followed: result.positions.filter((row) => row.status !== "held" && row.status !== "exposed"),
    limits_hit: result.limits_hit,
    order_assumptions: result.order_assumptions,
    opening_assumptions: result.opening_assumptions,
    coverage_gaps: result.coverage_gaps,
    conversions: result.conversions,
  };
}

type Groups = ReadonlyMap<string, readonly string[]>;
type ClaimName = (claim: number) => string;

interface TracedQuestion {
  readonly rule: TracingRule;
  readonly ledger: TraceLedger;
  readonly journal: readonly JournalEntry[];
  readonly groups: Groups;
  readonly claimName: ClaimName;
}

type Told = Pick<RuleFlows, "reached" | "paths" | "paths_omitted" | "notes">;

/** The compounds of each account; an address's are those of its outpoints too. */
function groupAccounts(compounds: readonly CompoundAccounts[], { standsFor }: OutpointIndex): Groups {
  const groups = new Map<string, string[]>();
  for (const { compound, accounts } of compounds) {
    for (const account of accounts.flatMap((linked) => standsFor(linked.account))) {
      const known = groups.get(account) ?? [];
      if (!known.includes(compound)) groups.set(account, [...known, compound].sort(compareBytewise));
    }
  }
  return groups;
}

function tracedFlows({ rule, ledger, journal, groups, claimName }: TracedQuestion): Told {
  const groupsOf = (account: AccountId): readonly string[] => groups.get(account) ?? [];
  const arrivals = followPieces(journal, { groupsOf, takesNewest: rule === "lifo" });
  const paths = sumPaths(arrivals, claimName);
  const parts = [
    ...arrivals.map((arrival) => reachedOf(arrival, claimName)),
    ...journal.flatMap((entry) => grossOf(entry, groupsOf, claimName)),
  ];
  return {
    reached: sumReached(parts, ledger),
    ...limitPaths(paths, { ranks: rankTransfers(journal), tagsOf: tagsByAccount(ledger) }),
    notes: [conventionNote, ...(paths.some(({ way }) => way === undefined) ? [untoldNote] : [])],
  };
}

/** What of an entry comes into a group of accounts from outside of it. */
function grossOf(entry: JournalEntry, groupsOf: (account: AccountId) => readonly string[], claimName: ClaimName): ReachedPart[] {
  if (entry.kind === "convert-out" || entry.kind === "settle") return [];
  const isSeed = entry.kind === "seed";
  const account = isSeed ? entry.account : entry.to;
  const before = isSeed || entry.kind === "convert-in" ? [] : groupsOf(entry.from);
  const gross = isSeed ? entry.atoms : entry.carriedAtoms + entry.seededAtoms;
  return groupsOf(account)
    .filter((group) => !before.includes(group))
    .map((compound) => ({ claim: claimName(entry.claim), compound, account, asset: entry.asset, atoms: 0n, gross }));
}

interface ReachedPart {
  readonly claim: string;
  readonly compound: string;
  readonly account: AccountId;
  readonly asset: string;
  readonly atoms: bigint;
  readonly gross: bigint;
}

function reachedOf(arrival: Arrival, claimName: ClaimName): ReachedPart {
  const { claim, asset, atoms } = arrival.piece;
  return { claim: claimName(claim), compound: arrival.group, account: arrival.account, asset, atoms, gross: 0n };
}

function sumReached(parts: readonly ReachedPart[], ledger: TraceLedger): ReachedRow[] {
  const { addressOf } = indexOutpoints(ledger.outpoints);
  const sums = new Map<string, ReachedPart>();
  for (const part of parts) {
    const key = JSON.stringify([part.claim, part.compound, part.account, part.asset]);
    const known = sums.get(key);
    sums.set(key, { ...part, atoms: part.atoms + (known?.atoms ?? 0n), gross: part.gross + (known?.gross ?? 0n) });
  }
  const order = (a: ReachedPart, b: ReachedPart): number =>
    compareFields([a.compound, a.account, a.asset, a.claim], [b.compound, b.account, b.asset, b.claim]);
  const sorted = [...sums.values()].sort(order);
  return sorted.map(({ gross, ...sum }) => {
    const address = addressOf.get(sum.account);
    const amounts = { atoms: sum.atoms.toString(), gross_atoms: gross.toString() };
    return { ...sum, ...(address === undefined ? {} : { address }), ...amounts };
  });
}

/** Under `poison`: each marked transfer into a compound's accounts from outside of them, whole. */
function exposureFlows(ledger: TraceLedger, result: TraceResult, groups: Groups): Told {
  const transfers = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const parts = result.flows.flatMap((flow: FlowRow): ReachedPart[] => {
    const transfer = transfers.get(flow.transfer);
    if (transfer === undefined) return [];
    const fromGroups = groups.get(transfer.from) ?? [];
    const entered = (groups.get(transfer.to) ?? []).filter((group) => !fromGroups.includes(group));
    return entered.map((compound) => ({
      claim: flow.claim,
      compound,
      account: transfer.to,
      asset: transfer.asset,
      atoms: BigInt(flow.atoms),
      gross: BigInt(flow.atoms),
    }));
  });
  return { reached: sumReached(parts, ledger), paths: [], paths_omitted: [], notes: [] };
}

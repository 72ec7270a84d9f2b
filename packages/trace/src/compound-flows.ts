import { type AccountId, type AttributionTag, compareBytewise } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { JournalEntry } from "./flow-journal.ts";
import { type Arrival, followPieces, type PathStep, type Way } from "./flow-pieces.ts";
import { traceJournal } from "./trace-journal.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import { tracingRules } from "./trace-request.ts";
import type { ClaimRow, FlowRow, PositionRow, TraceResult } from "./trace-result.ts";

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
export interface ReachedRow {
  readonly claim: string;
  readonly compound: string;
  readonly account: string;
  readonly asset: string;
  readonly atoms: string;
  readonly gross_atoms: string;
}

export interface PathRow {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly atoms: string;
  readonly start_asset: string;
  readonly start_atoms: string;
  readonly accounts: readonly string[];
  /** All transfers by which money came over these accounts, in the order traced: a chain, or several beside each other. */
  readonly transfers: readonly string[];
  readonly conversions: readonly string[];
  readonly services: readonly ServiceOnPath[];
}

export interface ServiceOnPath {
  readonly account: string;
  readonly category: string;
  readonly label: string;
  readonly tag: string;
}

export interface OmittedPathsRow {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly paths: string;
  readonly atoms: string;
}

/** Paths listed per claim, compound and asset, the largest first; the rest is summed in `paths_omitted`. */
const pathsMax = 25;

const conventionNote =
  "Amounts per transfer are the trace's own. Paths, and what counts as a first entry where money left a compound and came back, tell one claim's money in one holding as leaving oldest first (newest first under lifo): under pro-rata and libr a convention of presentation.";
const exposureNote =
  "poison is exposure, not an amount: figures may count the same money many times and never stand beside traced amounts.";

/** Traces the request's claims under its rule, or all of them, and tells what reached each compound's accounts, and over which paths. */
export function compoundFlows(ledger: TraceLedger, request: TraceRequest, compounds: readonly CompoundAccounts[]): CompoundFlows {
  const rules = request.method === "all" ? tracingRules : [request.method];
  const groups = groupAccounts(compounds);
  const claimName = (claim: number): string => request.claims[claim]?.id ?? "";
  const results = [...traceJournal(ledger, request, rules)].map(([rule, { result, journal }]): [TracingRule, RuleFlows] => {
    const isExposure = rule === "poison";
    const told = isExposure ? exposureFlows(ledger, result, groups) : tracedFlows({ rule, ledger, journal, groups, claimName });
    return [
      rule,
      { ...restOfResult(result), ...told, notes: [...(result.notes ?? []), isExposure ? exposureNote : conventionNote] },
    ];
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

type Told = Pick<RuleFlows, "reached" | "paths" | "paths_omitted">;

function groupAccounts(compounds: readonly CompoundAccounts[]): Groups {
  const groups = new Map<string, string[]>();
  for (const { compound, accounts } of compounds) {
    for (const { account } of accounts) {
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
    reached: sumReached(parts),
    ...limitPaths(paths, { ranks: rankTransfers(journal), tagsOf: tagsByAccount(ledger.tags) }),
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
  readonly account: string;
  readonly asset: string;
  readonly atoms: bigint;
  readonly gross: bigint;
}

function reachedOf(arrival: Arrival, claimName: ClaimName): ReachedPart {
  const { claim, asset, atoms } = arrival.piece;
  return { claim: claimName(claim), compound: arrival.group, account: arrival.account, asset, atoms, gross: 0n };
}

function sumReached(parts: readonly ReachedPart[]): ReachedRow[] {
  const sums = new Map<string, ReachedPart>();
  for (const part of parts) {
    const key = JSON.stringify([part.claim, part.compound, part.account, part.asset]);
    const known = sums.get(key);
    sums.set(key, { ...part, atoms: part.atoms + (known?.atoms ?? 0n), gross: part.gross + (known?.gross ?? 0n) });
  }
  const order = (a: ReachedPart, b: ReachedPart): number =>
    compareFields([a.compound, a.account, a.asset, a.claim], [b.compound, b.account, b.asset, b.claim]);
  const sorted = [...sums.values()].sort(order);
  return sorted.map(({ gross, ...sum }) => ({ ...sum, atoms: sum.atoms.toString(), gross_atoms: gross.toString() }));
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
  return { reached: sumReached(parts), paths: [], paths_omitted: [] };
}

interface PathSum {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly startAsset: string;
  readonly way: Way;
  atoms: bigint;
  startAtoms: bigint;
  /** The last step of each piece that came this way. */
  readonly lastSteps: Set<PathStep>;
}

/** One sum for each claim, compound, asset, asset at the start and way. */
function sumPaths(arrivals: readonly Arrival[], claimName: ClaimName): PathSum[] {
  const sumsByWay = new Map<Way, Map<string, PathSum>>();
  for (const { group, piece } of arrivals) {
    const { claim, asset, startAsset, way, steps } = piece;
    const sums = sumsByWay.get(way) ?? new Map<string, PathSum>();
    sumsByWay.set(way, sums);
    const key = JSON.stringify([claim, group, asset, startAsset]);
    const blank = { claim: claimName(claim), compound: group, asset, startAsset, way, atoms: 0n, startAtoms: 0n };
    const sum = sums.get(key) ?? { ...blank, lastSteps: new Set<PathStep>() };
    sums.set(key, sum);
    sum.atoms += piece.atoms;
    sum.startAtoms += piece.startAtoms;
    if (steps !== null) sum.lastSteps.add(steps);
  }
  return [...sumsByWay.values()].flatMap((sums) => [...sums.values()]);
}

function listAccounts(way: Way): string[] {
  const accounts: string[] = [];
  for (let place: Way | null = way; place !== null; place = place.previous) accounts.push(place.account);
  return accounts.reverse();
}

/** Every transfer's place in the order traced. */
function rankTransfers(journal: readonly JournalEntry[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const [index, entry] of journal.entries()) {
    if ("transfer" in entry && !ranks.has(entry.transfer)) ranks.set(entry.transfer, index);
  }
  return ranks;
}

/** The steps of all pieces that came one way, each once, in the order traced. */
function listSteps({ lastSteps }: PathSum, ranks: ReadonlyMap<string, number>): PathStep[] {
  const steps = new Set<PathStep>();
  for (const last of lastSteps) {
    for (let step: PathStep | null = last; step !== null && !steps.has(step); step = step.previous) steps.add(step);
  }
  return [...steps].sort((a, b) => (ranks.get(a.transfer) ?? 0) - (ranks.get(b.transfer) ?? 0));
}

interface PathContext {
  readonly ranks: ReadonlyMap<string, number>;
  readonly tagsOf: ReadonlyMap<string, AttributionTag>;
}

function limitPaths(sums: readonly PathSum[], context: PathContext): Pick<Told, "paths" | "paths_omitted"> {
  const paths: PathRow[] = [];
  const omitted: OmittedPathsRow[] = [];
  const byQuestion = new Map<string, PathSum[]>();
  for (const sum of sums) {
    const key = JSON.stringify([sum.compound, sum.claim, sum.asset]);
    const known = byQuestion.get(key);
    if (known === undefined) byQuestion.set(key, [sum]);
    else known.push(sum);
  }
  for (const [, ofQuestion] of [...byQuestion].sort(([a], [b]) => compareBytewise(a, b))) {
    const ranked = ofQuestion.sort(comparePaths);
    paths.push(...ranked.slice(0, pathsMax).map((sum) => finishPath(sum, context)));
    const rest = ranked.slice(pathsMax);
    const [first] = rest;
    if (first === undefined) continue;
    const atoms = rest.reduce((total, sum) => total + sum.atoms, 0n);
    omitted.push({
      claim: first.claim,
      compound: first.compound,
      asset: first.asset,
      paths: String(rest.length),
      atoms: atoms.toString(),
    });
  }
  return { paths, paths_omitted: omitted };
}

/** The largest first, then the shortest. */
function comparePaths(a: PathSum, b: PathSum): number {
  if (a.atoms !== b.atoms) return a.atoms > b.atoms ? -1 : 1;
  if (a.way.length !== b.way.length) return a.way.length - b.way.length;
  return compareFields([a.startAsset, ...listAccounts(a.way)], [b.startAsset, ...listAccounts(b.way)]);
}

function finishPath(sum: PathSum, { ranks, tagsOf }: PathContext): PathRow {
  const accounts = listAccounts(sum.way);
  const steps = listSteps(sum, ranks);
  const services = accounts.flatMap((account): ServiceOnPath[] => {
    const tag = tagsOf.get(account);
    return tag?.category ? [{ account, category: tag.category, label: tag.label, tag: tag.id }] : [];
  });
  return {
    claim: sum.claim,
    compound: sum.compound,
    asset: sum.asset,
    atoms: sum.atoms.toString(),
    start_asset: sum.startAsset,
    start_atoms: sum.startAtoms.toString(),
    accounts,
    transfers: [...new Set(steps.map((step) => step.transfer))],
    conversions: [...new Set(steps.flatMap((step) => (step.conversion === null ? [] : [step.conversion])))],
    services,
  };
}

/** Of several tags the one of highest confidence, then least id, as a stop names it. */
function tagsByAccount(tags: readonly AttributionTag[]): ReadonlyMap<string, AttributionTag> {
  const best = new Map<string, AttributionTag>();
  for (const tag of tags) {
    if (tag.category === null) continue;
    const known = best.get(tag.account);
    const isBetter =
      known === undefined ||
      tag.confidence > known.confidence ||
      (tag.confidence === known.confidence && compareBytewise(tag.id, known.id) < 0);
    if (isBetter) best.set(tag.account, tag);
  }
  return best;
}

function compareFields(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareBytewise(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

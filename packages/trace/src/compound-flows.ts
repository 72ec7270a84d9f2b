import { type AccountId, type AttributionTag, compareBytewise } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { JournalEntry } from "./flow-journal.ts";
import { type Arrival, followPieces, type PathStep } from "./flow-pieces.ts";
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
  const paths = arrivals.reduce((rows, arrival) => addPath(rows, arrival, claimName), new Map<string, PathSum>());
  const parts = [
    ...arrivals.map((arrival) => reachedOf(arrival, claimName)),
    ...journal.flatMap((entry) => grossOf(entry, groupsOf, claimName)),
  ];
  return { reached: sumReached(parts), ...limitPaths([...paths.values()], tagsByAccount(ledger.tags)) };
}

/** What of an entry comes into a group of accounts from outside of it. */
function grossOf(entry: JournalEntry, groupsOf: (account: AccountId) => readonly string[], claimName: ClaimName): ReachedPart[] {
  if (entry.kind === "convert-out") return [];
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

interface PathSum extends Omit<PathRow, "atoms" | "start_atoms" | "services"> {
  readonly atoms: bigint;
  readonly startAtoms: bigint;
}

function addPath(sums: Map<string, PathSum>, arrival: Arrival, claimName: ClaimName): Map<string, PathSum> {
  const { piece } = arrival;
  const steps = listSteps(piece.steps);
  const visited = [piece.startAccount, ...steps.map((step) => step.account)];
  const accounts = visited.filter((account, index) => account !== visited[index - 1]);
  const key = JSON.stringify([piece.claim, arrival.group, piece.asset, piece.startAsset, accounts]);
  const known = sums.get(key);
  const transfers = steps.map((step) => step.transfer);
  const conversions = steps.flatMap((step) => (step.conversion === null ? [] : [step.conversion]));
  return sums.set(key, {
    claim: claimName(piece.claim),
    compound: arrival.group,
    asset: piece.asset,
    start_asset: piece.startAsset,
    atoms: piece.atoms + (known?.atoms ?? 0n),
    startAtoms: piece.startAtoms + (known?.startAtoms ?? 0n),
    accounts,
    transfers: [...new Set([...(known?.transfers ?? []), ...transfers])],
    conversions: [...new Set([...(known?.conversions ?? []), ...conversions])],
  });
}

function listSteps(last: PathStep | null): PathStep[] {
  const steps: PathStep[] = [];
  for (let step = last; step !== null; step = step.previous) steps.push(step);
  return steps.reverse();
}

function limitPaths(
  sums: readonly PathSum[],
  tagsOf: ReadonlyMap<string, AttributionTag>,
): Pick<Told, "paths" | "paths_omitted"> {
  const paths: PathRow[] = [];
  const omitted: OmittedPathsRow[] = [];
  const byQuestion = new Map<string, PathSum[]>();
  for (const sum of sums) {
    const key = JSON.stringify([sum.compound, sum.claim, sum.asset]);
    byQuestion.set(key, [...(byQuestion.get(key) ?? []), sum]);
  }
  for (const key of [...byQuestion.keys()].sort(compareBytewise)) {
    const ranked = [...(byQuestion.get(key) ?? [])].sort(comparePaths);
    paths.push(...ranked.slice(0, pathsMax).map((sum) => finishPath(sum, tagsOf)));
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

function comparePaths(a: PathSum, b: PathSum): number {
  if (a.atoms !== b.atoms) return a.atoms > b.atoms ? -1 : 1;
  return compareFields([a.start_asset, ...a.accounts], [b.start_asset, ...b.accounts]);
}

function finishPath({ startAtoms, atoms, ...path }: PathSum, tagsOf: ReadonlyMap<string, AttributionTag>): PathRow {
  const services = path.accounts.flatMap((account): ServiceOnPath[] => {
    const tag = tagsOf.get(account);
    return tag?.category ? [{ account, category: tag.category, label: tag.label, tag: tag.id }] : [];
  });
  return { ...path, atoms: atoms.toString(), start_atoms: startAtoms.toString(), services };
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

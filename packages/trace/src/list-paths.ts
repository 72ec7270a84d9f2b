import { type AttributionTag, compareBytewise } from "@tributary/domain";
import { indexOutpoints, type TraceLedger } from "@tributary/ledger";
import { compareFields } from "./compare-fields.ts";
import type { JournalEntry } from "./flow-journal.ts";
import type { Arrival, PathStep, Way } from "./flow-pieces.ts";

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

/** Paths that are not listed. Where ways were not told apart, there are at least so many. */
export interface OmittedPathsRow {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly paths: string;
  readonly atoms: string;
}

/** Paths listed per claim, compound and asset, the largest first; the rest is summed in `paths_omitted`. */
const pathsMax = 25;

interface PathSum {
  readonly claim: string;
  readonly compound: string;
  readonly asset: string;
  readonly startAsset: string;
  /** Undefined: ways that were not told apart. */
  readonly way: Way | undefined;
  atoms: bigint;
  startAtoms: bigint;
  pieces: number;
  /** The last step of each piece that came this way. */
  readonly lastSteps: Set<PathStep>;
}

/** One sum for each claim, compound, asset, asset at the start and way. */
export function sumPaths(arrivals: readonly Arrival[], claimName: (claim: number) => string): PathSum[] {
  const sumsByWay = new Map<Way | undefined, Map<string, PathSum>>();
  for (const { group, piece } of arrivals) {
    const { claim, asset, startAsset, way, steps } = piece;
    const sums = sumsByWay.get(way) ?? new Map<string, PathSum>();
    sumsByWay.set(way, sums);
    const key = JSON.stringify([claim, group, asset, startAsset]);
    const blank = { claim: claimName(claim), compound: group, asset, startAsset, way, atoms: 0n, startAtoms: 0n, pieces: 0 };
    const sum = sums.get(key) ?? { ...blank, lastSteps: new Set<PathStep>() };
    sums.set(key, sum);
    sum.atoms += piece.atoms;
    sum.startAtoms += piece.startAtoms;
    sum.pieces += 1;
    if (steps !== null) sum.lastSteps.add(steps);
  }
  return [...sumsByWay.values()].flatMap((sums) => [...sums.values()]);
}

function listAccounts(way: Way | undefined): string[] {
  const accounts: string[] = [];
  for (let place = way ?? null; place !== null; place = place.previous) accounts.push(place.account);
  return accounts.reverse();
}

/** Every transfer's place in the order traced. */
export function rankTransfers(journal: readonly JournalEntry[]): ReadonlyMap<string, number> {
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

export interface ListedPaths {
  readonly paths: readonly PathRow[];
  readonly paths_omitted: readonly OmittedPathsRow[];
}

interface PathContext {
  readonly ranks: ReadonlyMap<string, number>;
  readonly tagsOf: ReadonlyMap<string, AttributionTag>;
}

/** The largest paths of each question, and what the others come to. */
export function limitPaths(sums: readonly PathSum[], context: PathContext): ListedPaths {
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
    const ranked = ofQuestion.filter(({ way }) => way !== undefined).sort(comparePaths);
    const untold = ofQuestion.filter(({ way }) => way === undefined);
    paths.push(...ranked.slice(0, pathsMax).map((sum) => finishPath(sum, context)));
    omitted.push(...omitPaths(ranked.slice(pathsMax), untold));
  }
  return { paths, paths_omitted: omitted };
}

function omitPaths(rest: readonly PathSum[], untold: readonly PathSum[]): OmittedPathsRow[] {
  const [first] = [...rest, ...untold];
  if (first === undefined) return [];
  const { claim, compound, asset } = first;
  const paths = untold.reduce((count, { pieces }) => count + pieces, rest.length);
  const atoms = [...rest, ...untold].reduce((total, sum) => total + sum.atoms, 0n);
  return [{ claim, compound, asset, paths: String(paths), atoms: atoms.toString() }];
}

/** The largest first, then the shortest. */
function comparePaths(a: PathSum, b: PathSum): number {
  if (a.atoms !== b.atoms) return a.atoms > b.atoms ? -1 : 1;
  const lengths = [a, b].map(({ way }) => way?.length ?? 0);
  if (lengths[0] !== lengths[1]) return (lengths[0] ?? 0) - (lengths[1] ?? 0);
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
export function tagsByAccount({ tags, outpoints }: TraceLedger): ReadonlyMap<string, AttributionTag> {
  const { standsFor } = indexOutpoints(outpoints);
  const best = new Map<string, AttributionTag>();
  for (const tag of tags) {
    if (tag.category === null) continue;
    for (const account of standsFor(tag.account)) {
      const known = best.get(account);
      const isBetter =
        known === undefined ||
        tag.confidence > known.confidence ||
        (tag.confidence === known.confidence && compareBytewise(tag.id, known.id) < 0);
      if (isBetter) best.set(account, tag);
    }
  }
  return best;
}

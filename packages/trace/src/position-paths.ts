import { type AccountId, compareBytewise, fail, formatInstant, type UtcMicros } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import { indexOutpoints, type TraceLedger } from "@tributary/ledger";
import { buildLotGraph, type LotGraph, positionKey } from "./lot-graph.ts";
import { notesOf } from "./notes-of.ts";
import { type JournalledTrace, traceJournal } from "./trace-journal.ts";
import { type TraceRequest, type TracingRule, tracingRules } from "./trace-request.ts";
import type { ClaimRow, PositionRow, TraceResult } from "./trace-result.ts";
import { type PathOrder, type WalkedPath, walkPaths } from "./walk-paths.ts";

/** Which paths are asked for. */
export interface PathQuestion {
  /** Accounts whose positions are told; an address stands for its outpoints. None: the largest positions of each asset. */
  readonly to: readonly AccountId[];
  /** `all`: as many as the limits allow, the largest first. */
  readonly which: PathOrder | "all";
  /** Paths of each position, at most; not used for `all`. */
  readonly most: number;
  readonly limits: PathLimits;
  /** Ends the following of money early: paths are then those of what was followed, and the limits say so. */
  readonly control?: RunControl;
}

interface PathLimits {
  /** Positions told, where no account is named. */
  readonly positionsMax: number;
  /** Paths of one position, where all are asked for. */
  readonly pathsMax: number;
  /** Movements looked back over and told, over all positions of one rule. What one position does not use goes to the next. */
  readonly stepsMax: number;
}

export const pathDefaults: PathQuestion = {
  to: [],
  which: "largest",
  most: 5,
  limits: { positionsMax: 100, pathsMax: 10_000, stepsMax: 1_000_000 },
};

/** The answer to "which way did it come?": plain data, atoms as decimal text. */
export interface PositionPaths {
  readonly which: PathQuestion["which"];
  readonly most: string;
  readonly limits: { readonly positions_max: string; readonly paths_max: string; readonly steps_max: string };
  /** One for each rule that gives amounts. */
  readonly results: Readonly<Partial<Record<TracingRule, RulePaths>>>;
}

type Assumptions = Pick<TraceResult, "limits_hit" | "order_assumptions" | "opening_assumptions" | "coverage_gaps">;

export interface RulePaths extends Assumptions {
  readonly claims: readonly ClaimRow[];
  readonly positions: readonly PositionWithPaths[];
  /** Positions that are not told, summed by claim and asset. */
  readonly positions_left: readonly PositionsLeftRow[];
  readonly notes: readonly string[];
}

/** A position as the trace states it. Its paths and what is left of it sum to its atoms, exactly. */
export interface PositionWithPaths extends PositionRow {
  readonly paths: readonly PositionPath[];
  /** At least so many paths more brought these atoms. */
  readonly paths_left: string;
  readonly atoms_left: string;
  /** Why paths are left that were asked for; null: none are. */
  readonly limit_reached: "steps_max" | "paths_max" | null;
}

export interface PositionPath {
  readonly atoms: string;
  readonly start_account: string;
  readonly start_asset: string;
  readonly start_atoms: string;
  readonly legs: readonly PathLeg[];
}

/** A movement on a path, with what this path carried over it. Two legs of one conversion follow each other, each in its own asset. */
export interface PathLeg {
  readonly transfer: string;
  readonly time: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly atoms: string;
  readonly conversion?: string;
}

export interface PositionsLeftRow {
  readonly claim: string;
  readonly asset: string;
  readonly positions: string;
  readonly atoms: string;
}

const conventionNote =
  "Amounts per transfer are the trace's own. Which of one claim's money in one holding left first is told as oldest first (newest first under lifo), and what a conversion took first comes out of it first: under pro-rata and libr, and in conversions, a convention of presentation.";

/**
 * Traces the request's claims under its rule, or all of them, and tells for each final position the paths that carried it. Errors: REQUEST_INVALID,
 * also where the request asks backward or for poison alone, which moves no amounts.
 */
export function positionPaths(ledger: TraceLedger, request: TraceRequest, question: PathQuestion = pathDefaults): PositionPaths {
  const traces = traceJournal(ledger, request, { rules: amountRulesOf(request, "paths"), control: question.control });
  const times = new Map(ledger.transfers.map(({ name, occurredAt }) => [name, occurredAt]));
  const { standsFor } = indexOutpoints(ledger.outpoints);
  const wanted = question.to.length === 0 ? undefined : new Set<string>(question.to.flatMap(standsFor));
  const answer = (rule: TracingRule, traced: JournalledTrace): RulePaths =>
    tellRule({ rule, traced, request, question, times, wanted });
  const { positionsMax, pathsMax, stepsMax } = question.limits;
  return {
    which: question.which,
    most: String(question.most),
    limits: { positions_max: String(positionsMax), paths_max: String(pathsMax), steps_max: String(stepsMax) },
    results: Object.fromEntries([...traces].map(([rule, traced]) => [rule, answer(rule, traced)])),
  };
}

/** The rules of a request that give amounts. Errors: REQUEST_INVALID where there is none, or the request asks backward. */
export function amountRulesOf(request: TraceRequest, asked: string): readonly TracingRule[] {
  if (request.target !== null)
    fail("REQUEST_INVALID", { found: "a target", expected: `claims: ${asked} are told of a forward trace` });
  if (request.method === "poison")
    fail("REQUEST_INVALID", {
      found: "method poison",
      expected: `a rule that gives amounts: poison marks transfers whole, and ${asked} have amounts`,
    });
  return request.method === "all" ? tracingRules.filter((rule) => rule !== "poison") : [request.method];
}

interface RuleQuestion {
  readonly rule: TracingRule;
  readonly traced: JournalledTrace;
  readonly request: TraceRequest;
  readonly question: PathQuestion;
  readonly times: ReadonlyMap<string, UtcMicros>;
  /** Undefined: every account. */
  readonly wanted: ReadonlySet<string> | undefined;
}

function tellRule({ rule, traced, request, question, times, wanted }: RuleQuestion): RulePaths {
  const { result, journal } = traced;
  const graph = buildLotGraph(journal, { takesNewest: rule === "lifo" });
  const { told, left } = choosePositions(result.positions, question, wanted);
  const claimNumbers = new Map(request.claims.map(({ id }, claim) => [id, claim]));
  const positions: PositionWithPaths[] = [];
  let stepsLeft = question.limits.stepsMax;
  for (const [index, row] of told.entries()) {
    const stepsMax = Math.floor(stepsLeft / (told.length - index));
    const { position, steps } = tellPosition(graph, { row, claim: claimNumbers.get(row.claim) ?? -1, question, stepsMax, times });
    stepsLeft -= steps;
    positions.push(position);
  }
  const { claims, limits_hit, order_assumptions, opening_assumptions, coverage_gaps } = result;
  const assumptions = { limits_hit, order_assumptions, opening_assumptions, coverage_gaps };
  return { claims, positions, positions_left: left, ...assumptions, notes: [...notesOf(result), conventionNote] };
}

interface PositionQuestion {
  readonly row: PositionRow;
  readonly claim: number;
  readonly question: PathQuestion;
  readonly stepsMax: number;
  readonly times: ReadonlyMap<string, UtcMicros>;
}

function tellPosition(
  graph: LotGraph,
  { row, claim, question, stepsMax, times }: PositionQuestion,
): { readonly position: PositionWithPaths; readonly steps: number } {
  const { which, most, limits } = question;
  const lots = graph.positions.get(positionKey({ ...row, claim }))?.lots ?? [];
  const isAll = which === "all";
  const pathsMax = isAll ? limits.pathsMax : most;
  const { paths, left, steps, isCutOff } = walkPaths(graph, lots, { order: isAll ? "largest" : which, pathsMax, stepsMax });
  const told = paths.map((path) => writePath(path, times));
  const limit = isCutOff ? "steps_max" : isAll && left.paths > 0 ? "paths_max" : null;
  const rest = { paths_left: String(left.paths), atoms_left: left.atoms.toString(), limit_reached: limit } as const;
  return { position: { ...row, paths: told, ...rest }, steps };
}

function writePath({ atoms, seed, seedAtoms, legs }: WalkedPath, times: PathTimes): PositionPath {
  const { entry } = seed;
  return {
    atoms: atoms.toString(),
    start_account: entry === undefined || entry.kind === "settle" ? "" : entry.kind === "seed" ? entry.account : entry.from,
    start_asset: entry?.asset ?? "",
    start_atoms: seedAtoms.toString(),
    legs: legs.flatMap(({ node, atoms: carried }): PathLeg[] => {
      const { entry: made } = node;
      if (made === undefined || made.kind === "seed" || made.kind === "settle") return [];
      const { transfer, from, to, asset } = made;
      const time = times.get(transfer);
      const leg = { transfer, time: time === undefined ? "" : formatInstant(time), from, to, asset, atoms: carried.toString() };
      return [made.kind === "move" ? leg : { ...leg, conversion: made.conversion }];
    }),
  };
}

type PathTimes = ReadonlyMap<string, UtcMicros>;

interface ChosenPositions {
  readonly told: readonly PositionRow[];
  readonly left: readonly PositionsLeftRow[];
}

/** All of the accounts asked for; else the largest of each asset in turn, since atoms of two assets cannot be compared. */
function choosePositions(rows: readonly PositionRow[], question: PathQuestion, wanted: RuleQuestion["wanted"]): ChosenPositions {
  if (wanted !== undefined) return { told: rows.filter(({ account }) => wanted.has(account)), left: [] };
  if (rows.length <= question.limits.positionsMax) return { told: rows, left: [] };
  const rankOf = rankByAsset(rows);
  const ranked = [...rows].sort((a, b) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0));
  const chosen = new Set(ranked.slice(0, question.limits.positionsMax));
  return { told: rows.filter((row) => chosen.has(row)), left: sumLeft(rows.filter((row) => !chosen.has(row))) };
}

/** The place of each row among those of its asset, the largest first. */
function rankByAsset(rows: readonly PositionRow[]): Map<PositionRow, number> {
  const valued = rows.map((row) => ({ row, atoms: BigInt(row.atoms) }));
  const largestFirst = valued.sort((a, b) => compareAtoms(b.atoms, a.atoms));
  const counts = new Map<string, number>();
  return new Map(
    largestFirst.map(({ row }) => {
      const rank = counts.get(row.asset) ?? 0;
      counts.set(row.asset, rank + 1);
      return [row, rank];
    }),
  );
}

function compareAtoms(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** By asset, then by claim. */
function sumLeft(rows: readonly PositionRow[]): PositionsLeftRow[] {
  const sums = new Map<string, { claim: string; asset: string; positions: number; atoms: bigint }>();
  for (const { claim, asset, atoms } of rows) {
    const key = `${asset} ${claim}`;
    const sum = sums.get(key) ?? { claim, asset, positions: 0, atoms: 0n };
    sums.set(key, sum);
    sum.positions += 1;
    sum.atoms += BigInt(atoms);
  }
  return [...sums]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([, { claim, asset, positions, atoms }]) => ({ claim, asset, positions: String(positions), atoms: atoms.toString() }));
}

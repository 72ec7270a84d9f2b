import type { TraceLedger } from "@tributary/ledger";
import { type DriverRow, findDrivers, type IntervalQuestion } from "./interval-drivers.ts";
import { answerRuns, type RunAnswer } from "./sensitivity-answers.ts";
import { type FigureStep, sumFigures } from "./sensitivity-figures.ts";
import {
  checkWork,
  chooseRules,
  knownOpenings,
  nameRun,
  type Run,
  type SensitivityOptions,
  sameTimeModes,
  sensitivityDefaults,
} from "./sensitivity-run.ts";
import { chooseSpreads, createFigureOrder, createSpreadFold, type Spread, type SpreadFold } from "./sensitivity-spread.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { HolderColumns } from "./trace-result.ts";
import { assertRequest } from "./validate-request.ts";

/**
 * What an answer's amounts come to where openings and the order inside an instant are not known. Plain data; atoms as decimal text.
 * Property names are the document's own.
 */
export interface Intervals {
  /** What the intervals are, and are not. */
  readonly notes: readonly string[];
  /** The runs behind them, under each rule. */
  readonly runs: readonly string[];
  /** By asset and step, over all claims. */
  readonly totals: readonly IntervalRow[];
  readonly claims: readonly IntervalRow[];
  readonly positions: readonly IntervalRow[];
  /** Holdings whose unknown opening alone changes a total. */
  readonly drivers: readonly DriverRow[];
  /** Rows that the limits left out: those that differ least. Of drivers: holdings that were not tried. */
  readonly omitted: { readonly claims: number; readonly positions: number; readonly drivers: number };
}

export interface IntervalRow extends Partial<HolderColumns> {
  readonly method: TracingRule;
  readonly asset: string;
  /** None in a total. Backward: the origin. */
  readonly claim?: string;
  readonly step: FigureStep;
  readonly base_atoms: string;
  readonly least_atoms: string;
  readonly most_atoms: string;
  /** The first run that gave it; null where all runs agree. */
  readonly least_run: string | null;
  readonly most_run: string | null;
  /** What alone makes a difference; empty where nothing does, or only both together. */
  readonly varies_by: readonly ("openings" | "same_time")[];
}

const intervalNotes: readonly string[] = [
  "Three orders inside an instant were tried (recorded, credits-first, debits-first): the interval is no proof that another order gives nothing less or more.",
  "Openings that a balance settles, and those of outpoints and transactions, were left as they are; the others were taken as the least that is needed, as coming late, and as large as all that the holding ever paid.",
  "Under pro-rata an unbounded opening is a large one, not an upper bound.",
];

/**
 * The intervals of one question under its own rule (`all`: under every rule that gives amounts), over openings and the order inside an
 * instant. Throws `REQUEST_INVALID`, `LIMIT_REACHED`. Source: the specification of tracing, section 2.
 */
export function intervals(ledger: TraceLedger, request: TraceRequest, options: SensitivityOptions = {}): Intervals {
  assertRequest(ledger, request);
  const rules = request.method === "all" ? chooseRules(request, options) : [request.method];
  const runs = listIntervalRuns(request, rules);
  checkWork({ asked: runs.length, traced: runs.length }, ledger, options);
  const fold = createIntervalFold(request);
  for (const answer of answerRuns(ledger, request, runs)) fold.add(answer);
  return writeIntervals({ ledger, request, rules, options }, fold);
}

/** The runs of the intervals, the request's own first. Poison has none: it gives no amounts. */
export function listIntervalRuns(request: TraceRequest, rules: readonly TracingRule[]): Run[] {
  const { sameTime, includeInferred } = request;
  const own = typeof request.openings === "string" ? request.openings : "listed";
  const openings = [...new Set([own, knownOpenings(request), "late where unknown", "unbounded where unknown"] as const)];
  const orders = [...new Set([sameTime, ...sameTimeModes])];
  const amountRules = rules.filter((rule) => rule !== "poison");
  return orders.flatMap((order) =>
    openings.flatMap((choice) => amountRules.map((rule): Run => ({ rule, openings: choice, sameTime: order, includeInferred }))),
  );
}

type Level = "totals" | "claims" | "positions";
const levels: readonly Level[] = ["totals", "claims", "positions"];

interface RuleFolds {
  readonly all: Readonly<Record<Level, SpreadFold>>;
  /** Over openings alone, and over orders alone. */
  readonly openings: Readonly<Record<Level, SpreadFold>>;
  readonly order: Readonly<Record<Level, SpreadFold>>;
}

/** Takes the answers of the interval's runs, of each rule the request's own first. */
export interface IntervalFold {
  readonly add: (answer: RunAnswer) => void;
  readonly byRule: ReadonlyMap<TracingRule, RuleFolds>;
}

export function createIntervalFold(request: TraceRequest): IntervalFold {
  const byRule = new Map<TracingRule, RuleFolds>();
  const own = typeof request.openings === "string" ? request.openings : "listed";
  const createLevels = (): Record<Level, SpreadFold> => ({
    totals: createSpreadFold(),
    claims: createSpreadFold(),
    positions: createSpreadFold(),
  });
  return {
    byRule,
    add: ({ run, figures }) => {
      const folds = byRule.get(run.rule) ?? { all: createLevels(), openings: createLevels(), order: createLevels() };
      byRule.set(run.rule, folds);
      for (const level of levels) {
        const sums = sumFigures(figures, level);
        const name = nameRun(run);
        folds.all[level].add(name, sums);
        if (run.sameTime === request.sameTime) folds.openings[level].add(name, sums);
        if (run.openings === own) folds.order[level].add(name, sums);
      }
    },
  };
}

export function writeIntervals(question: IntervalQuestion, fold: IntervalFold): Intervals {
  const { request, rules, options } = question;
  const { rowsMax, driversMax } = { ...sensitivityDefaults, ...options };
  const order = createFigureOrder(request.claims);
  const written = levels.map((level) => {
    const parts = rules.flatMap((rule) => {
      const folds = fold.byRule.get(rule);
      if (folds === undefined) return [];
      const spreads = chooseSpreads(folds.all[level].spreads(), { order, rowsMax });
      return [{ rows: spreads.rows.map((spread) => writeRow(spread, { rule, level, folds })), omitted: spreads.omitted }];
    });
    return { rows: parts.flatMap((part) => part.rows), omitted: parts.reduce((sum, part) => sum + part.omitted, 0) };
  });
  const [totals, claims, positions] = written;
  const { drivers, untried } = findDrivers(question, driversMax);
  const [anyRule = "fifo"] = rules.filter((rule) => rule !== "poison");
  return {
    notes: intervalNotes,
    runs: listIntervalRuns(request, [anyRule]).map((run) => nameRun(run).replace(`${anyRule}, `, "")),
    totals: totals?.rows ?? [],
    claims: claims?.rows ?? [],
    positions: positions?.rows ?? [],
    drivers,
    omitted: { claims: claims?.omitted ?? 0, positions: positions?.omitted ?? 0, drivers: untried },
  };
}

interface RowPlace {
  readonly rule: TracingRule;
  readonly level: Level;
  readonly folds: RuleFolds;
}

function writeRow(spread: Spread, { rule, level, folds }: RowPlace): IntervalRow {
  const { key, figure, least, most, base, leastRun, mostRun } = spread;
  const differs = (part: SpreadFold): boolean => {
    const found = part.spreads().get(key);
    return found !== undefined && found.least !== found.most;
  };
  const isPoint = least === most;
  return {
    method: rule,
    ...(level === "positions" ? figure.holder : {}),
    asset: figure.asset,
    ...(level === "totals" ? {} : { claim: figure.claim }),
    step: figure.step,
    base_atoms: base.toString(),
    least_atoms: least.toString(),
    most_atoms: most.toString(),
    least_run: isPoint ? null : leastRun,
    most_run: isPoint ? null : mostRun,
    varies_by: [
      ...(differs(folds.openings[level]) ? (["openings"] as const) : []),
      ...(differs(folds.order[level]) ? (["same_time"] as const) : []),
    ],
  };
}

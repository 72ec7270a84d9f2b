import type { TraceLedger } from "@tributary/ledger";
import { haveSameOpenings, varyOpenings } from "./interval-openings.ts";
import { createPlanner, type Planner, type TracePlan } from "./plan.ts";
import { type Figure, figuresOf } from "./sensitivity-figures.ts";
import { knownOpenings, modesOf, type Run } from "./sensitivity-run.ts";
import { answerBackward, type Search, searchBackward } from "./trace-backward.ts";
import { type ForwardQuestion, followForward, writeForward } from "./trace-forward.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { BackwardResult, ConversionRow, LimitRow, TraceResult } from "./trace-result.ts";
import { type Books, writeClaims, writeConversions, writeFlows, writeLimits, writePositions } from "./write-result.ts";

/** What one rule gives over one plan. */
export interface PlanAnswer {
  /** Nothing under `poison`, which gives no amounts. */
  readonly figures: readonly Figure[];
  readonly conversions: readonly ConversionRow[];
  readonly limits: readonly LimitRow[];
  /** Under `poison`: how much is marked. */
  readonly marked: Marked | undefined;
  /** The whole result, written when it is asked for. */
  readonly whole: () => TraceResult | BackwardResult;
}

interface Marked {
  readonly accounts: number;
  readonly transfers: number;
}

export interface RunAnswer extends PlanAnswer {
  readonly run: Run;
}

/**
 * The answers of all runs, in the order that lets them share most, that of the first run first: movements are put in order and numbered once for each
 * order that differs, openings are solved once for each mode, and runs that cannot differ are traced once. Each is what `trace` answers to
 * the run's own request, bit for bit. The request must have a meaning in this ledger.
 */
export function* answerRuns(ledger: TraceLedger, request: TraceRequest, runs: readonly Run[]): Generator<RunAnswer> {
  const planner = createPlanner(ledger, request);
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = planner.orderKey(modesOf(run, request));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  for (const group of groups.values()) yield* answerGroup({ ledger, request, planner }, group);
}

interface Answering {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly planner: Planner;
}

/** A plan with the answers that are found already. */
interface AnsweredPlan {
  readonly plan: TracePlan;
  readonly answers: Map<TracingRule, PlanAnswer>;
  readonly question: PlanQuestion;
}

/** Runs over one order of movements. What they share is dropped with the group. */
function* answerGroup(answering: Answering, group: readonly Run[]): Generator<RunAnswer> {
  const answered: AnsweredPlan[] = [];
  const byOpenings = new Map<string, AnsweredPlan>();
  for (const run of group) {
    const known = byOpenings.get(run.openings) ?? findPlan(answered, answering, run);
    byOpenings.set(run.openings, known);
    const answer = known.answers.get(run.rule) ?? answerPlan(run.rule, known.question);
    known.answers.set(run.rule, answer);
    yield { run, ...answer };
  }
}

function findPlan(answered: AnsweredPlan[], { ledger, request, planner }: Answering, run: Run): AnsweredPlan {
  const plan = planRun(planner, request, run);
  const same = answered.find((other) => haveSameOpenings(other.plan, plan));
  if (same !== undefined) return same;
  const added = { plan, answers: new Map<TracingRule, PlanAnswer>(), question: askPlan({ ledger, request, plan }) };
  answered.push(added);
  return added;
}

/** The plan of a run. An interval's variants leave alone what is known. */
export function planRun(planner: Planner, request: TraceRequest, run: Omit<Run, "rule">): TracePlan {
  if (run.openings !== "late where unknown" && run.openings !== "unbounded where unknown") {
    return planner.plan(modesOf(run, request));
  }
  const known = planner.plan(modesOf({ ...run, openings: knownOpenings(request) }, request));
  const openings = run.openings === "late where unknown" ? "late" : "unbounded";
  return varyOpenings(known, planner.plan(modesOf({ ...run, openings }, request)));
}

/** A question over a plan; backward, what every rule's answer rests on is found once. */
export interface PlanQuestion extends ForwardQuestion {
  readonly search: Search | undefined;
}

export function askPlan(question: ForwardQuestion): PlanQuestion {
  return { ...question, search: question.request.target === null ? undefined : searchBackward(question) };
}

export function answerPlan(rule: TracingRule, question: PlanQuestion): PlanAnswer {
  return question.search === undefined
    ? ofBooks(rule, followForward(rule, question), question)
    : ofBackward(answerBackward(rule, question.search));
}

function ofBooks(rule: TracingRule, books: Books, question: ForwardQuestion): PlanAnswer {
  const conversions = writeConversions(books);
  const positions = writePositions(books);
  const isPoison = rule === "poison";
  const transfers = isPoison ? new Set(writeFlows(books).map((row) => row.transfer)).size : 0;
  return {
    figures: isPoison ? [] : figuresOf({ claims: writeClaims(books), positions, conversions }),
    conversions,
    limits: writeLimits(books),
    marked: isPoison ? { accounts: new Set(positions.map((row) => row.account)).size, transfers } : undefined,
    whole: () => writeForward(rule, books, question),
  };
}

function ofBackward(result: BackwardResult): PlanAnswer {
  const isPoison = result.method === "poison";
  const accounts = new Set(result.origins.map((row) => row.account)).size;
  const transfers = new Set(result.flows.map((row) => row.transfer)).size;
  return {
    figures: isPoison ? [] : figuresOf({ origins: result.origins }),
    conversions: result.conversions,
    limits: result.limits_hit,
    marked: isPoison ? { accounts, transfers } : undefined,
    whole: () => result,
  };
}

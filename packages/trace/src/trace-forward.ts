import type { RunControl } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import type { JournalEntry } from "./flow-journal.ts";
import { followAmounts } from "./follow-amounts.ts";
import { followMarks } from "./follow-marks.ts";
import { planTrace, type TracePlan } from "./plan.ts";
import { questionOf } from "./question.ts";
import { resultPlanOf } from "./result-plan.ts";
import type { Tally } from "./tally.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { TraceResult } from "./trace-result.ts";
import { assertRequest } from "./validate-request.ts";
import {
  type Books,
  writeClaims,
  writeConversions,
  writeCoverageGaps,
  writeFlows,
  writeLimits,
  writeOpeningAssumptions,
  writeOrderAssumptions,
  writePositions,
} from "./write-result.ts";

/** One result for each rule, from the same ledger and request. */
export interface ResultsByRule<Result> {
  readonly results: Readonly<Record<TracingRule, Result>>;
}

/**
 * Where did the claims' money go? One result, or one for each rule where the method is `all`.
 * Atoms are exact in each asset's smallest unit. Throws `REQUEST_INVALID` where the request has no meaning in this ledger.
 * Source: the specification of tracing, sections 1 to 6 and 9.
 */
export function traceForward(
  ledger: TraceLedger,
  request: TraceRequest,
  control: RunControl = {},
): TraceResult | ResultsByRule<TraceResult> {
  assertRequest(ledger, request);
  const plan = planTrace(ledger, request);
  const answer = (rule: TracingRule): TraceResult => answerForward(rule, { ledger, request, plan, control });
  return request.method === "all" ? { results: mapRules(answer) } : answer(request.method);
}

export function mapRules<Result>(answer: (rule: TracingRule) => Result): Readonly<Record<TracingRule, Result>> {
  return {
    fifo: answer("fifo"),
    lifo: answer("lifo"),
    "pro-rata": answer("pro-rata"),
    libr: answer("libr"),
    pifo: answer("pifo"),
    poison: answer("poison"),
  };
}

export interface ForwardQuestion {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly plan: TracePlan;
  readonly control?: RunControl;
}

/** One rule over a plan; movements of traced value are entered in `journal` where it is given. */
export function answerForward(rule: TracingRule, forward: ForwardQuestion, journal?: JournalEntry[]): TraceResult {
  return writeForward(rule, followForward(rule, forward, journal), forward);
}

/** The books of one rule over a plan, from which rows are written. */
export function followForward(rule: TracingRule, { request, plan, control }: ForwardQuestion, journal?: JournalEntry[]): Books {
  const question = questionOf(plan, request, control);
  const tally: Tally = rule === "poison" ? followMarks(question) : followAmounts(question, rule, journal).tally;
  return { plan: resultPlanOf(plan), tally, claimName: (claim) => request.claims[claim]?.id ?? "" };
}

/** What a result says beside its books. */
export interface WrittenQuestion {
  readonly ledger: Pick<TraceLedger, "coverage">;
  readonly request: TraceRequest;
}

export function writeForward(rule: TracingRule, books: Books, { ledger, request }: WrittenQuestion): TraceResult {
  return {
    method: rule,
    claims: writeClaims(books),
    positions: writePositions(books),
    flows: writeFlows(books),
    conversions: writeConversions(books),
    order_assumptions: writeOrderAssumptions(books),
    opening_assumptions: writeOpeningAssumptions(books),
    limits_hit: writeLimits(books),
    coverage_gaps: writeCoverageGaps(books, ledger, request),
  };
}

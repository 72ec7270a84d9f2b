import type { TraceLedger } from "@tributary/ledger";
import { isOpeningKnown, varyOpenings } from "./interval-openings.ts";
import { createPlanner, type TracePlan } from "./plan.ts";
import { answerPlan, askPlan, type PlanAnswer, planRun } from "./sensitivity-answers.ts";
import { type FigureStep, sumFigures } from "./sensitivity-figures.ts";
import { knownOpenings, type SensitivityOptions } from "./sensitivity-run.ts";
import { createFigureOrder } from "./sensitivity-spread.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { HolderColumns } from "./trace-result.ts";
import { nameHolder } from "./write-result.ts";

export interface IntervalQuestion {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly rules: readonly TracingRule[];
  readonly options: SensitivityOptions;
}

/** A holding whose opening nobody knows, and what changes where it alone was as large as all that the holding ever paid. */
export interface DriverRow extends HolderColumns {
  readonly method: TracingRule;
  readonly asset: string;
  /** The least opening that is needed. */
  readonly opening_least_atoms: string;
  /** The opening that was tried. */
  readonly opening_tried_atoms: string;
  readonly effects: readonly DriverEffect[];
}

export interface DriverEffect {
  readonly asset: string;
  readonly step: FigureStep;
  readonly atoms: string;
  /** What it is with the least opening. */
  readonly least_opening_atoms: string;
}

interface Driving extends IntervalQuestion {
  readonly known: TracePlan;
  readonly unbounded: TracePlan;
}

/**
 * Tries the unknown openings one by one, those of holdings through which traced value went, in the order in which it came to them. `untried` counts those
 * beyond the limit, over all rules. A holding that changes no total has no row.
 */
export function findDrivers(
  question: IntervalQuestion,
  driversMax: number,
): { readonly drivers: readonly DriverRow[]; readonly untried: number } {
  const { ledger, request, rules } = question;
  const amountRules = rules.filter((rule) => rule !== "poison");
  if (amountRules.length === 0 || driversMax === 0) return { drivers: [], untried: 0 };
  const planner = createPlanner(ledger, request);
  const { sameTime, includeInferred } = request;
  const known = planRun(planner, request, { openings: knownOpenings(request), sameTime, includeInferred });
  const unbounded = planRun(planner, request, { openings: "unbounded", sameTime, includeInferred });
  const driving: Driving = { ...question, known, unbounded };
  const base = askPlan({ ledger, request, plan: known });
  const found = amountRules.map((rule) => {
    const answer = answerPlan(rule, base);
    const holdings = listOpenHoldings(driving, answer);
    return {
      untried: Math.max(0, holdings.length - driversMax),
      rows: holdings.slice(0, driversMax).flatMap((holding) => tryHolding(driving, { rule, answer, holding })),
    };
  });
  return { drivers: found.flatMap(({ rows }) => rows), untried: found.reduce((sum, { untried }) => sum + untried, 0) };
}

/** Holdings that traced value came to or left, whose opening is not known and could be more. */
function listOpenHoldings({ known, unbounded }: Driving, answer: PlanAnswer): number[] {
  const carried = new Set(answer.whole().flows.map((row) => row.transfer));
  const events = [...carried].flatMap((name) => known.eventByName.get(name) ?? []);
  const holdings = events.sort((a, b) => a.place - b.place).flatMap(({ debit, credit }) => [debit, credit]);
  return [...new Set(holdings)].filter((holding): holding is number => {
    if (holding === undefined || isOpeningKnown(known, holding)) return false;
    return (unbounded.openings[holding]?.atoms ?? 0n) > (known.openings[holding]?.atoms ?? 0n);
  });
}

interface TriedHolding {
  readonly rule: TracingRule;
  readonly answer: PlanAnswer;
  readonly holding: number;
}

function tryHolding(driving: Driving, { rule, answer, holding }: TriedHolding): DriverRow[] {
  const { ledger, request, known, unbounded } = driving;
  const plan = varyOpenings(known, unbounded, (other) => other === holding);
  const tried = answerPlan(rule, askPlan({ ledger, request, plan }));
  const effects = compareTotals(answer, tried, request.claims);
  const place = known.holdings[holding];
  if (effects.length === 0 || place === undefined) return [];
  return [
    {
      method: rule,
      ...nameHolder(known, known.accounts[place.account]),
      asset: place.asset,
      opening_least_atoms: (known.openings[holding]?.atoms ?? 0n).toString(),
      opening_tried_atoms: (unbounded.openings[holding]?.atoms ?? 0n).toString(),
      effects,
    },
  ];
}

function compareTotals(base: PlanAnswer, tried: PlanAnswer, claims: Parameters<typeof createFigureOrder>[0]): DriverEffect[] {
  const [before, after] = [sumFigures(base.figures, "totals"), sumFigures(tried.figures, "totals")];
  const order = createFigureOrder(claims);
  const figures = new Map([...after, ...before].map(([key, sum]) => [key, sum.figure]));
  return [...figures]
    .sort(([, a], [, b]) => order(a, b))
    .flatMap(([key, { asset, step }]) => {
      const [least, most] = [before.get(key)?.atoms ?? 0n, after.get(key)?.atoms ?? 0n];
      return least === most ? [] : [{ asset, step, atoms: most.toString(), least_opening_atoms: least.toString() }];
    });
}

import { fail } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { createIntervalFold, type Intervals, listIntervalRuns, writeIntervals } from "./intervals.ts";
import { answerRuns, type RunAnswer } from "./sensitivity-answers.ts";
import { createDifferences } from "./sensitivity-differences.ts";
import type { ClaimSpreadRow, ExposureRow, RestsOn, RunParameters, Sensitivity } from "./sensitivity-document.ts";
import { sumFigures } from "./sensitivity-figures.ts";
import { createHeadline } from "./sensitivity-headline.ts";
import {
  baseRunOf,
  checkWork,
  chooseRules,
  listRuns,
  nameRun,
  openingsChoiceOf,
  type Run,
  type SensitivityOptions,
  sensitivityDefaults,
} from "./sensitivity-run.ts";
import { chooseSpreads, createFigureOrder, createSpreadFold, cutRows, type Spread } from "./sensitivity-spread.ts";
import { createTotals } from "./sensitivity-totals.ts";
import type { TraceRequest } from "./trace-request.ts";
import { assertRequest } from "./validate-request.ts";

/**
 * One question under every rule, mode and switch, traced together: what does the answer rest on, and by how much would it differ? Every figure is
 * what `trace` answers to that run's own request. Throws `REQUEST_INVALID`, and `LIMIT_REACHED` before anything is traced where the runs are too many.
 */
export function sensitivity(ledger: TraceLedger, request: TraceRequest, options: SensitivityOptions = {}): Sensitivity {
  assertRequest(ledger, request);
  const { rowsMax } = { ...sensitivityDefaults, ...options };
  const rules = chooseRules(request, options);
  const runs = listRuns(request, options);
  const base = baseRunOf(request, rules);
  const intervalRuns = listIntervalRuns(request, rules);
  const jobs = listJobs(base, [...runs, ...intervalRuns]);
  checkWork({ asked: runs.length, traced: jobs.length }, ledger, options);
  const isListed = nameTest(runs);
  const isRanged = nameTest(intervalRuns);
  const folds = createFolds({ ledger, request, runs, base });
  const intervals = createIntervalFold(request);
  let done = 0;
  for (const answer of answerRuns(ledger, request, jobs)) {
    done += 1;
    const why = done < jobs.length ? options.shouldStop?.() : undefined;
    if (why !== undefined) refuseHere(why, { done, total: jobs.length });
    if (isListed(answer.run)) folds.add(answer);
    if (isRanged(answer.run)) intervals.add(answer);
  }
  return folds.write(writeIntervals({ ledger, request, rules, options }, intervals), rowsMax);
}

function refuseHere(why: string, { done, total }: { readonly done: number; readonly total: number }): never {
  return fail("LIMIT_REACHED", {
    found: `the ${why} came after ${done} of ${total} runs`,
    expected: "all of them, since an interval of some says nothing: more time, or fewer rules, openings or orders",
  });
}

function nameTest(runs: readonly Run[]): (run: Run) => boolean {
  const names = new Set(runs.map(nameRun));
  return (run) => names.has(nameRun(run));
}

/** Each run once: the base run first, the other rules under its modes next, since the others are held against them. */
function listJobs(base: Run, runs: readonly Run[]): Run[] {
  const rank = (run: Run): number =>
    nameRun(run) === nameRun(base) ? 0 : nameRun({ ...run, rule: base.rule }) === nameRun(base) ? 1 : 2;
  const once = [...new Map(runs.map((run) => [nameRun(run), run])).values()];
  return once.sort((a, b) => rank(a) - rank(b));
}

interface Folding {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly runs: readonly Run[];
  readonly base: Run;
}

interface Folds {
  readonly add: (answer: RunAnswer) => void;
  readonly write: (intervals: Intervals, rowsMax: number) => Sensitivity;
}

function createFolds({ ledger, request, runs, base }: Folding): Folds {
  const order = createFigureOrder(request.claims);
  const amountRuns = runs.filter((run) => run.rule !== "poison");
  const totals = createTotals(amountRuns, base);
  const claims = createSpreadFold();
  const differences = createDifferences(order);
  const headline = createHeadline(ledger, order);
  const exposure = new Map<string, ExposureRow>();
  const reached = new Map<string, number>();
  let restsOn: RestsOn = { order_assumptions: [], opening_assumptions: [], coverage_gaps: [] };
  return {
    add: (answer) => {
      const { run, figures, marked } = answer;
      if (nameRun(run) === nameRun(base)) restsOn = answer.whole();
      for (const limit of new Set(answer.limits.map((row) => row.limit))) reached.set(limit, (reached.get(limit) ?? 0) + 1);
      if (run.openings === base.openings && run.sameTime === base.sameTime) headline.add(answer);
      if (marked !== undefined) {
        exposure.set(nameRun(run), { ...writeParameters(run), ...marked });
        return;
      }
      totals.add(run, figures);
      claims.add(nameRun(run), sumFigures(figures, "claims"));
      differences.add(run, figures);
    },
    write: (intervals, rowsMax) => {
      const total = totals.write(order, rowsMax);
      const claim = chooseSpreads(claims.spreads(), { order, rowsMax });
      const sides = headline.write(rowsMax);
      const rests = cutRestsOn(restsOn, rowsMax);
      return {
        base: nameRun(base),
        runs: amountRuns.map((run) => {
          const { changed, largest } = differences.of(run);
          return { ...writeParameters(run), accounts_changed: changed, differences: largest };
        }),
        totals: total.rows,
        claims: claim.rows.map(writeClaim),
        exposure: runs.flatMap((run) => exposure.get(nameRun(run)) ?? []),
        headline: sides.headline,
        intervals,
        rests_on: rests.restsOn,
        limits: {
          reached: [...reached].sort(([a], [b]) => (a < b ? -1 : 1)).map(([limit, count]) => ({ limit, runs: count })),
          rows_max: rowsMax,
          omitted: { totals: total.omitted, claims: claim.omitted, ...sides.omitted, rests_on: rests.omitted },
        },
      };
    },
  };
}

function writeParameters(run: Run): RunParameters {
  return {
    run: nameRun(run),
    method: run.rule,
    openings: openingsChoiceOf(run.openings),
    same_time: run.sameTime,
    include_inferred: run.includeInferred,
  };
}

function writeClaim({ figure, base, least, most, leastRun, mostRun }: Spread): ClaimSpreadRow {
  return {
    claim: figure.claim,
    asset: figure.asset,
    step: figure.step,
    base_atoms: base.toString(),
    least_atoms: least.toString(),
    most_atoms: most.toString(),
    least_run: leastRun,
    most_run: mostRun,
  };
}

function cutRestsOn(found: RestsOn, rowsMax: number): { readonly restsOn: RestsOn; readonly omitted: number } {
  const orders = cutRows(found.order_assumptions, rowsMax);
  const openings = cutRows(found.opening_assumptions, rowsMax);
  const gaps = cutRows(found.coverage_gaps, rowsMax);
  return {
    restsOn: { order_assumptions: orders.rows, opening_assumptions: openings.rows, coverage_gaps: gaps.rows },
    omitted: orders.omitted + openings.omitted + gaps.omitted,
  };
}

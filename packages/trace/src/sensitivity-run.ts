import { fail } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { PlanModes } from "./plan.ts";
import { type OpeningMode, type SameTimeMode, type TraceRequest, type TracingRule, tracingRules } from "./trace-request.ts";

/** What is supposed of openings in one run: a mode of the specification, or the request's own list. */
export type OpeningsChoice = OpeningMode | "listed";

/**
 * An interval's openings leave alone what is known: only the openings that no balance settles come late, or are as large as all that
 * was ever paid.
 */
export type OpeningsVariant = OpeningsChoice | "late where unknown" | "unbounded where unknown";

/** One rule under one choice of every switch. */
export interface Run {
  readonly rule: TracingRule;
  readonly openings: OpeningsVariant;
  readonly sameTime: SameTimeMode;
  readonly includeInferred: boolean;
}

export interface SensitivityOptions {
  /** Default: all six. */
  readonly rules?: readonly TracingRule[];
  /** Default: the three modes, and the request's list where it has one. */
  readonly openings?: readonly OpeningsChoice[];
  /** Default: all three. */
  readonly sameTime?: readonly SameTimeMode[];
  /** Default: without and with. */
  readonly includeInferred?: readonly boolean[];
  /** More runs than this are refused. Default: 150, which is more than all combinations. */
  readonly runsMax?: number;
  /** More than this many runs times transfers are refused. Default: 2,000,000,000. */
  readonly stepsMax?: number;
  /** Rows of each list in the document; what is left out is counted. Default: 1000. */
  readonly rowsMax?: number;
  /** How many holdings of unknown opening are tried one by one. Default: 10. */
  readonly driversMax?: number;
  /** Asked after each run: why the work is to end, or undefined. It is refused then: a part of the runs gives no interval. */
  readonly shouldStop?: (() => string | undefined) | undefined;
}

export const sensitivityDefaults = { runsMax: 150, stepsMax: 2_000_000_000, rowsMax: 1000, driversMax: 10 } as const;

const openingModes: readonly OpeningMode[] = ["inferred", "late", "unbounded"];
/** In the order in which runs are listed. */
export const sameTimeModes: readonly SameTimeMode[] = ["recorded", "credits-first", "debits-first"];

/** `fifo, inferred, recorded, headline`: how rows name a run. */
export function nameRun({ rule, openings, sameTime, includeInferred }: Run): string {
  return `${rule}, ${openings}, ${sameTime}, ${includeInferred ? "with inferred" : "headline"}`;
}

/**
 * The run that answers the request itself. Where its method is `all`, under the first rule that is asked for; where it is poison, which gives no amounts
 * to hold others against, under the first that gives amounts.
 */
export function baseRunOf(request: TraceRequest, rules: readonly TracingRule[]): Run {
  const own = request.method === "all" || request.method === "poison" ? undefined : request.method;
  return {
    rule: own ?? rules.find((rule) => rule !== "poison") ?? "poison",
    openings: typeof request.openings === "string" ? request.openings : "listed",
    sameTime: request.sameTime,
    includeInferred: request.includeInferred,
  };
}

/** Every combination that is asked for, in a fixed order, the request's own choices always among them. */
export function listRuns(request: TraceRequest, options: SensitivityOptions): Run[] {
  const rules = chooseRules(request, options);
  const base = baseRunOf(request, rules);
  const wanted = new Set<OpeningsChoice>([...(options.openings ?? openingModes), openingsChoiceOf(base.openings)]);
  const openings = (["listed", ...openingModes] as const).filter((choice) => wanted.has(choice));
  const orders = new Set([...(options.sameTime ?? sameTimeModes), base.sameTime]);
  const switches = new Set([...(options.includeInferred ?? [false, true]), base.includeInferred]);
  checkChoices(request, openings);
  return [false, true]
    .filter((includeInferred) => switches.has(includeInferred))
    .flatMap((includeInferred) =>
      sameTimeModes
        .filter((sameTime) => orders.has(sameTime))
        .flatMap((sameTime) =>
          openings.flatMap((choice) => rules.map((rule) => ({ rule, openings: choice, sameTime, includeInferred }))),
        ),
    );
}

export function chooseRules(request: TraceRequest, { rules }: SensitivityOptions): TracingRule[] {
  const own = request.method === "all" ? [] : [request.method];
  const wanted = new Set([...(rules ?? tracingRules), ...own]);
  return tracingRules.filter((rule) => wanted.has(rule));
}

/** The choice behind a variant. */
export function openingsChoiceOf(openings: OpeningsVariant): OpeningsChoice {
  return openings === "late where unknown" || openings === "unbounded where unknown" ? "inferred" : openings;
}

function checkChoices(request: TraceRequest, openings: readonly OpeningsChoice[]): void {
  if (openings.includes("listed") && typeof request.openings === "string") {
    fail("USAGE", { found: "openings as listed, of a request that lists none", expected: "one of inferred, late, unbounded" });
  }
}

/** How much would be traced: the runs that are asked for, and with them those that the intervals need beside. */
interface Work {
  readonly asked: number;
  readonly traced: number;
}

/** Refuses, before anything is traced, what would take too many runs or too many steps. Throws `LIMIT_REACHED`. */
export function checkWork({ asked, traced }: Work, ledger: TraceLedger, options: SensitivityOptions): void {
  const { runsMax, stepsMax } = { ...sensitivityDefaults, ...options };
  const ask = "ask for fewer rules or modes";
  if (asked > runsMax) fail("LIMIT_REACHED", { found: `${asked} runs`, expected: `at most ${runsMax} runs; ${ask}` });
  const { length } = ledger.transfers;
  if (traced * length <= stepsMax) return;
  const expected = `at most ${stepsMax} runs times transfers; ${ask}`;
  fail("LIMIT_REACHED", { found: `${traced} runs over ${length} transfers, with those of the intervals`, expected });
}

/** The openings that leave known balances known: those of the request's list, or the ledger's own. */
export function knownOpenings({ openings }: TraceRequest): OpeningsChoice {
  return typeof openings === "string" ? "inferred" : "listed";
}

/** The modes of a plan. */
export function modesOf(run: Omit<Run, "rule">, request: TraceRequest): PlanModes {
  const { sameTime, includeInferred } = run;
  const choice = openingsChoiceOf(run.openings);
  return { openings: choice === "listed" ? request.openings : choice, sameTime, includeInferred };
}

/** The request that asks for this run alone. Of a run whose openings are no variant of an interval. */
export function requestOfRun(run: Run, request: TraceRequest): TraceRequest {
  return { ...request, ...modesOf(run, request), method: run.rule };
}

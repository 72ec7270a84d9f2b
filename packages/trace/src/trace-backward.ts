import { type AssetId, compareBytewise, fail } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import { followAmounts } from "./follow-amounts.ts";
import { followMarks } from "./follow-marks.ts";
import { mergeTallies } from "./merge-tallies.ts";
import { type PlanEvent, planTrace, type TracePlan } from "./plan.ts";
import { dustOf, type Question, type Seed } from "./question.ts";
import { resultPlanOf } from "./result-plan.ts";
import { addAtoms, addLimit, type Tally } from "./tally.ts";
import { type ForwardQuestion, mapRules, type ResultsByRule } from "./trace-forward.ts";
import type { TraceLimits, TraceRequest, TracingRule } from "./trace-request.ts";
import type { BackwardResult, OriginRow } from "./trace-result.ts";
import { assertRequest } from "./validate-request.ts";
import { nameOrigin, type Origin, type Walk, walkBack } from "./walk-back.ts";
import {
  type Books,
  nameHolder,
  writeConversions,
  writeCoverageGaps,
  writeFlows,
  writeLimits,
  writeOpeningAssumptions,
  writeOrderAssumptions,
} from "./write-result.ts";

/**
 * Where did the target's value come from? Each origin's atoms are what a forward trace with that origin as the only claim brings
 * to the target. Throws `REQUEST_INVALID`. Source: the specification of tracing, section 7.
 */
export function traceBackward(
  ledger: TraceLedger,
  request: TraceRequest,
  control: RunControl = {},
): BackwardResult | ResultsByRule<BackwardResult> {
  assertRequest(ledger, request);
  const search = searchBackward({ ledger, request, plan: planTrace(ledger, request), control });
  const answer = (rule: TracingRule): BackwardResult => answerBackward(rule, search);
  return request.method === "all" ? { results: mapRules(answer) } : answer(request.method);
}

/** Finds what every rule's backward answer rests on: the target, and the origins that its value can have come from. */
export function searchBackward({ ledger, request, plan, control = {} }: ForwardQuestion): Search {
  const targets = findTargets(plan, request);
  const walk = walkBack(plan, targets, request.limits.hopsMax);
  // The forward questions know no hop limit: value may pass through accounts at which the walk stopped.
  const region = request.limits.hopsMax === null ? walk : walkBack(plan, targets, null);
  return { ledger, request, plan, control, targets, walk, events: listEvents(plan, targets, region) };
}

/** A backward question with its plan and its walk. */
export interface Search {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly plan: TracePlan;
  readonly control: RunControl;
  readonly targets: readonly PlanEvent[];
  readonly walk: Walk;
  /** The events that can change what reaches the target. */
  readonly events: readonly PlanEvent[];
}

function findTargets(plan: TracePlan, { target }: TraceRequest): PlanEvent[] {
  if (target === null) return [];
  if ("transfer" in target) {
    const event = plan.eventByName.get(target.transfer);
    return event === undefined ? [] : [event];
  }
  const { since, until } = target;
  const accounts = new Set(plan.outpoints.standsFor(target.account));
  return plan.events.filter(
    ({ transfer, leg }) =>
      accounts.has(transfer.to) &&
      leg?.kind !== "out" &&
      (since === null || transfer.occurredAt >= since) &&
      (until === null || transfer.occurredAt <= until),
  );
}

function listEvents(plan: TracePlan, targets: readonly PlanEvent[], region: Walk): PlanEvent[] {
  const last = targets.reduce((place, target) => Math.max(place, target.place), -1);
  const isInside = (holding: number | undefined): boolean => holding !== undefined && region.inside.has(holding);
  return plan.events
    .slice(0, last + 1)
    .filter((event) => region.places.has(event.place) || isInside(event.debit) || isInside(event.credit));
}

/** One rule over a backward search. */
export function answerBackward(rule: TracingRule, search: Search): BackwardResult {
  const { plan, walk, ledger, request } = search;
  const seeds = walk.origins.map((origin, claim) => toSeed(origin, claim));
  const brought = sumBrought(search, askForward(rule, search, { seeds, events: search.events }));
  // Only now is it known whose questions are worth following to their ends.
  const bringing = seeds.filter((seed) => brought.has(seed.claim));
  const tally = mergeTallies(plan, askForward(rule, search, { seeds: bringing, events: plan.events }));
  addWalkLimits(tally, search, brought);
  const books: Books = { plan: resultPlanOf(plan), tally, claimName: (claim) => nameOriginAt(search, claim) };
  const areClosed = (rule === "fifo" || rule === "lifo") && areSumsClosed(search, brought);
  return {
    method: rule,
    origins: writeOrigins(search, brought),
    sums_close: areClosed,
    flows: writeFlows(books),
    conversions: writeConversions(books),
    order_assumptions: writeOrderAssumptions(books),
    opening_assumptions: writeOpeningAssumptions(books),
    limits_hit: writeLimits(books),
    coverage_gaps: writeCoverageGaps(books, ledger, request),
  };
}

function addWalkLimits(tally: Tally, { walk }: Search, brought: Brought): void {
  for (const [index, origin] of walk.origins.entries()) {
    if (origin.kind !== "transfer" || !origin.isAtLimit) continue;
    const atoms = [...(brought.get(index)?.values() ?? [])].reduce((sum, part) => sum + part, 0n);
    addLimit(tally, { limit: "hops_max", account: origin.event.transfer.from, event: origin.event }, atoms);
  }
}

interface Asked {
  readonly seeds: readonly Seed[];
  readonly events: readonly PlanEvent[];
}

/**
 * The forward questions, with the origins as claims: one for all where the labels cannot disturb each other, else one for each,
 * and each is forgotten before the next is asked.
 */
function* askForward(rule: TracingRule, { plan, request, walk, control }: Search, { seeds, events }: Asked): Generator<Tally> {
  if (seeds.length === 0) return;
  const limits: TraceLimits = { hopsMax: null, accountsMax: Number.MAX_SAFE_INTEGER, dustAtoms: request.limits.dustAtoms };
  const question = (some: readonly Seed[]): Question => ({ plan, events, seeds: some, limits });
  if (rule === "poison") {
    yield followMarks(question(seeds));
    return;
  }
  // Dust compares the sum over all labels, and a conversion's odd atoms go by all labels: there the questions part.
  const isDisturbed = events.some(({ transfer, leg }) => leg !== undefined || dustOf(limits, transfer.asset) > 0n);
  if ((rule === "fifo" || rule === "lifo") && !isDisturbed) {
    const { tally } = followAmounts(question(seeds), rule);
    if (seeds.every(({ claim }) => isWhollyOwn(tally, walk.origins[claim], claim))) {
      yield tally;
      return;
    }
  }
  for (const seed of seeds) {
    const why = control.shouldStop?.();
    // An origin's amount is known when its question is followed to its end, and not before.
    if (why !== undefined)
      fail("LIMIT_REACHED", {
        found: `the ${why} came before every origin was followed`,
        expected: "more time, or fewer origins: name stops, or set limits.hops_max",
      });
    yield followAmounts(question([seed]), rule).tally;
  }
}

/** Did the origin label all of its transfer, or did another origin's value come through it? */
function isWhollyOwn(tally: Tally, origin: Origin | undefined, claim: number): boolean {
  if (origin?.kind !== "transfer") return true;
  const parts = tally.flows.get(origin.event.place) ?? [];
  return parts.length === 1 && parts[0]?.label === claim;
}

function toSeed(origin: Origin, claim: number): Seed {
  return origin.kind === "transfer"
    ? { kind: "transfer", claim, place: origin.event.place }
    : { kind: "opening", claim, holding: origin.holding };
}

/** By origin, then by the target's asset: what reached the target. */
type Brought = ReadonlyMap<number, ReadonlyMap<AssetId, bigint>>;

function sumBrought({ targets }: Search, tallies: Iterable<Tally>): Brought {
  const brought = new Map<number, Map<AssetId, bigint>>();
  for (const tally of tallies) {
    for (const { place, transfer } of targets) {
      for (const part of tally.flows.get(place) ?? []) {
        const sums = brought.get(part.label) ?? new Map<AssetId, bigint>();
        addAtoms(sums, transfer.asset, part.atoms);
        brought.set(part.label, sums);
      }
    }
  }
  return brought;
}

function areSumsClosed({ targets }: Search, brought: Brought): boolean {
  const open = new Map<AssetId, bigint>();
  for (const { transfer } of targets) addAtoms(open, transfer.asset, transfer.atoms);
  for (const sums of brought.values()) for (const [asset, atoms] of sums) addAtoms(open, asset, -atoms);
  return [...open.values()].every((atoms) => atoms === 0n);
}

function writeOrigins({ plan, walk }: Search, brought: Brought): OriginRow[] {
  return walk.origins.flatMap((origin, claim) => {
    const sums = [...(brought.get(claim) ?? [])].sort(([a], [b]) => compareBytewise(a, b));
    return sums.map(([asset, atoms]) => writeOrigin(plan, origin, { asset, atoms: atoms.toString() }));
  });
}

function writeOrigin(plan: TracePlan, origin: Origin, sum: { readonly asset: AssetId; readonly atoms: string }): OriginRow {
  if (origin.kind === "transfer") {
    return { ...nameHolder(plan, origin.event.transfer.from), ...sum, transfer: origin.event.transfer.name };
  }
  const account = plan.accounts[plan.holdings[origin.holding]?.account ?? -1];
  return { ...nameHolder(plan, account), ...sum, opening: plan.openings[origin.holding]?.basis ?? plan.openingMode };
}

function nameOriginAt({ plan, walk }: Search, claim: number): string {
  const origin = walk.origins[claim];
  return origin === undefined ? "" : nameOrigin(plan, origin);
}

import { type AttributionTag, fail } from "@tributary/domain";
import {
  type EarlyEnd,
  indexAmountAt,
  MemoryExhausted,
  none,
  type Reached,
  type RulesRun,
  type RunControl,
  runRules,
} from "@tributary/kernel";
import type { KnownBalance, NamedTransfer, OpeningMode, OutpointIndex } from "@tributary/ledger";
import { noteEarlyEnd, paymentsNamedMax, sumHeld, type UnfollowedPayments } from "../early-end.ts";
import { openAmountBooks } from "../follow-amounts.ts";
import { markedWhole, openMarkBooks } from "../follow-marks.ts";
import type { HoldingPlace, RunNames } from "../keep-books.ts";
import { chooseBalances, type PlannedConversion } from "../plan.ts";
import type { SkippedConversion } from "../plan-conversions.ts";
import type { Tally } from "../tally.ts";
import type { TraceRequest, TracingRule } from "../trace-request.ts";
import { type FollowControl, type Look, lastControl, lookAt } from "./early-look.ts";
import { firstPlaceAfter } from "./ledger-snapshot.ts";
import { writeRulesQuestion } from "./rules-question.ts";
import { listConverted, listSkipped, ownDebitsFrom, type SnapshotConversions } from "./snapshot-conversions.ts";
import { openOpenings, type SnapshotOpenings, sumLate } from "./snapshot-openings.ts";
import { openNames, type SnapshotNames } from "./snapshot-plan.ts";
import { findSnapshotSeeds, type SnapshotSeeds } from "./snapshot-seeds.ts";
import { findSnapshotStops, type SnapshotStops } from "./snapshot-stops.ts";
import type { SnapshotView } from "./snapshot-view.ts";
import { boundaryBefore } from "./traced-order.ts";
import { type TracedPart, takePart } from "./traced-part.ts";

/** A forward question to a snapshot, with what the ledger knows beside its transfers. */
export interface SnapshotQuestion {
  readonly request: TraceRequest;
  /** The transfers that the claims name, by name. */
  readonly named: ReadonlyMap<string, NamedTransfer>;
  readonly tags: readonly AttributionTag[];
  readonly balances: readonly KnownBalance[];
  /** Of the accounts that the request, the tags and the balances name. */
  readonly outpoints: OutpointIndex;
  readonly control: FollowControl;
}

/** The books of each rule that was asked for, and the names behind them. */
export interface FollowedSnapshot {
  readonly tallies: ReadonlyMap<TracingRule, Tally>;
  readonly names: SnapshotNames;
  readonly openings: SnapshotOpenings;
  readonly openingMode: OpeningMode;
  readonly conversions: SnapshotConversions;
  /** Those that the rules knew, in their order. */
  readonly converted: readonly PlannedConversion[];
  /** Those that did not act although a rule found traced value at their out legs. */
  readonly skipped: readonly SkippedConversion[];
  readonly placeEnd: number;
}

/** What a question comes down to in numbers of the snapshot. */
export interface Asked {
  readonly placeEnd: number;
  readonly stops: SnapshotStops;
  readonly seeds: SnapshotSeeds;
  readonly openings: SnapshotOpenings;
  readonly openingMode: OpeningMode;
  readonly conversions: SnapshotConversions;
}

/**
 * Follows the claims through a snapshot under each of the rules, which share what they can reach. The request has been held against the ledger. Where the caller
 * or the memory ends the work before it is known what can be reached, what was reached until then is followed. Errors: LIMIT_REACHED where not even that has room.
 */
export function followSnapshot(view: SnapshotView, question: SnapshotQuestion, rules: readonly TracingRule[]): FollowedSnapshot {
  const asked = askInRoom(view, question);
  const { control } = question;
  let look: Look | undefined = { places: Number.POSITIVE_INFINITY, reach: control, after: control };
  while (look !== undefined) {
    const followed = followLook(view, question, { asked, rules, look });
    if ("tallies" in followed) return followed;
    look = followed.next;
  }
  return failEarly("memory");
}

/** The conversions that act are named to the reach, which can be too many for the memory. */
function askInRoom(view: SnapshotView, question: SnapshotQuestion): Asked {
  try {
    return ask(view, question);
  } catch (error) {
    if (error instanceof MemoryExhausted) failEarly("memory");
    throw error;
  }
}

interface LookToFollow {
  readonly asked: Asked;
  readonly rules: readonly TracingRule[];
  readonly look: Look;
}

/** What comes of following what one look reaches; where that is too much, the next look. */
function followLook(
  view: SnapshotView,
  question: SnapshotQuestion,
  { asked, rules, look }: LookToFollow,
): FollowedSnapshot | { readonly next: Look | undefined } {
  let visited = 0;
  let why = "memory";
  let { after } = look;
  try {
    const { hopsMax } = question.request.limits;
    const isForPart = asked.openingMode === "inferred";
    const reached = walkForward(view, { ...asked, hopsMax, isForPart, control: look.reach });
    visited = reached.placesVisited;
    const cut = reached.status === "done" ? undefined : reached;
    why = cut?.why ?? why;
    if (cut !== undefined && look.reach === question.control) after = lastControl(after);
    const placeEnd = cut === undefined ? asked.placeEnd : boundaryBefore(asked.conversions.order, cut.place);
    const part = takePart(view, {
      openings: asked.openingMode,
      known: asked.openings.known,
      placeEnd,
      conversions: asked.conversions,
      control: after,
    });
    if ("why" in part) return { next: lookAt(Math.ceil((visited + 1) / 8), { why: part.why, after: lastControl(after) }) };
    const seen: Seen = { placeEnd, why: cut === undefined ? undefined : why };
    return followPart(view, { question, rules, part, seen, control: after, asked: seedsUntil(asked, seen.placeEnd) });
  } catch (error) {
    if (!(error instanceof MemoryExhausted)) throw error;
    const places = Math.floor(Math.min(visited, look.places) / 2);
    return { next: places === 0 ? undefined : lookAt(places, { why, after }) };
  } finally {
    view.reach.leave();
  }
}

/** Up to where it is known what can be reached, and why no further; undefined: to the question's end. */
interface Seen {
  readonly placeEnd: number;
  readonly why: string | undefined;
}

/** What starts at a place or after it is not in the answer of work that ended there. */
function seedsUntil(asked: Asked, placeEnd: number): Asked {
  if (placeEnd >= asked.placeEnd) return asked;
  const { transfers, accounts } = asked.seeds;
  return {
    ...asked,
    seeds: {
      transfers: transfers.filter(({ place }) => place < placeEnd),
      accounts: accounts.map((seed) =>
        seed.place === undefined || seed.place < placeEnd ? seed : { ...seed, place: undefined },
      ),
    },
  };
}

interface PartToFollow extends Pick<Following, "question" | "asked" | "part" | "seen" | "control"> {
  readonly rules: readonly TracingRule[];
}

function followPart(view: SnapshotView, { rules, ...known }: PartToFollow): FollowedSnapshot {
  const { heap } = view;
  const { asked, question, part } = known;
  const mark = heap.mark();
  try {
    const { conversions, openings, openingMode, placeEnd } = asked;
    const names = openNames(view.snapshot, conversions);
    const { limits, claims } = question.request;
    const write = writeRulesQuestion(view, { part, ...asked, limits, claimCount: claims.length });
    const converted = listConverted(view.snapshot, conversions, part.conversions);
    const run: Following = { view, names, converted, write, ...known };
    const tallies = new Map(rules.map((rule) => [rule, followRule(run, rule)]));
    const skipped = listSkipped(view.snapshot, conversions, [...tallies.values()]);
    return { tallies, names, openings, openingMode, conversions, converted, skipped, placeEnd };
  } finally {
    heap.release(mark);
  }
}

export function ask(view: SnapshotView, { request, named, tags, balances, outpoints }: SnapshotQuestion): Asked {
  const { snapshot } = view;
  const { until, includeInferred } = request;
  const placeEnd = until === null ? snapshot.columns.eventCount : firstPlaceAfter(snapshot, until);
  const conversions = view.conversionsOf({ until, includeInferred, placeEnd });
  const stops = findSnapshotStops(snapshot, { request, tags, outpoints });
  const chosen = chooseBalances({ balances }, request);
  return {
    placeEnd,
    stops,
    seeds: findSnapshotSeeds(snapshot, { request, named, outpoints, stops, placeEnd }),
    openings: openOpenings(snapshot, { ...chosen, steps: { placeEnd, conversions } }),
    openingMode: chosen.mode,
    conversions,
  };
}

interface ForwardReach extends Pick<Asked, "placeEnd" | "stops" | "seeds"> {
  readonly hopsMax: number | null;
  readonly control: RunControl;
  /** What is reached is copied next. Default: false. */
  readonly isForPart?: boolean;
}

/** The accounts that money can reach, by number. */
export function reachForward(view: SnapshotView, question: ForwardReach): ReadonlySet<number> {
  const { memory, columns } = view.snapshot;
  const owners = memory.u32(columns.holdingAccount, columns.holdingCount);
  const reached = walkForward(view, question);
  if (reached.status !== "done") failEarly(reached.why);
  return new Set([...reached.list().nodes].map((holding) => owners[holding] ?? none));
}

function walkForward({ snapshot, reach }: SnapshotView, question: ForwardReach): Reached {
  const { placeEnd, stops, seeds, hopsMax, control, isForPart = false } = question;
  const started = seeds.accounts.filter((seed) => seed.place !== undefined);
  return reach.reach(
    {
      placeEnd,
      starts: started.flatMap(({ account, place = 0 }) => snapshot.holdingsOf(account).map((holding) => ({ place, holding }))),
      hopZero: seeds.accounts.map(({ account }) => account),
      seeds: seeds.transfers.map(({ place }) => place),
      stops: stops.records,
      hopsMax,
      isForPart,
    },
    control,
  );
}

function failEarly(why: string | undefined): never {
  return fail("LIMIT_REACHED", {
    found: `the ${why ?? "limit"} came before it was known what the money can reach`,
    expected: "more time or memory, more stops, or a lower limits.hops_max",
  });
}

interface Following {
  readonly view: SnapshotView;
  readonly question: SnapshotQuestion;
  readonly asked: Asked;
  readonly part: TracedPart;
  readonly seen: Seen;
  readonly control: RunControl;
  readonly names: SnapshotNames;
  readonly converted: readonly PlannedConversion[];
  /** The kernel's question, written once for all rules. */
  readonly write: ReturnType<typeof writeRulesQuestion>;
}

function followRule(following: Following, rule: TracingRule): Tally {
  const { view, control, asked, part, seen, names, converted, write } = following;
  const { heap } = view;
  const mark = heap.mark();
  try {
    const runNames: RunNames = {
      eventAt: (place) => (place === none || place >= part.columns.eventCount ? undefined : names.eventAt(part.placeAt(place))),
      holdingAt: (holding) => placeOf(names, part.holdingAt(holding)),
      conversions: converted,
      reasons: asked.stops.reasons,
    };
    const { tally, onRecords, heldByClaim } = rule === "poison" ? openPoison(runNames) : openAmountBooks(runNames);
    const run = runRules(write(rule), { heap, onRecords, control });
    const { eventCount } = part.columns;
    const end = run.stoppedAt ?? (seen.why === undefined ? undefined : { place: eventCount, why: seen.why });
    const place = run.stoppedAt === undefined ? seen.placeEnd : placeOfEnd(following, run.stoppedAt);
    readRun(following, { tally, run, placeEnd: place });
    if (end !== undefined) {
      // Under poison the marked holdings are known by their numbers in the snapshot.
      const isMarks = rule === "poison";
      const holdingOf = (holding: number): number => (isMarks ? holding : part.holdingAt(holding));
      noteEarlyEnd(tally, {
        end,
        next: place < asked.placeEnd ? names.eventAt(place) : undefined,
        eventsLeft: eventCount - end.place + asked.placeEnd - seen.placeEnd,
        traced: isMarks ? markedWhole(tally) : sumHeld(heldByClaim),
        names: { conversions: converted, holdingAt: (holding) => placeOf(names, holdingOf(holding)) },
        paymentsAfter: (holding) => paymentsAfter(following, place, holdingOf(holding)),
      });
    }
    return tally;
  } finally {
    heap.release(mark);
  }
}

function openPoison(names: RunNames): ReturnType<typeof openAmountBooks> {
  return { ...openMarkBooks(names), heldByClaim: new Map() };
}

interface ReadRun {
  readonly tally: Tally;
  readonly run: RulesRun;
  /** The place of the snapshot up to which events were taken. */
  readonly placeEnd: number;
}

/** What the run knows of accounts and holdings, by numbers of the snapshot. */
function readRun(following: Following, { tally, run, placeEnd }: ReadRun): void {
  const { part, names, asked } = following;
  for (let local = 0; local < part.columns.accountCount; local += 1) {
    const hop = run.hopOf(local);
    if (hop < 0) continue;
    const account = part.accountAt(local);
    tally.hops.set(account, hop);
    const first = run.firstOf(local);
    if (first !== undefined) tally.holders.set(account, first === "labelled" ? first : names.eventAt(part.placeAt(first)));
  }
  for (let local = 0; local < part.columns.holdingCount; local += 1) {
    if (!run.wasTraced(local)) continue;
    tally.everTraced.add(part.holdingAt(local));
    if (asked.openingMode !== "late") continue;
    const late = run.lateOf(local) + part.lateBefore(local);
    if (late > 0n) tally.late.set(part.holdingAt(local), late);
  }
  for (const { account } of asked.seeds.accounts) tally.hops.set(account, 0);
  if (asked.openingMode === "late") addOtherLate(following, tally, placeEnd);
}

/** What came late of the holders' other holdings, which no traced value reached: also of those that the part begins with later. */
function addOtherLate({ view, asked }: Following, tally: Tally, placeEnd: number): void {
  for (const account of tally.holders.keys()) {
    for (const holding of view.snapshot.holdingsOf(account)) {
      if (tally.everTraced.has(holding)) continue;
      const late = sumLate(view.snapshot, holding, { placeEnd, conversions: asked.conversions });
      if (late > 0n) tally.late.set(holding, late);
    }
  }
}

function placeOf({ holdingAt, accountAt }: SnapshotNames, holding: number): HoldingPlace {
  const { account, asset } = holdingAt(holding);
  return { account: accountAt(account), asset };
}

/** The first place of the snapshot that was not looked at. What starts between two events of a part starts with the second of them. */
function placeOfEnd({ part }: Following, { place }: EarlyEnd): number {
  return place === 0 ? 0 : part.placeAt(place - 1) + 1;
}

function paymentsAfter(following: Following, from: number, holding: number): UnfollowedPayments {
  const { view, asked, names } = following;
  const { snapshot } = view;
  const { order } = asked.conversions;
  const question = { ...asked, from, most: paymentsNamedMax };
  const { count, places } = ownDebitsFrom(snapshot, holding, question);
  return {
    events: places.map((place) => names.eventAt(order.tracedOf(place))),
    omitted: count - places.length,
    atoms: () => {
      const { places: all } = ownDebitsFrom(snapshot, holding, { ...question, most: count });
      return all.reduce((sum, place) => sum + indexAmountAt(snapshot.memory, snapshot.columns, place), 0n);
    },
  };
}

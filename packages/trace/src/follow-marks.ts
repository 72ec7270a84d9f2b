import type { AccountId, UtcMicros } from "@tributary/domain";
import { judgeReceipt } from "./judge-receipt.ts";
import type { PlanEvent } from "./plan.ts";
import { indexSeeds, type Question, type SeedIndex, startOf } from "./question.ts";
import { addAtoms, addConverted, addLimit, addPosition, addSeeded, createTally, type Tally } from "./tally.ts";

/** The claims that marked something. */
type Marks = ReadonlySet<number>;

const noMarks: Marks = new Set();

interface Run {
  readonly question: Question;
  readonly seeds: SeedIndex;
  readonly tally: Tally;
  /** By holding. */
  readonly marks: Map<number, Set<number>>;
  readonly balances: bigint[];
  readonly conversionMarks: Map<number, Set<number>>;
  readonly startedSeeds: Map<number, number>;
  nextSeed: number;
}

/**
 * Poison: every later transfer of an account that ever received marked value is marked whole, with the set of claims.
 * Exposure only, never an amount traced: marks do not conserve (spec, section 4).
 */
export function followMarks(question: Question): Tally {
  const { plan, events } = question;
  const run: Run = {
    question,
    seeds: indexSeeds(question.seeds),
    tally: createTally(plan, "marks"),
    marks: new Map(),
    balances: plan.openings.map((opening) => opening.atoms),
    conversionMarks: new Map(),
    startedSeeds: new Map(),
    nextSeed: 0,
  };
  for (const { account } of run.seeds.accountSeeds) run.tally.hops[account] = 0;
  for (const [holding, claim] of run.seeds.claimByOpening) {
    run.tally.hops[plan.holdings[holding]?.account ?? -1] = 0;
    if ((plan.openings[holding]?.atoms ?? 0n) > 0n) markHolding(run, { holding, marks: new Set([claim]) });
  }
  for (const event of events) {
    startSeeds(run, event.transfer.occurredAt);
    applyEvent(run, event);
  }
  startSeeds(run, undefined);
  return run.tally;
}

function applyEvent(run: Run, event: PlanEvent): void {
  const { tally, seeds } = run;
  const { atoms, asset } = event.transfer;
  const { leg, place } = event;
  takeDebit(run, event);
  const carried = leg?.kind === "in" ? (run.conversionMarks.get(leg.conversion) ?? noMarks) : payerMarks(run, event);
  if (leg?.kind === "in") convertIn(run, event, carried);
  const claim = seeds.claimByPlace.get(place);
  const marks = claim === undefined ? carried : new Set([...carried, claim]);
  if (claim !== undefined) {
    addSeeded(tally, asset, { label: claim, atoms });
    if ((tally.hops[event.from] ?? -1) < 0) tally.hops[event.from] = 0;
  }
  const flow = [...marks].sort((a, b) => a - b).map((label) => ({ label, atoms }));
  if (flow.length > 0) tally.flows.set(place, flow);
  if (leg?.kind === "out") {
    addMarks(run.conversionMarks, leg.conversion, marks);
    for (const part of flow) addAtoms(tally.conversions[leg.conversion]?.out ?? new Map(), part.label, atoms);
    return;
  }
  deliver(run, event, marks);
}

function takeDebit(run: Run, event: PlanEvent): void {
  const { debit, transfer } = event;
  if (debit === undefined) return;
  const balance = (run.balances[debit] ?? 0n) - transfer.atoms;
  run.balances[debit] = balance < 0n ? 0n : balance;
  if (balance >= 0n) return;
  addAtoms(run.tally.late, debit, -balance);
  const { occurredAt: time, from } = transfer;
  // A late lot counts like a receipt.
  seedArrival(run, { holding: debit, time, carried: noMarks }, -balance);
  const opening = run.seeds.claimByOpening.get(debit);
  const isMarked = opening !== undefined && run.question.plan.stops.findStop(from, time) === undefined;
  if (isMarked) {
    markHolding(run, { holding: debit, marks: new Set([opening]) });
    run.tally.holders.set(event.from, "labelled");
  }
}

function payerMarks(run: Run, { debit, transfer }: PlanEvent): Marks {
  if (debit === undefined || run.question.plan.stops.findStop(transfer.from, transfer.occurredAt) !== undefined) return noMarks;
  return run.marks.get(debit) ?? noMarks;
}

function convertIn(run: Run, event: PlanEvent, carried: Marks): void {
  const conversion = run.tally.conversions[event.leg?.conversion ?? -1];
  const lots = [...carried].map((label) => ({ label, atoms: event.transfer.atoms }));
  if (conversion !== undefined) addConverted(conversion, event.transfer.asset, lots);
}

function deliver(run: Run, event: PlanEvent, marks: Marks): void {
  const { tally, question } = run;
  const { transfer, to, credit, leg } = event;
  const { to: account, asset, atoms, occurredAt: time } = transfer;
  if (marks.size > 0) {
    const converterHop = leg === undefined ? -1 : (tally.hops[question.plan.conversions[leg.conversion]?.account ?? -1] ?? -1);
    const hop = converterHop >= 0 ? converterHop : (tally.hops[event.from] ?? -1);
    if ((tally.hops[to] ?? -1) < 0) tally.hops[to] = hop + 1;
    const setAside = judgeReceipt(question, tally, { event, traced: undefined });
    for (const label of marks) addExposure(tally, { account, asset }, { label, atoms });
    if (setAside?.limit !== undefined) addLimit(tally, { limit: setAside.limit, account, event }, atoms);
    if (setAside === undefined && credit !== undefined) markHolding(run, { holding: credit, marks, receipt: event });
  }
  if (credit === undefined) return;
  run.balances[credit] = (run.balances[credit] ?? 0n) + atoms;
  seedArrival(run, { holding: credit, time, carried: marks }, atoms);
}

interface Arrival {
  readonly holding: number;
  readonly time: UtcMicros;
  /** What the arriving value is marked with already. */
  readonly carried: Marks;
}

/** Where an account seed has started, whatever arrives is exposed to its claim, and marked unless the account is a stop. */
function seedArrival(run: Run, { holding, time, carried }: Arrival, atoms: bigint): void {
  const { plan } = run.question;
  const place = plan.holdings[holding];
  const claim = place === undefined ? undefined : run.startedSeeds.get(place.account);
  const account = plan.accounts[place?.account ?? -1];
  if (place === undefined || claim === undefined || account === undefined) return;
  if (!carried.has(claim)) {
    addSeeded(run.tally, place.asset, { label: claim, atoms });
    addExposure(run.tally, { account, asset: place.asset }, { label: claim, atoms });
  }
  if (plan.stops.findStop(account, time) === undefined) markHolding(run, { holding, marks: new Set([claim]) });
}

function addExposure(
  tally: Tally,
  { account, asset }: { readonly account: AccountId; readonly asset: PlanEvent["transfer"]["asset"] },
  lot: { readonly label: number; readonly atoms: bigint },
): void {
  addPosition(tally, { account, asset, status: "exposed", reason: "exposed" }, lot);
}

interface Marking {
  readonly holding: number;
  readonly marks: Marks;
  /** What brought the marks; none where a seed or an opening did. */
  readonly receipt?: PlanEvent;
}

function markHolding(run: Run, { holding, marks, receipt }: Marking): void {
  const { tally, question } = run;
  const account = question.plan.holdings[holding]?.account;
  addMarks(run.marks, holding, marks);
  tally.everTraced[holding] = 1;
  if (account !== undefined && !tally.holders.has(account)) tally.holders.set(account, receipt ?? "labelled");
}

function startSeeds(run: Run, now: UtcMicros | undefined): void {
  const { plan } = run.question;
  for (;;) {
    const seed = run.seeds.accountSeeds[run.nextSeed];
    if (seed === undefined) return;
    const isCutOff = seed.since !== null && plan.until !== null && seed.since > plan.until;
    if (isCutOff || (now !== undefined && seed.since !== null && seed.since > now)) return;
    run.nextSeed += 1;
    run.startedSeeds.set(seed.account, seed.claim);
    const time = startOf(seed, plan);
    for (const holding of plan.holdingsOf[seed.account] ?? []) {
      const atoms = run.balances[holding] ?? 0n;
      if (atoms > 0n) seedArrival(run, { holding, time, carried: noMarks }, atoms);
    }
  }
}

/** Adds in place: an account that many claims mark is not copied for each. */
function addMarks(marksOf: Map<number, Set<number>>, key: number, marks: Marks): void {
  const known = marksOf.get(key);
  if (known === undefined) marksOf.set(key, new Set(marks));
  else for (const claim of marks) known.add(claim);
}

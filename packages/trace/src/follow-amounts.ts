import { allocate, type UtcMicros } from "@tributary/domain";
import type { JournalEntry } from "./flow-journal.ts";
import { judgeReceipt } from "./judge-receipt.ts";
import { type Lot, unattributed } from "./lot-queue.ts";
import type { PlanEvent } from "./plan.ts";
import { indexSeeds, type Question, type SeedIndex, startOf } from "./question.ts";
import {
  type AmountRule,
  createHolding,
  type Holding,
  heldLots,
  receiveLot,
  type SpendRule,
  spendLots,
  spendRules,
  sumUnattributed,
} from "./spend.ts";
import type { Stop } from "./stop-index.ts";
import { addAtoms, addConverted, addLimit, addPosition, addSeeded, createTally, type Tally } from "./tally.ts";
import type { PositionStatus } from "./trace-result.ts";

/** What a question came to under one rule that gives amounts. */
export interface FollowedAmounts {
  readonly tally: Tally;
  /** By number; undefined where nothing came or went. */
  readonly holdings: readonly (Holding | undefined)[];
}

interface Run {
  readonly question: Question;
  readonly rule: SpendRule;
  readonly seeds: SeedIndex;
  readonly tally: Tally;
  readonly holdings: (Holding | undefined)[];
  /** By account: the claim of the account seed that has started there. */
  readonly startedSeeds: Map<number, number>;
  /** By holding: unattributed atoms that are claims' final positions at a stop, and no seed's to label. */
  readonly settled: Map<number, bigint>;
  /** Where each movement of traced value is entered, if somebody asked. */
  readonly journal: JournalEntry[] | undefined;
  nextSeed: number;
}

/** Follows every claim through the events under one rule, to the last atom (spec, sections 2 to 6). */
export function followAmounts(question: Question, rule: AmountRule | SpendRule, journal?: JournalEntry[]): FollowedAmounts {
  const { plan, events } = question;
  const run: Run = {
    question,
    rule: typeof rule === "string" ? spendRules[rule] : rule,
    seeds: indexSeeds(question.seeds),
    tally: createTally(plan, "amounts"),
    holdings: new Array<Holding | undefined>(plan.holdings.length).fill(undefined),
    startedSeeds: new Map(),
    settled: new Map(),
    journal,
    nextSeed: 0,
  };
  for (const { account } of run.seeds.accountSeeds) run.tally.hops[account] = 0;
  for (const holding of run.seeds.claimByOpening.keys()) run.tally.hops[plan.holdings[holding]?.account ?? -1] = 0;
  for (const holding of run.seeds.claimByOpening.keys()) openHolding(run, holding);
  for (const event of events) {
    startSeeds(run, event.transfer.occurredAt);
    applyEvent(run, event);
  }
  startSeeds(run, undefined);
  addHeldPositions(run);
  return { tally: run.tally, holdings: run.holdings };
}

function applyEvent(run: Run, event: PlanEvent): void {
  const { tally, question } = run;
  const taken = event.leg?.kind === "in" ? takeConverted(run, event) : takeDebit(run, event);
  const parts = seedParts(run, event, taken);
  const flow = sumClaims(parts);
  if (flow.length > 0) tally.flows.set(event.place, flow);
  if (event.leg?.kind === "out") {
    const conversion = tally.conversions[event.leg.conversion];
    if (conversion !== undefined) for (const part of parts) addAtoms(conversion.out, part.label, part.atoms);
    enterMoves(run, event, { taken, flow, status: "held" });
    return;
  }
  const converter = event.leg === undefined ? undefined : question.plan.conversions[event.leg.conversion]?.account;
  deliver(run, event, { taken, parts, flow, payerHop: payerHop(tally, event.from, converter) });
}

/** An in leg comes from the conversion's account; a seed on it alone counts from the leg's own payer. */
function payerHop(tally: Tally, payer: number, converter: number | undefined): number {
  const hop = converter === undefined ? -1 : (tally.hops[converter] ?? -1);
  return hop >= 0 ? hop : (tally.hops[payer] ?? -1);
}

function takeDebit(run: Run, event: PlanEvent): Lot[] {
  const { transfer, debit } = event;
  const { occurredAt, from, atoms } = transfer;
  if (debit === undefined) return [{ label: unattributed, atoms }];
  const holding = openHolding(run, debit);
  const stop = run.question.plan.stops.findStop(from, occurredAt);
  const missing = atoms - holding.total;
  if (missing > 0n) {
    const label = stop === undefined ? openingLabel(run, debit) : unattributed;
    addAtoms(run.tally.late, debit, missing);
    receive(run, { holding: debit, time: occurredAt }, { label, atoms: missing });
    // Nobody knows when a late lot came: its holder needs cover from the ledger's start.
    if (label !== unattributed) noteHolder(run, debit, "labelled");
  }
  const spent = spendLots(run.rule, holding, atoms);
  const settled = run.settled.get(debit);
  if (settled !== undefined && settled > holding.total) run.settled.set(debit, holding.total);
  return stop === undefined ? spent : settleSpent(run, event, { spent, stop });
}

/** A stop pays nothing traced on: what it held from before it was one is a final position when it would leave. */
function settleSpent(
  { tally, journal }: Run,
  { transfer }: PlanEvent,
  { spent, stop }: { readonly spent: readonly Lot[]; readonly stop: Stop },
): Lot[] {
  const { from: account, asset, atoms } = transfer;
  for (const part of spent) {
    if (part.label === unattributed) continue;
    addPosition(tally, { account, asset, ...stop }, part);
    journal?.push({ kind: "settle", claim: part.label, account, asset, atoms: part.atoms });
  }
  return [{ label: unattributed, atoms }];
}

/** Each in leg takes each label's share of the out total: largest remainder, ties in the order of consumption. */
function takeConverted(run: Run, event: PlanEvent): Lot[] {
  const conversion = run.tally.conversions[event.leg?.conversion ?? -1];
  // Only in a part of a ledger can the out legs be missing: then nothing in it depends on them.
  if (conversion === undefined || conversion.out.size === 0) return [{ label: unattributed, atoms: event.transfer.atoms }];
  const labels = [...conversion.out.keys()];
  const shares = allocate(event.transfer.atoms, [...conversion.out.values()]);
  return labels.map((label, index) => ({ label, atoms: shares[index] ?? 0n })).filter((lot) => lot.atoms > 0n);
}

/** A transfer seed relabels the unattributed part. */
function seedParts(run: Run, event: PlanEvent, parts: readonly Lot[]): readonly Lot[] {
  const { tally } = run;
  const claim = run.seeds.claimByPlace.get(event.place);
  const seeded =
    claim === undefined ? parts : parts.map((part) => (part.label === unattributed ? { ...part, label: claim } : part));
  if (claim !== undefined) {
    for (const part of parts) {
      if (part.label === unattributed) addSeeded(tally, event.transfer.asset, { label: claim, atoms: part.atoms });
    }
    if ((tally.hops[event.from] ?? -1) < 0) tally.hops[event.from] = 0;
  }
  if (event.leg?.kind === "in") {
    const conversion = tally.conversions[event.leg.conversion];
    if (conversion !== undefined) addConverted(conversion, event.transfer.asset, parts);
  }
  return seeded;
}

interface Delivery {
  /** Before a transfer seed relabelled anything. */
  readonly taken: readonly Lot[];
  readonly parts: readonly Lot[];
  readonly flow: readonly Lot[];
  readonly payerHop: number;
}

function deliver(run: Run, event: PlanEvent, { taken, parts, flow, payerHop }: Delivery): void {
  const { tally, question } = run;
  const { transfer, to, credit } = event;
  const { to: account, asset } = transfer;
  const traced = flow.reduce((sum, part) => sum + part.atoms, 0n);
  if (traced > 0n && (tally.hops[to] ?? -1) < 0) tally.hops[to] = payerHop + 1;
  const setAside = traced > 0n ? judgeReceipt(question, tally, { event, traced }) : undefined;
  if (setAside !== undefined) {
    const { status, reason, limit } = setAside;
    for (const part of flow) addPosition(tally, { account, asset, status, reason }, part);
    if (limit !== undefined) addLimit(tally, { limit, account, event }, traced);
  } else if (traced > 0n && credit !== undefined) noteHolder(run, credit, event);
  enterMoves(run, event, { taken, flow, status: setAside?.status ?? "held" });
  if (credit === undefined) return;
  const arrival = { holding: credit, time: transfer.occurredAt };
  if (setAside === undefined) for (const part of parts) receive(run, arrival, part);
  else {
    const isStop = setAside.limit === undefined;
    if (isStop) addAtoms(run.settled, credit, traced);
    // Credited under a limit, traced value may be labelled again. At a stop it is final, and no seed's.
    const labelled = isStop ? transfer.atoms - traced : transfer.atoms;
    receive(run, arrival, { label: unattributed, atoms: labelled });
    receiveLot(run.rule, openHolding(run, credit), { label: unattributed, atoms: transfer.atoms - labelled });
  }
}

/** Enters what a transfer carried of each claim: from the payer's lots or the conversion, and by a transfer seed. */
function enterMoves(
  { journal, question }: Run,
  event: PlanEvent,
  { taken, flow, status }: { readonly taken: readonly Lot[]; readonly flow: readonly Lot[]; readonly status: PositionStatus },
): void {
  if (journal === undefined) return;
  const { name: transfer, from, to, asset } = event.transfer;
  const carried = new Map<number, bigint>();
  for (const part of taken) addAtoms(carried, part.label, part.atoms);
  for (const { label: claim, atoms } of flow) {
    const carriedAtoms = carried.get(claim) ?? 0n;
    const move = { transfer, claim, from, to, asset, carriedAtoms, seededAtoms: atoms - carriedAtoms, status };
    if (event.leg === undefined) journal.push({ kind: "move", ...move });
    else {
      const conversion = question.plan.conversions[event.leg.conversion]?.id ?? "";
      journal.push({ kind: event.leg.kind === "out" ? "convert-out" : "convert-in", conversion, ...move });
    }
  }
}

interface Arrival {
  readonly holding: number;
  readonly time: UtcMicros;
}

/** Puts a lot into a holding; where an account seed has started there, unattributed value gets its label on arrival. */
function receive(run: Run, arrival: Arrival, lot: Lot): void {
  const holding = openHolding(run, arrival.holding);
  const isOpen = lot.label === unattributed && lot.atoms > 0n;
  const label = isOpen ? labelUnattributed(run, arrival, lot.atoms) : lot.label;
  receiveLot(run.rule, holding, { label, atoms: lot.atoms });
}

/** The label that unattributed value gets on arrival. At a stop it is a final position at once and stays unattributed. */
function labelUnattributed(run: Run, { holding, time }: Arrival, atoms: bigint): number {
  const { plan } = run.question;
  const place = plan.holdings[holding];
  const claim = place === undefined ? undefined : run.startedSeeds.get(place.account);
  const account = plan.accounts[place?.account ?? -1];
  if (place === undefined || claim === undefined || account === undefined) return unattributed;
  addSeeded(run.tally, place.asset, { label: claim, atoms });
  const stop = plan.stops.findStop(account, time);
  run.journal?.push({ kind: "seed", claim, account, asset: place.asset, atoms, status: stop?.status ?? "held" });
  if (stop !== undefined) {
    addPosition(run.tally, { account, asset: place.asset, status: stop.status, reason: stop.reason }, { label: claim, atoms });
    return unattributed;
  }
  noteHolder(run, holding, "labelled");
  return claim;
}

/** Starts the account seeds whose instant has come; all that are left where `now` is undefined. */
function startSeeds(run: Run, now: UtcMicros | undefined): void {
  const { plan } = run.question;
  for (;;) {
    const seed = run.seeds.accountSeeds[run.nextSeed];
    if (seed === undefined) return;
    const { since, account, claim } = seed;
    const isCutOff = since !== null && plan.until !== null && since > plan.until;
    if (isCutOff || (now !== undefined && since !== null && since > now)) return;
    run.nextSeed += 1;
    run.startedSeeds.set(account, claim);
    for (const holding of plan.holdingsOf[account] ?? []) startSeed(run, holding, seed);
  }
}

function startSeed(run: Run, number: number, seed: SeedIndex["accountSeeds"][number]): void {
  const { plan } = run.question;
  const holding = openHolding(run, number);
  const time = startOf(seed, plan);
  const account = plan.accounts[seed.account];
  const isStop = account !== undefined && plan.stops.findStop(account, time) !== undefined;
  const atoms = sumUnattributed(holding) - (isStop ? (run.settled.get(number) ?? 0n) : 0n);
  if (atoms <= 0n) return;
  const label = labelUnattributed(run, { holding: number, time }, atoms);
  if (label !== unattributed) run.rule.relabel(holding, label);
}

/** The holding, with its opening lot in place before anything else came. */
function openHolding(run: Run, number: number): Holding {
  const known = run.holdings[number];
  if (known !== undefined) return known;
  const holding = createHolding();
  run.holdings[number] = holding;
  const lot = { label: openingLabel(run, number), atoms: run.question.plan.openings[number]?.atoms ?? 0n };
  receiveLot(run.rule, holding, lot);
  if (lot.label !== unattributed && lot.atoms > 0n) noteHolder(run, number, "labelled");
  return holding;
}

function openingLabel(run: Run, holding: number): number {
  return run.seeds.claimByOpening.get(holding) ?? unattributed;
}

/** Notes that the holding has traced lots. An opening stands before every receipt, whenever it is found. */
function noteHolder({ tally, question, seeds }: Run, holding: number, first: PlanEvent | "labelled"): void {
  const account = question.plan.holdings[holding]?.account;
  tally.everTraced[holding] = 1;
  const isOpening = first === "labelled" && seeds.claimByOpening.has(holding);
  if (account !== undefined && (isOpening || !tally.holders.has(account))) tally.holders.set(account, first);
}

function addHeldPositions(run: Run): void {
  const { plan } = run.question;
  for (const [number, holding] of run.holdings.entries()) {
    const place = plan.holdings[number];
    const account = plan.accounts[place?.account ?? -1];
    if (holding === undefined || place === undefined || account === undefined) continue;
    for (const lot of heldLots(holding)) {
      if (lot.label !== unattributed) {
        addPosition(run.tally, { account, asset: place.asset, status: "held", reason: "held" }, lot);
      }
    }
  }
}

/** The claims' parts, one each, in claim order. */
function sumClaims(parts: readonly Lot[]): readonly Lot[] {
  const claimed = parts.filter((part) => part.label !== unattributed);
  if (claimed.length < 2) return claimed;
  const sums = new Map<number, bigint>();
  for (const part of claimed) addAtoms(sums, part.label, part.atoms);
  return [...sums].map(([label, atoms]) => ({ label, atoms })).sort((a, b) => a.label - b.label);
}

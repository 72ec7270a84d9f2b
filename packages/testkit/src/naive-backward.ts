import { type AccountId, type AssetId, compareBytewise } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { BackwardResult, OriginRow, Target, TracingRule } from "@tributary/trace";
import type { NaiveClaim } from "./naive-claim.ts";
import type { AppliedConversion } from "./naive-conversions.ts";
import { holdingOf } from "./naive-holding.ts";
import { columnsOf, isMeant } from "./naive-outpoints.ts";
import { passClaims } from "./naive-pass.ts";
import {
  conversionRows,
  coverageGapRows,
  flowRows,
  joinLimitRows,
  limitEntries,
  openingAssumptionRows,
  orderAssumptionRows,
  type Watch,
  watchesOf,
} from "./naive-rows.ts";
import { emptyTally, type NaiveTally, type SetAside } from "./naive-tally.ts";
import { finalPlaceOf, type NaiveWorld } from "./naive-world.ts";

/** Where the walk back ends: a transfer that enters the region, or an opening lot inside it. */
interface Origin {
  readonly account: AccountId;
  readonly claim: NaiveClaim;
  readonly row: { readonly transfer: string } | { readonly opening: string };
  readonly limited: NamedTransfer | null;
}

interface Question {
  readonly origin: Origin;
  readonly tally: NaiveTally;
  /** By asset of the target, what the origin brings to it. */
  readonly brought: ReadonlyMap<AssetId, bigint>;
}

/** Answers a backward question with one forward question for every origin (spec, section 7). */
export function traceBackwardNaively(world: NaiveWorld, rule: TracingRule, target: Target): BackwardResult {
  const targets = targetEvents(world, target);
  const { limits } = world.request;
  const open: NaiveWorld = {
    ...world,
    request: { ...world.request, limits: { ...limits, hopsMax: null, accountsMax: Number.MAX_SAFE_INTEGER } },
  };
  const asked = walkBack(world, targets).map((origin): Question => {
    const tally = passClaims(open, rule, [origin.claim]);
    return { origin, tally, brought: bringsTo(tally, targets) };
  });
  const questions = asked.filter(({ brought }) => brought.size > 0);
  const origins = questions.flatMap(({ origin, brought }) =>
    [...brought]
      .sort(([a], [b]) => compareBytewise(a, b))
      .map(
        ([asset, atoms]): OriginRow => ({
          ...columnsOf(world.ledger, origin.account),
          asset,
          atoms: atoms.toString(),
          ...origin.row,
        }),
      ),
  );
  const limits_hit = joinLimitRows(world, [
    ...questions.flatMap(({ tally }) => limitEntries(world, tally)),
    ...asked.flatMap(walkedOut),
  ]);
  return {
    method: rule,
    origins,
    sums_close: doSumsClose(rule, targets, questions),
    ...joinQuestions(open, rule, questions),
    limits_hit,
  };
}

function targetEvents(world: NaiveWorld, target: Target): NamedTransfer[] {
  if ("transfer" in target) return world.events.filter((event) => event.name === target.transfer);
  return world.events.filter(
    (event) =>
      isMeant(world.ledger, target.account, event.to) &&
      !world.conversions.outLegOf.has(event.name) &&
      (target.since === null || target.since <= event.occurredAt) &&
      (target.until === null || event.occurredAt <= target.until),
  );
}

interface Walk {
  /** The least number of payments that matter back from a target's payer. */
  readonly hops: Map<AccountId, number>;
  /** By holding: the place of the last payment that matters, in the order traced. */
  readonly lastPayments: Map<string, number>;
  /** Conversions of which an in leg matters, with the account's hop. */
  readonly conversions: Map<AppliedConversion, number>;
}

/** What matters to the target, and where it comes from: every event is looked at again and again until nothing changes. */
function walkBack(world: NaiveWorld, targets: readonly NamedTransfer[]): Origin[] {
  const walk: Walk = { hops: new Map(), lastPayments: new Map(), conversions: new Map() };
  let isChanged = true;
  while (isChanged) {
    const before = [...walk.hops, ...walk.lastPayments, ...walk.conversions].flat().join();
    world.events.forEach((event, place) => {
      const hop = targets.includes(event) ? 0 : hopBehind(world, walk, place);
      if (hop !== undefined) goBehind(world, walk, { event, place, hop });
    });
    isChanged = before !== [...walk.hops, ...walk.lastPayments, ...walk.conversions].flat().join();
  }
  return [...transferOrigins(world, walk, targets), ...openingOrigins(world, walk)];
}

/** The hop that the event's payer gets by this payment; undefined where the payment does not matter. */
function hopBehind(world: NaiveWorld, walk: Walk, place: number): number | undefined {
  const event = world.events[place];
  if (event === undefined) return undefined;
  const outOf = world.conversions.outLegOf.get(event.name);
  if (outOf !== undefined) return walk.conversions.get(outOf);
  const last = walk.lastPayments.get(holdingOf(event.to, event.asset));
  if (last === undefined || place >= last || finalPlaceOf(world, event.to, event.occurredAt) !== null) return undefined;
  return (walk.hops.get(event.to) ?? 0) + 1;
}

interface Step {
  readonly event: NamedTransfer;
  readonly place: number;
  readonly hop: number;
}

function goBehind(world: NaiveWorld, walk: Walk, { event, place, hop }: Step): void {
  const into = world.conversions.inLegOf.get(event.name);
  if (into !== undefined) {
    walk.conversions.set(into, Math.min(hop, walk.conversions.get(into) ?? hop));
    return;
  }
  walk.hops.set(event.from, Math.min(hop, walk.hops.get(event.from) ?? hop));
  if (isStopAt(world, event) || isFar(world, walk, event.from)) return;
  const holding = holdingOf(event.from, event.asset);
  walk.lastPayments.set(holding, Math.max(place, walk.lastPayments.get(holding) ?? place));
}

function isStopAt(world: NaiveWorld, event: NamedTransfer): boolean {
  return finalPlaceOf(world, event.from, event.occurredAt) !== null;
}

function isFar(world: NaiveWorld, walk: Walk, account: AccountId): boolean {
  const { hopsMax } = world.request.limits;
  return hopsMax !== null && (walk.hops.get(account) ?? 0) >= hopsMax;
}

/** Did the holding receive anything before its last payment that matters? */
function hasReceipt(world: NaiveWorld, walk: Walk, holding: string): boolean {
  return world.events.some(
    (event, place) =>
      holdingOf(event.to, event.asset) === holding &&
      !world.conversions.outLegOf.has(event.name) &&
      place < (walk.lastPayments.get(holding) ?? -1),
  );
}

function transferOrigins(world: NaiveWorld, walk: Walk, targets: readonly NamedTransfer[]): Origin[] {
  const origins = world.events.flatMap((event, place): Origin[] => {
    const matters = targets.includes(event) || hopBehind(world, walk, place) !== undefined;
    if (!matters || world.conversions.inLegOf.has(event.name)) return [];
    const isLimited = !isStopAt(world, event) && isFar(world, walk, event.from);
    const isOrigin = isStopAt(world, event) || isLimited || !hasReceipt(world, walk, holdingOf(event.from, event.asset));
    const claim: NaiveClaim = { id: event.name, seed: { kind: "transfers", names: [event.name] } };
    const row = { transfer: event.name };
    return isOrigin ? [{ account: event.from, claim, row, limited: isLimited ? event : null }] : [];
  });
  return world.rows.flatMap((row) => origins.filter((origin) => origin.claim.id === row.name));
}

function openingOrigins(world: NaiveWorld, walk: Walk): Origin[] {
  const holdings = new Map(world.events.map(({ from, asset }) => [holdingOf(from, asset), { account: from, asset }]));
  return [...holdings]
    .filter(([holding]) => walk.lastPayments.has(holding) && hasReceipt(world, walk, holding))
    .sort(([, a], [, b]) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset))
    .flatMap(([holding, { account, asset }]): Origin[] => {
      const basis = world.request.openings === "late" ? "late" : world.openings.get(holding)?.basis;
      if (basis === undefined) return [];
      const claim: NaiveClaim = { id: `opening:${account}:${asset}`, seed: { kind: "opening", account, asset } };
      return [{ account, claim, row: { opening: basis }, limited: null }];
    });
}

function bringsTo(tally: NaiveTally, targets: readonly NamedTransfer[]): Map<AssetId, bigint> {
  const brought = new Map<AssetId, bigint>();
  for (const event of targets) {
    const atoms = tally.flows.get(event.name)?.get(0) ?? 0n;
    if (atoms > 0n) brought.set(event.asset, (brought.get(event.asset) ?? 0n) + atoms);
  }
  return brought;
}

function doSumsClose(rule: TracingRule, targets: readonly NamedTransfer[], questions: readonly Question[]): boolean {
  if (rule !== "fifo" && rule !== "lifo") return false;
  return [...new Set(targets.map((event) => event.asset))].every((asset) => {
    const wanted = targets.filter((event) => event.asset === asset).reduce((sum, event) => sum + event.atoms, 0n);
    return questions.reduce((sum, { brought }) => sum + (brought.get(asset) ?? 0n), 0n) === wanted;
  });
}

/** A transfer at which the walk stopped for its limit, with what it brings. */
function walkedOut({ origin: { limited }, brought }: Question): SetAside[] {
  const atoms = [...brought.values()].reduce((sum, part) => sum + part, 0n);
  return limited === null ? [] : [{ limit: "hops_max", account: limited.from, transfer: limited, atoms }];
}

/** At the same time a seed's start comes before a receipt, and receipts stand in the order traced. */
function isEarlier(a: Watch, b: Watch): boolean {
  if (a.from === b.from) return a.place < b.place;
  return a.from !== null && b.from !== null && a.from < b.from;
}

/** Lays the questions' passes side by side: every origin is a claim of its own. */
function joinQuestions(
  world: NaiveWorld,
  rule: TracingRule,
  questions: readonly Question[],
): Omit<BackwardResult, "method" | "origins" | "sums_close" | "limits_hit"> {
  const claims = questions.map(({ origin }) => origin.claim);
  const joined = emptyTally(rule === "poison");
  const watches = new Map<AccountId, Watch>();
  questions.forEach(({ origin, tally }, label) => {
    for (const [name, parts] of tally.flows)
      joined.flows.set(name, new Map([...(joined.flows.get(name) ?? []), [label, parts.get(0) ?? 0n]]));
    for (const row of tally.converted) joined.converted.push({ ...row, label });
    for (const account of tally.heldAccounts) joined.heldAccounts.add(account);
    for (const [key, atoms] of tally.lateLots) if (atoms > (joined.lateLots.get(key) ?? 0n)) joined.lateLots.set(key, atoms);
    for (const watch of watchesOf(world, tally, [origin.claim])) {
      const known = watches.get(watch.account);
      const assets = new Set([...watch.assets, ...(known?.assets ?? [])]);
      watches.set(watch.account, { ...(known === undefined || isEarlier(watch, known) ? watch : known), assets });
    }
  });
  return {
    flows: flowRows(world, joined, claims),
    conversions: conversionRows(joined, claims),
    order_assumptions: orderAssumptionRows(world, joined.heldAccounts),
    opening_assumptions: openingAssumptionRows(world, joined),
    coverage_gaps: coverageGapRows(world, [...watches.values()]),
  };
}

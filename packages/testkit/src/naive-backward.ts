import { type AccountId, type AssetId, compareBytewise } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { BackwardResult, OriginRow, Target, TracingRule } from "@tributary/trace";
import type { NaiveClaim } from "./naive-claim.ts";
import type { AppliedConversion } from "./naive-conversions.ts";
import { holdingOf } from "./naive-holding.ts";
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
  const questions = walkBack(world, targets)
    .map((origin): Question => {
      const tally = passClaims(open, rule, [origin.claim]);
      return { origin, tally, brought: bringsTo(tally, targets) };
    })
    .filter(({ brought }) => brought.size > 0);
  const origins = questions.flatMap(({ origin, brought }) =>
    [...brought]
      .sort(([a], [b]) => compareBytewise(a, b))
      .map(([asset, atoms]): OriginRow => ({ account: origin.account, asset, atoms: atoms.toString(), ...origin.row })),
  );
  return { method: rule, origins, sums_close: doSumsClose(rule, targets, questions), ...joinQuestions(open, rule, questions) };
}

function targetEvents(world: NaiveWorld, target: Target): NamedTransfer[] {
  if ("transfer" in target) return world.events.filter((event) => event.name === target.transfer);
  return world.events.filter(
    (event) =>
      event.to === target.account &&
      !world.conversions.outLegOf.has(event.name) &&
      (target.since === null || target.since <= event.occurredAt) &&
      (target.until === null || event.occurredAt <= target.until),
  );
}

/** From the last event to the first: what matters to the target, and where it comes from. */
function walkBack(world: NaiveWorld, targets: readonly NamedTransfer[]): Origin[] {
  const { conversions, request } = world;
  const hops = new Map<AccountId, number>();
  const region = new Map<string, { account: AccountId; asset: AssetId; payments: NamedTransfer[]; hasReceipt: boolean }>();
  const mattering = new Map<AppliedConversion, number>();
  const origins: Origin[] = [];
  for (const event of world.events.toReversed()) {
    const into = conversions.inLegOf.get(event.name);
    const outOf = conversions.outLegOf.get(event.name);
    const receiver = outOf === undefined ? region.get(holdingOf(event.to, event.asset)) : undefined;
    if (receiver !== undefined) receiver.hasReceipt = true;
    const isUsable = receiver !== undefined && finalPlaceOf(world, event.to, event.occurredAt) === null;
    const conversionHop = outOf === undefined ? undefined : mattering.get(outOf);
    const isTarget = targets.includes(event);
    if (!isTarget && !isUsable && conversionHop === undefined) continue;
    const hop = isTarget ? 0 : (conversionHop ?? (hops.get(event.to) ?? 0) + 1);
    if (into !== undefined) {
      mattering.set(into, mattering.get(into) ?? hop);
      continue;
    }
    const isStop = finalPlaceOf(world, event.from, event.occurredAt) !== null;
    if (!isStop && !hops.has(event.from)) hops.set(event.from, hop);
    const isFar = !isStop && request.limits.hopsMax !== null && (hops.get(event.from) ?? 0) >= request.limits.hopsMax;
    if (isStop || isFar) {
      origins.push(transferOrigin(event, isFar ? event : null));
      continue;
    }
    const key = holdingOf(event.from, event.asset);
    const payer = region.get(key) ?? { account: event.from, asset: event.asset, payments: [], hasReceipt: false };
    payer.payments.push(event);
    region.set(key, payer);
  }
  for (const { payments, hasReceipt } of region.values())
    if (!hasReceipt) origins.push(...payments.map((payment) => transferOrigin(payment, null)));
  const inside = [...region.values()].filter(({ hasReceipt }) => hasReceipt);
  return [...sortByLedger(world, origins), ...openingOrigins(world, inside)];
}

function transferOrigin(event: NamedTransfer, limited: NamedTransfer | null): Origin {
  const claim: NaiveClaim = { id: event.name, seed: { kind: "transfers", names: [event.name] } };
  return { account: event.from, claim, row: { transfer: event.name }, limited };
}

function sortByLedger(world: NaiveWorld, origins: readonly Origin[]): Origin[] {
  return world.rows.flatMap((row) => origins.filter((origin) => origin.claim.id === row.name));
}

function openingOrigins(
  world: NaiveWorld,
  inside: readonly { readonly account: AccountId; readonly asset: AssetId }[],
): Origin[] {
  return inside
    .toSorted((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset))
    .flatMap(({ account, asset }): Origin[] => {
      const basis = world.request.openings === "late" ? "late" : world.openings.get(holdingOf(account, asset))?.basis;
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

/** Lays the questions' passes side by side: every origin is a claim of its own. */
function joinQuestions(
  world: NaiveWorld,
  rule: TracingRule,
  questions: readonly Question[],
): Omit<BackwardResult, "method" | "origins" | "sums_close"> {
  const claims = questions.map(({ origin }) => origin.claim);
  const joined = emptyTally(rule === "poison");
  const watches = new Map<AccountId, Watch>();
  const entries: SetAside[] = [];
  questions.forEach(({ origin, tally, brought }, label) => {
    for (const [name, parts] of tally.flows)
      joined.flows.set(name, new Map([...(joined.flows.get(name) ?? []), [label, parts.get(0) ?? 0n]]));
    for (const row of tally.converted) joined.converted.push({ ...row, label });
    for (const [key, holding] of tally.heldHoldings) joined.heldHoldings.set(key, holding);
    for (const account of tally.heldAccounts) joined.heldAccounts.add(account);
    for (const [key, atoms] of tally.lateLots) joined.lateLots.set(key, atoms);
    for (const watch of watchesOf(world, tally, [origin.claim])) {
      const known = watches.get(watch.account);
      if (known === undefined || watch.from < known.from) watches.set(watch.account, watch);
    }
    entries.push(...limitEntries(world, tally));
    const { limited } = origin;
    const atoms = [...brought.values()].reduce((sum, part) => sum + part, 0n);
    if (limited !== null) entries.push({ limit: "hops_max", account: limited.from, transfer: limited, atoms });
  });
  return {
    flows: flowRows(world, joined, claims),
    conversions: conversionRows(joined, claims),
    order_assumptions: orderAssumptionRows(world, joined.heldAccounts),
    opening_assumptions: openingAssumptionRows(world, joined),
    limits_hit: joinLimitRows(world, entries),
    coverage_gaps: coverageGapRows(world, [...watches.values()]),
  };
}

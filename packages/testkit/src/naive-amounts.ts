import type { AccountId, AssetId } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { type AccountSeed, accountSeedsOf, type NaiveClaim, transferSeedLabel } from "./naive-claim.ts";
import {
  type AmountRule,
  consume,
  type Lot,
  shareByLargestRemainder,
  smaller,
  sum,
  totalOf,
  unattributed,
} from "./naive-consume.ts";
import { holdingOf, isSpecial } from "./naive-holding.ts";
import {
  addFlow,
  addLateLot,
  addPosition,
  addSeeded,
  emptyTally,
  type NaiveTally,
  noteHeld,
  noteHeldReceipt,
  noteReceipt,
  payerHopOf,
} from "./naive-tally.ts";
import { finalPlaceOf, type NaiveWorld } from "./naive-world.ts";

interface Pass {
  readonly world: NaiveWorld;
  readonly rule: AmountRule;
  readonly claims: readonly NaiveClaim[];
  readonly tally: NaiveTally;
  /** Oldest first. */
  readonly holdings: Map<string, { readonly account: AccountId; readonly asset: AssetId; lots: readonly Lot[] }>;
  /** Account seeds that have started. */
  readonly started: Map<AccountId, AccountSeed>;
  /** By holding: what is final at a stop for some claim, as far as the stop still has it. */
  readonly finals: Map<string, bigint>;
  /** Conversion id to what its out legs have taken, in the order consumed. */
  readonly pools: Map<string, Lot[]>;
}

/** One forward pass under a rule of amounts: transfer by transfer, lot by lot. */
export function passAmounts(world: NaiveWorld, rule: AmountRule, claims: readonly NaiveClaim[]): NaiveTally {
  const pass: Pass = {
    world,
    rule,
    claims,
    tally: emptyTally(false),
    holdings: new Map(),
    started: new Map(),
    finals: new Map(),
    pools: new Map(),
  };
  for (const { seed } of claims) {
    if (seed.kind === "account") for (const account of seed.accounts) pass.tally.hops.set(account, 0);
    if (seed.kind === "opening") pass.tally.hops.set(seed.account, 0);
  }
  layOpenings(pass);
  const waiting = accountSeedsOf(claims, world.request.until);
  for (const event of world.events) {
    while (waiting[0] !== undefined && (waiting[0].since ?? world.startsAt) <= event.occurredAt) startSeed(pass, waiting.shift());
    move(pass, event);
  }
  while (waiting.length > 0) startSeed(pass, waiting.shift());
  sumConversions(pass);
  for (const { account, asset, lots } of pass.holdings.values())
    for (const lot of lots)
      if (lot.label !== unattributed)
        addPosition(pass.tally, { account, asset, label: lot.label, atoms: lot.atoms, status: "held", reason: "held" });
  return pass.tally;
}

function layOpenings(pass: Pass): void {
  for (const { account, asset, atoms } of pass.world.openings.values()) {
    const label = openingSeedLabel(pass, account, asset) ?? unattributed;
    store(pass, { account, asset }, [{ label, atoms }]);
    if (label !== unattributed) addSeeded(pass.tally, { label, asset, atoms });
  }
}

/** Labels what the account holds, before any transfer of the instant. */
function startSeed(pass: Pass, seed: AccountSeed | undefined): void {
  if (seed === undefined) return;
  pass.started.set(seed.account, seed);
  for (const { account, asset, lots } of [...pass.holdings.values()])
    if (account === seed.account)
      store(
        pass,
        { account, asset },
        labelBySeed(pass, {
          account,
          asset,
          lots,
          time: seed.since ?? pass.world.startsAt,
          spared: pass.finals.get(holdingOf(account, asset)) ?? 0n,
        }),
      );
}

interface Arrival {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly lots: readonly Lot[];
  readonly time: bigint;
  /** What of the unattributed lots is another claim's final position already, if the account is a stop. */
  readonly spared?: bigint;
}

/** An account seed at work labels every unattributed part; at a stop that is a final position at once. */
function labelBySeed(pass: Pass, { account, asset, lots, time, spared = 0n }: Arrival): readonly Lot[] {
  const seed = pass.started.get(account);
  const final = finalPlaceOf(pass.world, account, time);
  const plain = totalOf(lots.filter((lot) => lot.label === unattributed)) - (final === null ? 0n : spared);
  if (seed === undefined || plain <= 0n) return lots;
  addSeeded(pass.tally, { label: seed.label, asset, atoms: plain });
  if (final !== null) {
    addPosition(pass.tally, { account, asset, label: seed.label, atoms: plain, ...final });
    return lots;
  }
  return lots.map((lot) => (lot.label === unattributed ? { ...lot, label: seed.label } : lot));
}

function move(pass: Pass, event: NamedTransfer): void {
  const { conversions } = pass.world;
  const into = conversions.inLegOf.get(event.name);
  const outOf = conversions.outLegOf.get(event.name);
  const drawn = into === undefined ? debit(pass, event) : drawFromPool(pass, into.conversion.id, event.atoms);
  const parts = labelByTransferSeed(pass, event, drawn);
  for (const part of parts) if (part.label !== unattributed) addFlow(pass.tally, event.name, part);
  if (outOf === undefined) credit(pass, event, parts);
  else pass.pools.set(outOf.conversion.id, [...(pass.pools.get(outOf.conversion.id) ?? []), ...parts]);
}

/** What leaves the payer, in the order consumed. */
function debit(pass: Pass, event: NamedTransfer): readonly Lot[] {
  if (isSpecial(event.from)) return [{ label: unattributed, atoms: event.atoms }];
  const place = { account: event.from, asset: event.asset };
  const final = finalPlaceOf(pass.world, event.from, event.occurredAt);
  const missing = event.atoms - totalOf(lotsOf(pass, place));
  const isStop = final !== null;
  if (missing > 0n) store(pass, place, [...lotsOf(pass, place), ...arriveLate(pass, { ...place, missing, event, isStop })]);
  const { taken, left } = consume(pass.rule, lotsOf(pass, place), event.atoms);
  store(pass, place, left);
  const key = holdingOf(place.account, place.asset);
  pass.finals.set(key, smaller(pass.finals.get(key) ?? 0n, totalOf(left)));
  if (final === null) return taken;
  for (const part of taken) if (part.label !== unattributed) addPosition(pass.tally, { ...place, ...part, ...final });
  return [{ label: unattributed, atoms: event.atoms }];
}

interface Shortfall {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly missing: bigint;
  readonly event: NamedTransfer;
  readonly isStop: boolean;
}

function arriveLate(pass: Pass, { account, asset, missing, event, isStop }: Shortfall): readonly Lot[] {
  addLateLot(pass.tally, holdingOf(account, asset), missing);
  const late = [{ label: unattributed, atoms: missing }];
  const opening = openingSeedLabel(pass, account, asset);
  if (opening === undefined || isStop) return labelBySeed(pass, { account, asset, lots: late, time: event.occurredAt });
  addSeeded(pass.tally, { label: opening, asset, atoms: missing });
  return [{ label: opening, atoms: missing }];
}

function labelByTransferSeed(pass: Pass, event: NamedTransfer, parts: readonly Lot[]): readonly Lot[] {
  const label = transferSeedLabel(pass.claims, event.name);
  if (label === undefined) return parts;
  if (!pass.tally.hops.has(event.from)) pass.tally.hops.set(event.from, 0);
  const plain = totalOf(parts.filter((part) => part.label === unattributed));
  addSeeded(pass.tally, { label, asset: event.asset, atoms: plain });
  return parts.map((part) => (part.label === unattributed ? { ...part, label } : part));
}

function credit(pass: Pass, event: NamedTransfer, parts: readonly Lot[]): void {
  const { to: account, asset } = event;
  const traced = parts.filter((part) => part.label !== unattributed);
  const verdict = traced.length === 0 ? null : judgeReceipt(pass, event, totalOf(traced));
  if (verdict === null) {
    if (traced.length > 0) noteHeldReceipt(pass.tally, event);
  } else {
    for (const part of traced) addPosition(pass.tally, { account, asset, ...part, ...verdict });
    if (verdict.limit !== undefined)
      pass.tally.setAside.push({ limit: verdict.limit, account, transfer: event, atoms: totalOf(traced) });
  }
  const isStopped = verdict?.status === "stopped" || verdict?.status === "destroyed";
  const relabelled = (part: Lot): Lot => (verdict === null ? part : { ...part, label: unattributed });
  const open = isStopped ? parts.filter((part) => part.label === unattributed) : parts;
  const settled = isStopped ? traced : [];
  const lots = [
    ...labelBySeed(pass, { account, asset, lots: open.map(relabelled), time: event.occurredAt }),
    ...settled.map(relabelled),
  ];
  if (isSpecial(account)) return;
  const key = holdingOf(account, asset);
  pass.finals.set(key, (pass.finals.get(key) ?? 0n) + totalOf(settled));
  store(pass, { account, asset }, [...lotsOf(pass, { account, asset }), ...lots]);
}

interface Verdict {
  readonly status: "stopped" | "destroyed" | "limit" | "dust";
  readonly reason: string;
  readonly limit?: string;
}

/** Why the receipt is a final position; null where the account goes on holding it. */
function judgeReceipt(pass: Pass, event: NamedTransfer, traced: bigint): Verdict | null {
  const { tally, world } = pass;
  const { hopsMax, accountsMax, dustAtoms } = world.request.limits;
  const hop = noteReceipt(tally, event, payerHopOf(tally, event, world.conversions.inLegOf.get(event.name)));
  const final = finalPlaceOf(world, event.to, event.occurredAt);
  if (final !== null) return final;
  if (hopsMax !== null && hop >= hopsMax) return { status: "limit", reason: "limit: hops_max", limit: "hops_max" };
  if (!tally.heldAccounts.has(event.to) && tally.heldAccounts.size >= accountsMax)
    return { status: "limit", reason: "limit: accounts_max", limit: "accounts_max" };
  const dust = typeof dustAtoms === "bigint" ? dustAtoms : (dustAtoms.get(event.asset) ?? 0n);
  return traced < dust ? { status: "dust", reason: "dust", limit: "dust_atoms" } : null;
}

/** An in leg takes each label's share of the out total, in the order in which the out legs consumed the labels first. */
function drawFromPool(pass: Pass, id: string, atoms: bigint): readonly Lot[] {
  const pooled = poolByLabel(pass.pools.get(id) ?? []);
  const shares = shareByLargestRemainder(pooled, atoms);
  return pooled.map((lot, place) => ({ ...lot, atoms: shares[place] ?? 0n })).filter((lot) => lot.atoms > 0n);
}

function poolByLabel(parts: readonly Lot[]): Lot[] {
  const labels = [...new Set(parts.map((part) => part.label))];
  return labels.map((label) => ({ label, atoms: totalOf(parts.filter((part) => part.label === label)) }));
}

function sumConversions(pass: Pass): void {
  for (const applied of pass.world.conversions.applied) {
    const { id } = applied.conversion;
    for (const { label, atoms: atomsOut } of poolByLabel(pass.pools.get(id) ?? [])) {
      if (label === unattributed) continue;
      for (const assetIn of new Set(applied.inLegs.map((leg) => leg.asset))) {
        const legs = applied.inLegs.filter((leg) => leg.asset === assetIn);
        const drawn = legs.flatMap((leg) => drawFromPool(pass, id, leg.atoms).filter((lot) => lot.label === label));
        pass.tally.converted.push({ applied, label, assetIn, atomsOut, atomsIn: sum(drawn.map((lot) => lot.atoms)) });
      }
    }
  }
}

function openingSeedLabel(pass: Pass, account: AccountId, asset: AssetId): number | undefined {
  const label = pass.claims.findIndex(({ seed }) => seed.kind === "opening" && seed.account === account && seed.asset === asset);
  return label === -1 ? undefined : label;
}

interface Place {
  readonly account: AccountId;
  readonly asset: AssetId;
}

function lotsOf(pass: Pass, { account, asset }: Place): readonly Lot[] {
  return pass.holdings.get(holdingOf(account, asset))?.lots ?? [];
}

function store(pass: Pass, { account, asset }: Place, lots: readonly Lot[]): void {
  pass.holdings.set(holdingOf(account, asset), { account, asset, lots });
  if (lots.some((lot) => lot.label !== unattributed)) noteHeld(pass.tally, account, asset);
}

import type { AccountId, AssetId } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { type AccountSeed, accountSeedsOf, type NaiveClaim, transferSeedLabel } from "./naive-claim.ts";
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

type Labels = ReadonlySet<number>;

interface Pass {
  readonly world: NaiveWorld;
  readonly claims: readonly NaiveClaim[];
  readonly tally: NaiveTally;
  /** By holding. */
  readonly marks: Map<string, Labels>;
  readonly balances: Map<string, { readonly account: AccountId; readonly asset: AssetId; atoms: bigint }>;
  readonly started: Map<AccountId, AccountSeed>;
  /** Conversion id to the out legs that carried each label. */
  readonly pools: Map<string, Map<number, bigint>>;
}

/** One forward pass that marks instead of measuring (spec, section 4; README of trace, item 9). */
export function passPoison(world: NaiveWorld, claims: readonly NaiveClaim[]): NaiveTally {
  const tally = emptyTally(true);
  const pass: Pass = { world, claims, tally, marks: new Map(), balances: new Map(), started: new Map(), pools: new Map() };
  for (const { seed } of claims) {
    if (seed.kind === "account") for (const account of seed.accounts) tally.hops.set(account, 0);
    if (seed.kind === "opening") tally.hops.set(seed.account, 0);
  }
  for (const { account, asset, atoms } of world.openings.values()) {
    changeBalance(pass, { account, asset, change: atoms });
    markByOpeningSeed(pass, account, asset);
  }
  const waiting = accountSeedsOf(claims, world.request.until);
  for (const event of world.events) {
    while (waiting[0] !== undefined && (waiting[0].since ?? world.startsAt) <= event.occurredAt) startSeed(pass, waiting.shift());
    move(pass, event);
  }
  while (waiting.length > 0) startSeed(pass, waiting.shift());
  sumConversions(pass);
  return tally;
}

function startSeed(pass: Pass, seed: AccountSeed | undefined): void {
  if (seed === undefined) return;
  const { account } = seed;
  pass.started.set(account, seed);
  const isStop = finalPlaceOf(pass.world, account, seed.since ?? pass.world.startsAt) !== null;
  for (const { account: holder, asset, atoms } of pass.balances.values()) {
    if (holder !== account || atoms === 0n) continue;
    arriveAtSeed(pass, { seed, asset, atoms, isStop });
  }
}

interface SeedArrival {
  readonly seed: AccountSeed;
  readonly asset: AssetId;
  readonly atoms: bigint;
  readonly isStop: boolean;
}

/** Value that the account seed itself marks: held at its start, or late. */
function arriveAtSeed(pass: Pass, { seed, asset, atoms, isStop }: SeedArrival): void {
  const { account, label } = seed;
  addSeeded(pass.tally, { label, asset, atoms });
  addPosition(pass.tally, { account, asset, label, atoms, status: "exposed", reason: "exposed" });
  if (!isStop) mark(pass, { account, asset, labels: new Set([label]) });
}

function move(pass: Pass, event: NamedTransfer): void {
  const { conversions } = pass.world;
  const into = conversions.inLegOf.get(event.name);
  const outOf = conversions.outLegOf.get(event.name);
  const brought = into === undefined ? debit(pass, event) : new Set(pass.pools.get(into.conversion.id)?.keys());
  const carried = addSeedOfTransfer(pass, event, brought);
  for (const label of carried) addFlow(pass.tally, event.name, { label, atoms: event.atoms });
  if (outOf === undefined) {
    credit(pass, event, carried);
    return;
  }
  const pool = pass.pools.get(outOf.conversion.id) ?? new Map<number, bigint>();
  for (const label of carried) pool.set(label, (pool.get(label) ?? 0n) + event.atoms);
  pass.pools.set(outOf.conversion.id, pool);
}

/** The marks that the payer's payment carries. */
function debit(pass: Pass, event: NamedTransfer): Labels {
  const { from: account, asset, atoms } = event;
  if (isSpecial(account)) return new Set();
  const isStop = finalPlaceOf(pass.world, account, event.occurredAt) !== null;
  const holding = holdingOf(account, asset);
  const missing = atoms - (pass.balances.get(holding)?.atoms ?? 0n);
  if (missing > 0n) {
    addLateLot(pass.tally, holding, missing);
    changeBalance(pass, { account, asset, change: missing });
    const seed = pass.started.get(account);
    if (seed !== undefined) arriveAtSeed(pass, { seed, asset, atoms: missing, isStop });
    if (!isStop) markByOpeningSeed(pass, account, asset);
  }
  changeBalance(pass, { account, asset, change: -atoms });
  return isStop ? new Set() : (pass.marks.get(holding) ?? new Set());
}

function addSeedOfTransfer(pass: Pass, event: NamedTransfer, brought: Labels): Labels {
  const label = transferSeedLabel(pass.claims, event.name);
  if (label === undefined) return brought;
  if (!pass.tally.hops.has(event.from)) pass.tally.hops.set(event.from, 0);
  addSeeded(pass.tally, { label, asset: event.asset, atoms: event.atoms });
  return new Set([...brought, label]);
}

function credit(pass: Pass, event: NamedTransfer, carried: Labels): void {
  const { to: account, asset, atoms } = event;
  const isFinal = finalPlaceOf(pass.world, account, event.occurredAt) !== null;
  const isAtLimit = carried.size > 0 && isLimited(pass, event, isFinal);
  if (!isFinal && !isAtLimit) {
    if (carried.size > 0) noteHeldReceipt(pass.tally, event);
    mark(pass, { account, asset, labels: carried });
  }
  const exposed = new Set(carried);
  const seed = pass.started.get(account);
  if (seed !== undefined) {
    if (!carried.has(seed.label)) addSeeded(pass.tally, { label: seed.label, asset, atoms });
    exposed.add(seed.label);
    if (!isFinal) mark(pass, { account, asset, labels: new Set([seed.label]) });
  }
  for (const label of exposed) addPosition(pass.tally, { account, asset, label, atoms, status: "exposed", reason: "exposed" });
  if (!isSpecial(account)) changeBalance(pass, { account, asset, change: atoms });
}

/** Fixes the receiver's hop, and says whether a limit keeps the mark from going on. */
function isLimited(pass: Pass, event: NamedTransfer, isFinal: boolean): boolean {
  const { tally, world } = pass;
  const { hopsMax, accountsMax } = world.request.limits;
  const hop = noteReceipt(tally, event, payerHopOf(tally, event, world.conversions.inLegOf.get(event.name)));
  if (isFinal) return false;
  const isFar = hopsMax !== null && hop >= hopsMax;
  const isFull = !tally.heldAccounts.has(event.to) && tally.heldAccounts.size >= accountsMax;
  if (!isFar && !isFull) return false;
  const limit = isFar ? "hops_max" : "accounts_max";
  tally.setAside.push({ limit, account: event.to, transfer: event, atoms: event.atoms });
  return true;
}

function sumConversions(pass: Pass): void {
  for (const applied of pass.world.conversions.applied)
    for (const [label, atomsOut] of pass.pools.get(applied.conversion.id) ?? [])
      for (const assetIn of new Set(applied.inLegs.map((leg) => leg.asset))) {
        const legs = applied.inLegs.filter((leg) => leg.asset === assetIn);
        const atomsIn = legs.reduce((total, leg) => total + leg.atoms, 0n);
        pass.tally.converted.push({ applied, label, assetIn, atomsOut, atomsIn });
      }
}

function markByOpeningSeed(pass: Pass, account: AccountId, asset: AssetId): void {
  const label = pass.claims.findIndex(({ seed }) => seed.kind === "opening" && seed.account === account && seed.asset === asset);
  if (label !== -1) mark(pass, { account, asset, labels: new Set([label]) });
}

interface Marking {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly labels: Labels;
}

function mark(pass: Pass, { account, asset, labels }: Marking): void {
  if (labels.size === 0) return;
  const holding = holdingOf(account, asset);
  pass.marks.set(holding, new Set([...(pass.marks.get(holding) ?? []), ...labels]));
  noteHeld(pass.tally, account, asset);
}

interface BalanceChange {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly change: bigint;
}

function changeBalance(pass: Pass, { account, asset, change }: BalanceChange): void {
  const holding = holdingOf(account, asset);
  const before = pass.balances.get(holding)?.atoms ?? 0n;
  pass.balances.set(holding, { account, asset, atoms: before + change });
}

import type { AccountId, AssetId } from "@tributary/domain";
import type { Lot } from "./lot.ts";
import type { PlanEvent } from "./plan.ts";
import type { PositionStatus } from "./trace-result.ts";

interface PositionEntry {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly claim: number;
  readonly status: PositionStatus;
  atoms: bigint;
  readonly reasons: Set<string>;
}

export interface LimitEntry {
  readonly limit: string;
  readonly account: AccountId;
  readonly asset: AssetId;
  /** The traced atoms that each transfer brought and that were set aside. */
  readonly atomsByEvent: Map<PlanEvent, bigint>;
  /** Transfers more, which are not named because they are too many. */
  omitted?: number;
}

/** What a conversion took from its out legs and gave to its in legs, by label. */
export interface ConversionTally {
  /** In the order in which the out legs consumed each label first. */
  readonly out: Map<number, bigint>;
  readonly into: Map<AssetId, Map<number, bigint>>;
  /** The last out leg that brought some. */
  lastOut?: PlanEvent;
}

/** The books of one question under one rule. */
export interface Tally {
  /** Under `marks` a flow is the whole transfer for every claim. */
  readonly kind: "amounts" | "marks";
  readonly seeded: Map<AssetId, Map<number, bigint>>;
  readonly positions: Map<string, PositionEntry>;
  /** By place in the order traced: the claims' parts, in claim order. */
  readonly flows: Map<number, readonly Lot[]>;
  readonly conversions: readonly ConversionTally[];
  readonly limits: Map<string, LimitEntry>;
  /** By account to which traced value came. */
  readonly hops: Map<number, number>;
  /** By account that holds or held traced value: its first receipt, or that an account seed or an opening labelled what it held. */
  readonly holders: Map<number, PlanEvent | "labelled">;
  /** Holdings that ever held traced lots. */
  readonly everTraced: Set<number>;
  /** By holding: what arrived as late lots. */
  readonly late: Map<number, bigint>;
  /** Where the work ended before its last event, and why. */
  ended?: { readonly why: string; readonly next: PlanEvent | undefined; readonly eventsLeft: number };
}

export function createTally({ conversions }: { readonly conversions: readonly unknown[] }, kind: Tally["kind"]): Tally {
  return {
    kind,
    seeded: new Map(),
    positions: new Map(),
    flows: new Map(),
    conversions: conversions.map(() => ({ out: new Map(), into: new Map() })),
    limits: new Map(),
    hops: new Map(),
    holders: new Map(),
    everTraced: new Set(),
    late: new Map(),
  };
}

export function addAtoms<Key>(sums: Map<Key, bigint>, key: Key, atoms: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + atoms);
}

export function addSeeded(tally: Tally, asset: AssetId, lot: Lot): void {
  let sums = tally.seeded.get(asset);
  if (sums === undefined) {
    sums = new Map();
    tally.seeded.set(asset, sums);
  }
  addAtoms(sums, lot.label, lot.atoms);
}

export interface PositionPlace {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly status: PositionStatus;
  readonly reason: string;
}

export function addPosition(tally: Tally, place: PositionPlace, lot: Lot): void {
  const { account, asset, status, reason } = place;
  const key = `${account} ${asset} ${lot.label} ${status}`;
  const entry = tally.positions.get(key);
  if (entry === undefined) {
    tally.positions.set(key, { account, asset, claim: lot.label, status, atoms: lot.atoms, reasons: new Set([reason]) });
  } else {
    entry.atoms += lot.atoms;
    entry.reasons.add(reason);
  }
}

export interface LimitPlace {
  readonly limit: string;
  readonly account: AccountId;
  readonly event: PlanEvent;
}

export function addLimit(tally: { readonly limits: Map<string, LimitEntry> }, place: LimitPlace, atoms: bigint): void {
  const { limit, account, event } = place;
  const asset = event.transfer.asset;
  const key = `${limit} ${account} ${asset}`;
  const entry = tally.limits.get(key) ?? { limit, account, asset, atomsByEvent: new Map() };
  addAtoms(entry.atomsByEvent, event, atoms);
  tally.limits.set(key, entry);
}

/** A claim's part of an out leg goes into a conversion. */
export function addTaken(conversion: ConversionTally | undefined, event: PlanEvent, lot: Lot): void {
  if (conversion === undefined) return;
  addAtoms(conversion.out, lot.label, lot.atoms);
  conversion.lastOut = event;
}

export function addConverted(conversion: ConversionTally, asset: AssetId, lots: readonly Lot[]): void {
  let sums = conversion.into.get(asset);
  if (sums === undefined) {
    sums = new Map();
    conversion.into.set(asset, sums);
  }
  for (const lot of lots) addAtoms(sums, lot.label, lot.atoms);
}

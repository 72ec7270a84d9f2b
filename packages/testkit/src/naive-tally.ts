import type { AccountId, AssetId } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { PositionStatus } from "@tributary/trace";
import type { AppliedConversion } from "./naive-conversions.ts";

/** What a forward pass writes down as it goes. Labels are claims' places in the request. */
export interface NaiveTally {
  readonly seeded: Map<string, SeededSum>;
  readonly positions: Map<string, PositionSum>;
  /** Transfer name to the atoms of each label. */
  readonly flows: Map<string, Map<number, bigint>>;
  readonly hops: Map<AccountId, number>;
  /** The first transfer that brought the account traced value which it held. */
  readonly firstReceipts: Map<AccountId, NamedTransfer>;
  /** Accounts that held traced value as lots at some time. */
  readonly heldAccounts: Set<AccountId>;
  /** The assets in which each of them did. */
  readonly heldAssets: Map<AccountId, Set<AssetId>>;
  readonly setAside: SetAside[];
  readonly lateLots: Map<string, bigint>;
  readonly converted: ConvertedSum[];
  /** Poison: a transfer carries its whole amount for every label at once. */
  readonly wholeFlows: boolean;
}

export interface SeededSum {
  readonly label: number;
  readonly asset: AssetId;
  atoms: bigint;
}

export interface PositionSum {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly label: number;
  readonly status: PositionStatus;
  readonly reasons: Set<string>;
  atoms: bigint;
}

export interface SetAside {
  readonly limit: string;
  readonly account: AccountId;
  readonly transfer: NamedTransfer;
  readonly atoms: bigint;
}

interface ConvertedSum {
  readonly applied: AppliedConversion;
  readonly label: number;
  readonly assetIn: AssetId;
  readonly atomsOut: bigint;
  readonly atomsIn: bigint;
}

export function emptyTally(wholeFlows: boolean): NaiveTally {
  return {
    seeded: new Map(),
    positions: new Map(),
    flows: new Map(),
    hops: new Map(),
    firstReceipts: new Map(),
    heldAccounts: new Set(),
    heldAssets: new Map(),
    setAside: [],
    lateLots: new Map(),
    converted: [],
    wholeFlows,
  };
}

export function addSeeded(tally: NaiveTally, entry: SeededSum): void {
  const key = `${entry.label} ${entry.asset}`;
  const row = tally.seeded.get(key) ?? { ...entry, atoms: 0n };
  row.atoms += entry.atoms;
  tally.seeded.set(key, row);
}

export function addPosition(tally: NaiveTally, entry: Omit<PositionSum, "reasons"> & { readonly reason: string }): void {
  const { account, asset, label, status } = entry;
  const key = `${account} ${asset} ${label} ${status}`;
  const row = tally.positions.get(key) ?? { account, asset, label, status, reasons: new Set(), atoms: 0n };
  row.atoms += entry.atoms;
  if (entry.atoms > 0n) row.reasons.add(entry.reason);
  tally.positions.set(key, row);
}

export function addFlow(tally: NaiveTally, name: string, part: { readonly label: number; readonly atoms: bigint }): void {
  const parts = tally.flows.get(name) ?? new Map<number, bigint>();
  parts.set(part.label, (parts.get(part.label) ?? 0n) + part.atoms);
  tally.flows.set(name, parts);
}

export function noteHeld(tally: NaiveTally, account: AccountId, asset: AssetId): void {
  tally.heldAccounts.add(account);
  tally.heldAssets.set(account, new Set([...(tally.heldAssets.get(account) ?? []), asset]));
}

export function addLateLot(tally: NaiveTally, holding: string, atoms: bigint): void {
  tally.lateLots.set(holding, (tally.lateLots.get(holding) ?? 0n) + atoms);
}

/** The first payment of traced value fixes an account's hop: one more than that of its payer. */
export function noteReceipt(tally: NaiveTally, transfer: NamedTransfer, payerHop: number): number {
  const hop = tally.hops.get(transfer.to) ?? payerHop + 1;
  tally.hops.set(transfer.to, hop);
  return hop;
}

/** A transfer that brings the account traced value which it holds. */
export function noteHeldReceipt(tally: NaiveTally, transfer: NamedTransfer): void {
  if (!tally.firstReceipts.has(transfer.to)) tally.firstReceipts.set(transfer.to, transfer);
}

/** The hop from which a transfer's receiver counts: of the payer, or of the account whose conversion it belongs to. */
export function payerHopOf(tally: NaiveTally, transfer: NamedTransfer, applied: AppliedConversion | undefined): number {
  const throughConversion = applied === undefined ? undefined : tally.hops.get(applied.conversion.account);
  const hop = throughConversion ?? tally.hops.get(transfer.from);
  if (hop === undefined) throw new Error(`broken invariant: ${transfer.name} carries traced value from an account without a hop`);
  return hop;
}

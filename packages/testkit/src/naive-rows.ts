import {
  type AccountId,
  type AssetId,
  boundInstant,
  compareBytewise,
  coversAccount,
  coversAsset,
  formatInstant,
  instantEnd,
  isTransactionHub,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type {
  ConversionRow,
  CoverageGapRow,
  FlowRow,
  LimitRow,
  OpeningAssumptionRow,
  OrderAssumptionRow,
  PositionRow,
} from "@tributary/trace";
import type { NaiveClaim } from "./naive-claim.ts";
import { holdingOf } from "./naive-holding.ts";
import { columnsOf } from "./naive-outpoints.ts";
import type { NaiveTally, SetAside } from "./naive-tally.ts";
import type { NaiveWorld } from "./naive-world.ts";

const statuses = ["held", "stopped", "limit", "dust", "destroyed", "exposed"];

export function positionRows(world: NaiveWorld, tally: NaiveTally, claims: readonly NaiveClaim[]): PositionRow[] {
  return [...tally.positions.values()]
    .filter((position) => position.atoms > 0n)
    .sort(
      (a, b) =>
        compareBytewise(a.account, b.account) ||
        compareBytewise(a.asset, b.asset) ||
        a.label - b.label ||
        statuses.indexOf(a.status) - statuses.indexOf(b.status),
    )
    .map(({ account, asset, label, status, reasons, atoms }) => ({
      ...columnsOf(world.ledger, account),
      asset,
      claim: claims[label]?.id ?? "",
      atoms: atoms.toString(),
      status,
      hops: tally.hops.get(account) ?? 0,
      reason: [...reasons].sort(compareBytewise).join("; "),
    }));
}

export function flowRows(world: NaiveWorld, tally: NaiveTally, claims: readonly NaiveClaim[]): FlowRow[] {
  return world.rows.flatMap((row) =>
    [...(tally.flows.get(row.name) ?? new Map<number, bigint>())]
      .filter(([, atoms]) => atoms > 0n)
      .sort(([a], [b]) => a - b)
      .map(([label, atoms]) => ({ transfer: row.name, claim: claims[label]?.id ?? "", atoms: atoms.toString() })),
  );
}

export function conversionRows(tally: NaiveTally, claims: readonly NaiveClaim[]): ConversionRow[] {
  return tally.converted
    .filter((row) => row.atomsOut > 0n || row.atomsIn > 0n)
    .sort(
      (a, b) =>
        compareBytewise(a.applied.conversion.id, b.applied.conversion.id) ||
        a.label - b.label ||
        compareBytewise(a.assetIn, b.assetIn),
    )
    .map(({ applied, label, assetIn, atomsOut, atomsIn }) => ({
      conversion: applied.conversion.id,
      claim: claims[label]?.id ?? "",
      asset_out: applied.outLegs[0]?.asset ?? "",
      atoms_out: atomsOut.toString(),
      asset_in: assetIn,
      atoms_in: atomsIn.toString(),
      basis: applied.conversion.basis,
    }));
}

/** Places where the ledger's order was not given by the source (README of trace, item 10). */
export function orderAssumptionRows(world: NaiveWorld, held: ReadonlySet<AccountId>): OrderAssumptionRow[] {
  const byHolding = new Map<string, NamedTransfer[]>();
  const holdings = new Map<string, { readonly account: AccountId; readonly asset: string }>();
  const touch = (account: AccountId, event: NamedTransfer): void => {
    const key = holdingOf(account, event.asset);
    byHolding.set(key, [...(byHolding.get(key) ?? []), event]);
    holdings.set(key, { account, asset: event.asset });
  };
  for (const event of world.events) {
    if (held.has(event.from) && !world.conversions.inLegOf.has(event.name)) touch(event.from, event);
    if (held.has(event.to) && !world.conversions.outLegOf.has(event.name)) touch(event.to, event);
  }
  return [...holdings]
    .sort(([, a], [, b]) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset))
    .flatMap(([key, { account, asset }]) =>
      assumedRuns(byHolding.get(key) ?? []).map((run) => ({
        ...columnsOf(world.ledger, account),
        asset,
        time: formatInstant(run[0].occurredAt),
        transfers: run.map((event) => event.name),
      })),
    );
}

/** Time never falls in the order traced: the first of a run states the earliest time. */
function assumedRuns(events: readonly NamedTransfer[]): [NamedTransfer, ...NamedTransfer[]][] {
  const runs: [NamedTransfer, ...NamedTransfer[]][] = [];
  const isJoined = events.map(() => false);
  events.forEach((event, place) => {
    const first = events.findIndex((earlier, index) => index < place && isAssumed(earlier, event));
    if (first !== -1) isJoined.fill(true, first + 1, place + 1);
  });
  events.forEach((event, place) => {
    if (isJoined[place] === true) runs.at(-1)?.push(event);
    else runs.push([event]);
  });
  return runs.filter((run) => run.length > 1);
}

function isAssumed(first: NamedTransfer, second: NamedTransfer): boolean {
  const isOverlapping =
    first.occurredAt <= instantEnd(second.occurredAt, second.precision) &&
    second.occurredAt <= instantEnd(first.occurredAt, first.precision);
  return isOverlapping && !(first.source === second.source && first.sequence < second.sequence);
}

export function openingAssumptionRows(world: NaiveWorld, tally: NaiveTally): OpeningAssumptionRow[] {
  const payers = new Map(world.events.map(({ from: account, asset }) => [holdingOf(account, asset), { account, asset }]));
  return [...payers]
    .map(([key, { account, asset }]) => {
      const isLate = world.request.openings === "late";
      const assumed = isLate ? tally.lateLots.get(key) : world.openings.get(key)?.assumed;
      return { account, asset, atoms: assumed ?? 0n };
    })
    .filter((row) => row.atoms > 0n && tally.heldAccounts.has(row.account))
    .sort((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset))
    .map(({ account, asset, atoms }) => ({ ...columnsOf(world.ledger, account), asset, atoms: atoms.toString() }));
}

/** Receipts set aside by a limit, and conversions that carried traced value and were not applied: each transfer once. */
export function limitEntries(world: NaiveWorld, tally: NaiveTally): SetAside[] {
  const entries = [...tally.setAside];
  for (const { conversion, limit } of world.conversions.unapplied)
    for (const event of world.events.filter((candidate) => conversion.outTransfers.includes(candidate.name))) {
      const parts = [...(tally.flows.get(event.name)?.values() ?? [])];
      const atoms = tally.wholeFlows ? event.atoms : parts.reduce((sum, part) => sum + part, 0n);
      const isListed = entries.some(
        (entry) => entry.limit === limit && entry.account === conversion.account && entry.transfer === event,
      );
      if (atoms > 0n && parts.length > 0 && !isListed)
        entries.push({ limit, account: conversion.account, transfer: event, atoms });
    }
  return entries;
}

/** One row per limit, account and asset: transfers united, atoms summed. */
export function joinLimitRows(world: NaiveWorld, entries: readonly SetAside[]): LimitRow[] {
  const groups = new Map<string, SetAside[]>();
  for (const entry of entries) {
    const key = `${entry.limit} ${holdingOf(entry.account, entry.transfer.asset)}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const rowOf = (entry: SetAside | undefined): number => (entry === undefined ? -1 : world.rows.indexOf(entry.transfer));
  return [...groups.values()]
    .filter((group) => group.some((entry) => entry.atoms > 0n))
    .map((group) => group.sort((a, b) => rowOf(a) - rowOf(b)))
    .sort(
      ([a], [b]) =>
        compareBytewise(a?.limit ?? "", b?.limit ?? "") ||
        compareBytewise(a?.account ?? "", b?.account ?? "") ||
        rowOf(a) - rowOf(b),
    )
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return {
        limit: first.limit,
        ...columnsOf(world.ledger, first.account),
        transfers: [...new Set(group.map((entry) => entry.transfer.name))],
        atoms: group.reduce((sum, entry) => sum + entry.atoms, 0n).toString(),
      };
    });
}

/** From when an account's money is followed, and whose data should cover it. */
export interface Watch {
  readonly account: AccountId;
  /** In which it held traced value. */
  readonly assets: ReadonlySet<AssetId>;
  /** Null: the ledger's start, where it has no movement. */
  readonly from: UtcMicros | null;
  readonly source: string;
  /** The receipt's place in the order traced; -1 for a seed's start. */
  readonly place: number;
}

/** Coverage of an address is coverage of its outpoints. */
function speaksOf({ ledger }: NaiveWorld, scope: string, account: AccountId): boolean {
  const isOwners = ledger.outpoints.some((row) => row.outpoint === account && row.address === scope);
  return isOwners || coversAccount(scope, account);
}

export function coverageGapRows(world: NaiveWorld, watches: readonly Watch[]): CoverageGapRow[] {
  const end = world.request.until ?? world.endsAt;
  if (end === null) return [];
  return [...watches]
    .sort((a, b) => compareBytewise(a.account, b.account))
    .flatMap(({ account, assets, from, source }) => {
      const to = isTransactionHub(account) ? (lastMovementOf(world, account) ?? from ?? end) : end;
      if (from === null || from > to) return [];
      const stated = world.ledger.coverage.filter(({ scope }) => speaksOf(world, scope, account));
      // Between two of these starts nothing changes, so one instant speaks for all up to the next.
      const starts = [from, ...stated.flatMap((row) => [row.from, row.to + 1n])].filter((start) => start >= from && start <= to);
      const sorted = [...new Set(starts)].sort((a, b) => (a < b ? -1 : 1));
      const spans = sorted.map((start, place) => ({ from: start, to: (sorted[place + 1] ?? to + 1n) - 1n }));
      const gaps: Gap[] = [];
      for (const span of spans) {
        const isRead = [...assets].every((asset) =>
          stated.some((row) => row.from <= span.from && span.to <= row.to && coversAsset(row.assets, asset)),
        );
        if (isRead) continue;
        const last = gaps.at(-1);
        if (last !== undefined && last.to + 1n === span.from) gaps[gaps.length - 1] = { from: last.from, to: span.to };
        else gaps.push(span);
      }
      return gaps.map((gap) => ({
        ...columnsOf(world.ledger, account),
        from: formatMicros(gap.from),
        to: formatMicros(gap.to),
        source,
      }));
    });
}

function lastMovementOf({ movements }: NaiveWorld, account: AccountId): UtcMicros | undefined {
  return movements.filter((row) => row.from === account || row.to === account).at(-1)?.occurredAt;
}

interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

function formatMicros(micros: bigint): string {
  return formatInstant(unwrap(boundInstant(micros, micros.toString())));
}

/** The accounts that held traced value, each from its first receipt of it or its seed's start, whichever is the earlier. */
export function watchesOf(world: NaiveWorld, tally: NaiveTally, claims: readonly NaiveClaim[]): Watch[] {
  return [...tally.heldAccounts].map((account) => {
    const assets = tally.heldAssets.get(account) ?? new Set();
    const first = tally.firstReceipts.get(account);
    const start = seedStartOf(world, claims, account);
    if (start === undefined || (first !== undefined && start !== null && first.occurredAt < start))
      return { account, assets, from: first?.occurredAt ?? null, source: first?.source ?? "", place: placeOf(world, first) };
    const own = world.movements.find((movement) => movement.from === account || movement.to === account);
    return { account, assets, from: start, source: own?.source ?? "", place: -1 };
  });
}

function placeOf(world: NaiveWorld, event: NamedTransfer | undefined): number {
  return event === undefined ? -1 : world.events.indexOf(event);
}

/** When the account's own seed starts; null: at the start of a ledger without movements; undefined: it has none. */
function seedStartOf(world: NaiveWorld, claims: readonly NaiveClaim[], account: AccountId): UtcMicros | null | undefined {
  const start = world.endsAt === null ? null : world.startsAt;
  for (const { seed } of claims) {
    if (seed.kind === "account" && seed.accounts.includes(account)) return seed.since ?? start;
    if (seed.kind === "opening" && seed.account === account) return start;
  }
  return undefined;
}

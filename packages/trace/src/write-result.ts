import {
  type AccountId,
  type AssetId,
  compareBytewise,
  formatInstant,
  isTransactionHub,
  type UtcMicros,
} from "@tributary/domain";
import { findCoverageGaps, findOrderAssumptions, indexCoverage, type OutpointIndex, type TraceLedger } from "@tributary/ledger";
import type { ResultPlan } from "./result-plan.ts";
import { addLimit, type LimitEntry, type Tally } from "./tally.ts";
import type { TraceRequest } from "./trace-request.ts";
import type {
  ClaimRow,
  ConversionRow,
  CoverageGapRow,
  FlowRow,
  HolderColumns,
  LimitRow,
  OpeningAssumptionRow,
  OrderAssumptionRow,
  PositionRow,
  PositionStatus,
} from "./trace-result.ts";

/** What the rows of a result are written from. */
export interface Books {
  readonly plan: ResultPlan;
  readonly tally: Tally;
  readonly claimName: (claim: number) => string;
}

/** An account as rows name it; an outpoint with its address. */
export function nameHolder({ outpoints }: { readonly outpoints: OutpointIndex }, account: AccountId | undefined): HolderColumns {
  const address = account === undefined ? undefined : outpoints.addressOf.get(account);
  return { account: account ?? "", ...(address === undefined ? {} : { address }) };
}

export function writeClaims({ tally, claimName }: Books): ClaimRow[] {
  const rows = [...tally.seeded].flatMap(([asset, sums]) => [...sums].map(([claim, atoms]) => ({ claim, asset, atoms })));
  return rows
    .filter((row) => row.atoms > 0n)
    .sort((a, b) => a.claim - b.claim || compareBytewise(a.asset, b.asset))
    .map(({ claim, asset, atoms }) => ({ claim: claimName(claim), asset, seeded_atoms: atoms.toString() }));
}

const statusOrder: readonly PositionStatus[] = ["held", "stopped", "limit", "dust", "destroyed", "exposed"];

export function writePositions({ plan, tally, claimName }: Books): PositionRow[] {
  const entries = [...tally.positions.values()].filter((entry) => entry.atoms > 0n);
  entries.sort(
    (a, b) =>
      compareBytewise(a.account, b.account) ||
      compareBytewise(a.asset, b.asset) ||
      a.claim - b.claim ||
      statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status),
  );
  return entries.map((entry) => ({
    ...nameHolder(plan, entry.account),
    asset: entry.asset,
    claim: claimName(entry.claim),
    atoms: entry.atoms.toString(),
    status: entry.status,
    hops: tally.hops.get(plan.numberOfAccount(entry.account) ?? -1) ?? 0,
    reason: [...entry.reasons].sort(compareBytewise).join("; "),
  }));
}

export function writeFlows({ plan, tally, claimName }: Books): FlowRow[] {
  const events = [...tally.flows.keys()].flatMap((place) => plan.eventAt(place) ?? []).sort((a, b) => a.rank - b.rank);
  return events.flatMap((event) =>
    (tally.flows.get(event.place) ?? []).map((part) => ({
      transfer: event.transfer.name,
      claim: claimName(part.label),
      atoms: part.atoms.toString(),
    })),
  );
}

export function writeConversions({ plan, tally, claimName }: Books): ConversionRow[] {
  return plan.conversions.flatMap((conversion, index) => {
    const { out, into } = tally.conversions[index] ?? { out: new Map<number, bigint>(), into: new Map() };
    const claims = [...out.keys()].filter((claim) => claim >= 0).sort((a, b) => a - b);
    const assetsIn = [...into.keys()].sort(compareBytewise);
    return claims.flatMap((claim) =>
      assetsIn.map((assetIn) => ({
        conversion: conversion.id,
        claim: claimName(claim),
        asset_out: conversion.assetOut,
        atoms_out: (out.get(claim) ?? 0n).toString(),
        asset_in: assetIn,
        atoms_in: (into.get(assetIn)?.get(claim) ?? 0n).toString(),
        basis: conversion.basis,
      })),
    );
  });
}

/** Every limit that set traced value aside, and every conversion that did not act although traced value went into it. */
export function writeLimits(books: Books): LimitRow[] {
  const limits = new Map(books.tally.limits);
  for (const { conversion, limit, outPlaces } of books.plan.skippedConversions) {
    for (const place of new Set(outPlaces)) addSkippedLeg({ limits }, books, { account: conversion.account, limit, place });
  }
  const rows = [...limits.values()].map((entry) => ({
    ...entry,
    events: [...entry.atomsByEvent.keys()].sort((a, b) => a.rank - b.rank),
    atoms: [...entry.atomsByEvent.values()].reduce((sum, atoms) => sum + atoms, 0n),
  }));
  const found = rows.filter((row) => row.atoms > 0n);
  found.sort(
    (a, b) =>
      compareBytewise(a.limit, b.limit) ||
      compareBytewise(a.account, b.account) ||
      (a.events[0]?.rank ?? 0) - (b.events[0]?.rank ?? 0),
  );
  const listed = found.map(({ limit, account, events, atoms, omitted = 0 }) => ({
    limit,
    ...nameHolder(books.plan, account),
    transfers: events.map((event) => event.transfer.name),
    ...(omitted === 0 ? {} : { transfers_omitted: String(omitted) }),
    atoms: atoms.toString(),
  }));
  return [...listEarlyEnd(books.tally), ...listed];
}

/** Work that ended early says so, whatever was held then. */
function listEarlyEnd({ ended }: Tally): LimitRow[] {
  if (ended === undefined) return [];
  const { why, next, eventsLeft } = ended;
  const omitted = eventsLeft > 1 ? { transfers_omitted: String(eventsLeft - 1) } : {};
  return [{ limit: why, account: "", transfers: next === undefined ? [] : [next.transfer.name], ...omitted, atoms: "0" }];
}

interface SkippedLeg {
  readonly account: AccountId;
  readonly limit: string;
  readonly place: number;
}

function addSkippedLeg(limits: { readonly limits: Map<string, LimitEntry> }, { plan, tally }: Books, leg: SkippedLeg): void {
  const flow = tally.flows.get(leg.place) ?? [];
  const traced = tally.kind === "marks" ? (flow[0]?.atoms ?? 0n) : flow.reduce((sum, part) => sum + part.atoms, 0n);
  const event = traced === 0n ? undefined : plan.eventAt(leg.place);
  if (event === undefined) return;
  const known = limits.limits.get(`${leg.limit} ${leg.account} ${event.transfer.asset}`);
  // Two conversions that name the same leg speak of the same value.
  if (known?.atomsByEvent.has(event) !== true) addLimit(limits, { limit: leg.limit, account: leg.account, event }, traced);
}

/** Places in every holding of the accounts that held traced value. */
export function writeOrderAssumptions({ plan, tally }: Books): OrderAssumptionRow[] {
  const rows = listHoldersHoldings(plan, tally).flatMap((holding) => {
    const owner = plan.holdingAt(holding);
    return findOrderAssumptions(plan.movementsOf(holding)).map((place) => ({
      ...nameHolder(plan, plan.accountAt(owner?.account ?? -1)),
      asset: owner?.asset ?? "",
      time: formatInstant(place.time),
      transfers: place.transfers.map((transfer) => transfer.name),
    }));
  });
  return rows.sort(
    (a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset) || compareBytewise(a.time, b.time),
  );
}

/** Every holding of the accounts that held traced value, in any asset. */
function listHoldersHoldings(plan: ResultPlan, tally: Tally): number[] {
  return [...tally.holders.keys()].flatMap(plan.holdingsOf);
}

/** What was supposed of all holdings of the accounts that held traced value. */
export function writeOpeningAssumptions({ plan, tally }: Books): OpeningAssumptionRow[] {
  const rows = listHoldersHoldings(plan, tally).flatMap((holding) => {
    const assumed = plan.openingMode === "late" ? (tally.late.get(holding) ?? 0n) : plan.assumedOpening(holding);
    const owner = plan.holdingAt(holding);
    if (owner === undefined || assumed === 0n) return [];
    return [{ ...nameHolder(plan, plan.accountAt(owner.account)), asset: owner.asset, atoms: assumed.toString() }];
  });
  return rows.sort((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset));
}

export function writeCoverageGaps(
  { plan, tally }: Books,
  ledger: Pick<TraceLedger, "coverage">,
  request: TraceRequest,
): CoverageGapRow[] {
  const coverage = indexCoverage(ledger.coverage);
  const seedStarts = listSeedStarts(plan, request);
  const rows = [...tally.holders].flatMap(([number, first]) => {
    const account = plan.accountAt(number);
    if (account === undefined || plan.end === undefined) return [];
    const start = seedStarts.get(account) ?? plan.start;
    const receipt = first === "labelled" ? undefined : first.transfer;
    const isBrought = receipt !== undefined && (!seedStarts.has(account) || start === undefined || receipt.occurredAt < start);
    const from = isBrought ? receipt.occurredAt : start;
    if (from === undefined) return [];
    const source = isBrought ? receipt.source : plan.edgesOf(number)?.source;
    // All of a transaction is of one moment: nothing can come to its hub later, or leave it.
    const to = isTransactionHub(account) ? (plan.edgesOf(number)?.lastAt ?? from) : plan.end;
    const address = plan.outpoints.addressOf.get(account);
    const assets = listAssetsHeld(plan, tally, number);
    return findCoverageGaps(coverage, { account, address, assets, required: { from, to } }).map((gap) => ({
      ...nameHolder(plan, account),
      from: formatInstant(gap.from),
      to: formatInstant(gap.to),
      source: source ?? "",
    }));
  });
  return rows.sort((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.from, b.from));
}

/** The assets in which an account ever held traced value. */
function listAssetsHeld(plan: ResultPlan, tally: Tally, account: number): AssetId[] {
  return plan
    .holdingsOf(account)
    .flatMap((holding) => (tally.everTraced.has(holding) ? (plan.holdingAt(holding)?.asset ?? []) : []));
}

/** When each seeded account's seed starts; null: with the ledger. */
function listSeedStarts({ outpoints }: ResultPlan, { claims }: TraceRequest): Map<AccountId, UtcMicros | null> {
  return new Map(
    claims.flatMap((claim) =>
      "account" in claim ? outpoints.standsFor(claim.account).map((account) => [account, claim.since] as const) : [],
    ),
  );
}

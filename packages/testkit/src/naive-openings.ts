import type { AccountId, AssetId } from "@tributary/domain";
import type { KnownBalance, NamedTransfer, TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "@tributary/trace";
import type { ConversionPlan } from "./naive-conversions.ts";
import { holdingOf, isSpecial } from "./naive-holding.ts";

/** What a holding starts with. */
export interface Opening {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
  /** The part of `atoms` that no known balance covers. */
  readonly assumed: bigint;
  readonly basis: "known" | "inferred" | "unbounded";
}

interface Movement {
  readonly time: bigint;
  /** Above zero: a credit. */
  readonly change: bigint;
}

interface OpeningInput {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly events: readonly NamedTransfer[];
  readonly conversions: ConversionPlan;
}

/** The opening balance of every holding (spec, section 2; README of trace, item 6). */
export function solveOpenings(input: OpeningInput): Map<string, Opening> {
  const openings = new Map<string, Opening>();
  if (input.request.openings === "late") return openings;
  const holdings = collectHoldings(input);
  for (const { account, asset, movements } of holdings.values()) {
    if (isSpecial(account)) continue;
    const opening = solveOpening(input, { account, asset, movements });
    if (opening.atoms > 0n) openings.set(holdingOf(account, asset), opening);
  }
  return openings;
}

interface Holding {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly movements: readonly Movement[];
}

function collectHoldings({ ledger, request, events, conversions }: OpeningInput): Map<string, Holding> {
  const holdings = new Map<string, { account: AccountId; asset: AssetId; movements: Movement[] }>();
  const holdingFor = (account: AccountId, asset: AssetId): Movement[] => {
    const key = holdingOf(account, asset);
    const holding = holdings.get(key) ?? { account, asset, movements: [] };
    holdings.set(key, holding);
    return holding.movements;
  };
  for (const event of events) {
    const time = event.occurredAt;
    if (!conversions.inLegOf.has(event.name)) holdingFor(event.from, event.asset).push({ time, change: -event.atoms });
    if (!conversions.outLegOf.has(event.name)) holdingFor(event.to, event.asset).push({ time, change: event.atoms });
  }
  const listed = typeof request.openings === "string" ? [] : request.openings;
  for (const balance of [...ledger.balances, ...listed]) holdingFor(balance.account, balance.asset);
  return holdings;
}

function solveOpening({ ledger, request }: OpeningInput, { account, asset, movements }: Holding): Opening {
  if (request.openings === "unbounded") {
    const debits = movements.reduce((sum, movement) => (movement.change < 0n ? sum - movement.change : sum), 0n);
    return { account, asset, atoms: debits, assumed: debits, basis: "unbounded" };
  }
  const least = leastOpening(movements);
  const isHere = (balance: KnownBalance): boolean =>
    balance.account === account && balance.asset === asset && (request.until === null || balance.time <= request.until);
  const listed = typeof request.openings === "string" ? [] : request.openings;
  const balance = earliest(listed.filter(isHere)) ?? earliest(ledger.balances.filter(isHere));
  if (balance === undefined) return { account, asset, atoms: least, assumed: least, basis: "inferred" };
  const before = movements.filter((movement) => movement.time < balance.time);
  const solved = before.reduce<bigint>((sum, movement) => sum - movement.change, balance.atoms);
  const known = solved < 0n ? 0n : solved;
  const assumed = least > known ? least - known : 0n;
  return { account, asset, atoms: known + assumed, assumed, basis: assumed > 0n ? "inferred" : "known" };
}

/** The least that keeps the running balance from going below zero. */
function leastOpening(movements: readonly Movement[]): bigint {
  let running = 0n;
  let lowest = 0n;
  for (const movement of movements) {
    running += movement.change;
    if (running < lowest) lowest = running;
  }
  return -lowest;
}

function earliest(balances: readonly KnownBalance[]): KnownBalance | undefined {
  return [...balances].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))[0];
}

import type { AccountId, AssetId } from "@tributary/domain";
import type { KnownBalance, NamedTransfer, TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "@tributary/trace";
import type { ConversionPlan } from "./naive-conversions.ts";
import { holdingOf, isSpecial } from "./naive-holding.ts";
import { outpointsUnder } from "./naive-outpoints.ts";

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
  /** In the order traced. */
  readonly place: number;
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
    openings.set(holdingOf(account, asset), solveOpening(input, { account, asset, movements }));
  }
  if (input.request.openings !== "unbounded")
    for (const holding of holdings.values()) coverOutpoints({ input, openings, holdings }, holding);
  for (const [key, opening] of openings) if (opening.atoms === 0n) openings.delete(key);
  return openings;
}

interface Solving {
  readonly input: OpeningInput;
  readonly openings: Map<string, Opening>;
  readonly holdings: ReadonlyMap<string, Holding>;
}

/** What is known of an address is known of the sum of its outpoints' holdings and its own (README of trace, item 25). */
function coverOutpoints({ input, openings, holdings }: Solving, { account: address, asset }: Holding): void {
  const balance = knownBalance(input, { account: address, asset });
  const family = outpointsUnder(input.ledger, address).flatMap((outpoint) => holdings.get(holdingOf(outpoint, asset)) ?? []);
  const own = holdings.get(holdingOf(address, asset));
  if (balance === undefined || own === undefined || family.length === 0) return;
  const movements = [own, ...family].flatMap((member) => member.movements).filter((movement) => movement.time < balance.time);
  let solved = movements.reduce<bigint>((sum, movement) => sum - movement.change, balance.atoms);
  const isOwnKnown = (member: Holding): boolean => member !== own && knownBalance(input, member) !== undefined;
  for (const member of family.filter(isOwnKnown)) solved -= openings.get(holdingOf(member.account, asset))?.atoms ?? 0n;
  let left = solved > 0n ? solved : 0n;
  const needy = [own, ...family].filter((member) => !isOwnKnown(member) && leastOpening(member.movements) > 0n);
  for (const member of needy.sort((a, b) => firstPayment(a) - firstPayment(b))) {
    const atoms = leastOpening(member.movements);
    const covered = atoms < left ? atoms : left;
    left -= covered;
    const basis = covered === atoms ? "known" : "inferred";
    openings.set(holdingOf(member.account, asset), { account: member.account, asset, atoms, assumed: atoms - covered, basis });
  }
  const opening = openings.get(holdingOf(address, asset)) ?? { account: address, asset, assumed: 0n, basis: "known" };
  const needed = leastOpening(own.movements);
  openings.set(holdingOf(address, asset), { ...opening, atoms: needed + left });
}

function firstPayment({ movements }: Holding): number {
  return movements.find((movement) => movement.change < 0n)?.place ?? Number.MAX_SAFE_INTEGER;
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
  events.forEach((event, place) => {
    const time = event.occurredAt;
    if (!conversions.inLegOf.has(event.name)) holdingFor(event.from, event.asset).push({ place, time, change: -event.atoms });
    if (!conversions.outLegOf.has(event.name)) holdingFor(event.to, event.asset).push({ place, time, change: event.atoms });
  });
  const listed = typeof request.openings === "string" ? [] : request.openings;
  for (const balance of [...ledger.balances, ...listed]) holdingFor(balance.account, balance.asset);
  return holdings;
}

/** The balance that decides: the request's list before the ledger's own, the earliest of each. */
function knownBalance(
  { ledger, request }: OpeningInput,
  { account, asset }: Omit<Holding, "movements">,
): KnownBalance | undefined {
  const isHere = (balance: KnownBalance): boolean =>
    balance.account === account && balance.asset === asset && (request.until === null || balance.time <= request.until);
  const listed = typeof request.openings === "string" ? [] : request.openings;
  return earliest(listed.filter(isHere)) ?? earliest(ledger.balances.filter(isHere));
}

function solveOpening(input: OpeningInput, { account, asset, movements }: Holding): Opening {
  if (input.request.openings === "unbounded") {
    const debits = movements.reduce((sum, movement) => (movement.change < 0n ? sum - movement.change : sum), 0n);
    return { account, asset, atoms: debits, assumed: debits, basis: "unbounded" };
  }
  const least = leastOpening(movements);
  const balance = knownBalance(input, { account, asset });
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

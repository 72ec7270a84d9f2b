import { type AccountId, compareBytewise } from "@tributary/domain";
import type { PlanEvent, TracePlan } from "./plan.ts";

/** Where value enters the region that a backward trace walks (spec, section 7). */
export type Origin =
  | { readonly kind: "transfer"; readonly event: PlanEvent; readonly isAtLimit: boolean }
  | { readonly kind: "opening"; readonly holding: number };

export interface Walk {
  /** Transfers by ledger order, then openings. */
  readonly origins: readonly Origin[];
  /** Places of the transfers through which value can have come, the target's among them. */
  readonly places: ReadonlySet<number>;
  /** Holdings inside the region. */
  readonly inside: ReadonlySet<number>;
}

interface WalkState {
  readonly plan: TracePlan;
  readonly hopsMax: number;
  readonly receipts: ReadonlyMap<number, readonly PlanEvent[]>;
  readonly outLegs: ReadonlyMap<number, readonly PlanEvent[]>;
  readonly places: Set<number>;
  /** Payments that matter. */
  readonly payments: Set<PlanEvent>;
  /** By account: steps from the payer of the target, by the shortest way that matters. */
  readonly hops: Map<number, number>;
  /** By holding: the place of its last payment that matters and is not a stop's. */
  readonly deadlines: Map<number, number>;
  readonly queue: number[];
}

/**
 * Walks from the target's transfers to where their value can have come from, in time. A holding's receipts matter up to its last
 * payment that matters; payments, deadlines and hops only ever grow towards one fixed point, whatever the order of the walk.
 */
export function walkBack(plan: TracePlan, targets: readonly PlanEvent[], hopsMax: number | null): Walk {
  const state: WalkState = {
    plan,
    hopsMax: hopsMax ?? Number.POSITIVE_INFINITY,
    receipts: listReceipts(plan),
    outLegs: listOutLegs(plan),
    places: new Set(),
    payments: new Set(),
    hops: new Map(),
    deadlines: new Map(),
    queue: [],
  };
  for (const target of targets) followReceipt(state, target, 0);
  for (let next = 0; next < state.queue.length; next += 1) {
    const holding = state.queue[next];
    if (holding !== undefined) expandHolding(state, holding);
  }
  return collectOrigins(state);
}

function expandHolding(state: WalkState, holding: number): void {
  const hop = hopOf(state, holding);
  const deadline = state.deadlines.get(holding);
  if (deadline === undefined || hop >= state.hopsMax) return;
  for (const receipt of state.receipts.get(holding) ?? []) {
    if (receipt.place >= deadline) break;
    // What reaches an account while it is a stop is set aside there.
    if (isStop(state.plan, receipt.transfer.to, receipt)) continue;
    followReceipt(state, receipt, hop + 1);
  }
}

/** What a receipt rests on: its own payment, or the out legs of the conversion that it came from. */
function followReceipt(state: WalkState, receipt: PlanEvent, hop: number): void {
  state.places.add(receipt.place);
  const payments = receipt.leg?.kind === "in" ? (state.outLegs.get(receipt.leg.conversion) ?? []) : [receipt];
  for (const payment of payments) followPayment(state, payment, hop);
}

function followPayment(state: WalkState, payment: PlanEvent, hop: number): void {
  const { debit, from, place } = payment;
  state.places.add(place);
  state.payments.add(payment);
  const isNearer = hop < (state.hops.get(from) ?? Number.POSITIVE_INFINITY);
  if (isNearer) {
    state.hops.set(from, hop);
    // A shorter way to the account brings all of its holdings nearer.
    for (const holding of state.plan.holdingsOf[from] ?? []) if (state.deadlines.has(holding)) state.queue.push(holding);
  }
  if (debit === undefined || isStop(state.plan, payment.transfer.from, payment)) return;
  if (place <= (state.deadlines.get(debit) ?? -1)) return;
  state.deadlines.set(debit, place);
  state.queue.push(debit);
}

function collectOrigins(state: WalkState): Walk {
  const { plan } = state;
  const inside = new Set<number>();
  const transfers: Extract<Origin, { kind: "transfer" }>[] = [];
  for (const event of state.payments) {
    const { debit } = event;
    const isPaidByStop = debit === undefined || isStop(plan, event.transfer.from, event);
    const isAtLimit = !isPaidByStop && hopOf(state, debit) >= state.hopsMax;
    if (isPaidByStop || isAtLimit || isEdge(state, debit)) transfers.push({ kind: "transfer", event, isAtLimit });
    else inside.add(debit);
  }
  transfers.sort((a, b) => a.event.rank - b.event.rank);
  const openings = [...inside]
    .filter((holding) => plan.openingMode === "late" || (plan.openings[holding]?.atoms ?? 0n) > 0n)
    .map((holding) => ({ kind: "opening" as const, holding }))
    .sort((a, b) => compareHoldings(plan, a.holding, b.holding));
  return { origins: [...transfers, ...openings], places: state.places, inside };
}

/** The ledger's edge: no receipt before the last payment that matters. */
function isEdge(state: WalkState, holding: number): boolean {
  const first = state.receipts.get(holding)?.[0];
  return first === undefined || first.place >= (state.deadlines.get(holding) ?? -1);
}

/** The name under which an origin's flows stand: its transfer's, or `opening:<account>:<asset>`. */
export function nameOrigin(plan: TracePlan, origin: Origin): string {
  if (origin.kind === "transfer") return origin.event.transfer.name;
  const { account, asset } = plan.holdings[origin.holding] ?? { account: -1, asset: "" };
  return `opening:${plan.accounts[account] ?? ""}:${asset}`;
}

function compareHoldings({ holdings, accounts }: TracePlan, a: number, b: number): number {
  const [left, right] = [holdings[a], holdings[b]];
  return (
    compareBytewise(accounts[left?.account ?? -1] ?? "", accounts[right?.account ?? -1] ?? "") ||
    compareBytewise(left?.asset ?? "", right?.asset ?? "")
  );
}

function isStop({ stops }: TracePlan, account: AccountId, { transfer }: PlanEvent): boolean {
  return stops.findStop(account, transfer.occurredAt) !== undefined;
}

function hopOf({ plan, hops }: WalkState, holding: number): number {
  return hops.get(plan.holdings[holding]?.account ?? -1) ?? Number.POSITIVE_INFINITY;
}

function listReceipts(plan: TracePlan): Map<number, PlanEvent[]> {
  const receipts = new Map<number, PlanEvent[]>();
  for (const event of plan.events) if (event.credit !== undefined) append(receipts, event.credit, event);
  return receipts;
}

function listOutLegs(plan: TracePlan): Map<number, PlanEvent[]> {
  const legs = new Map<number, PlanEvent[]>();
  for (const event of plan.events) if (event.leg?.kind === "out") append(legs, event.leg.conversion, event);
  return legs;
}

function append(lists: Map<number, PlanEvent[]>, key: number, event: PlanEvent): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [event]);
  else list.push(event);
}

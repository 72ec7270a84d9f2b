import type { AccountId, AssetId } from "@tributary/domain";
import { type LogRecords, type RulesRun, recordKind, verdict } from "@tributary/kernel";
import type { Lot } from "./lot.ts";
import type { PlanEvent, PlannedConversion } from "./plan.ts";
import type { Question } from "./question.ts";
import type { Stop } from "./stop-index.ts";
import type { Tally } from "./tally.ts";
import type { PositionStatus } from "./trace-result.ts";

/** Why a receipt of traced value is a final position. */
interface SetAside {
  readonly status: PositionStatus;
  readonly reason: string;
  readonly limit: "hops_max" | "accounts_max" | "dust_atoms" | undefined;
}

/** One record of a run's log: what is told of an event, or of a holding. */
export interface LogEntry {
  readonly kind: number;
  readonly lot: Lot;
  /** Undefined for what is not of one event. */
  readonly event: PlanEvent | undefined;
  readonly holding: number;
  readonly conversion: number;
  readonly setAside: SetAside | undefined;
}

export function readEntry(records: LogRecords, index: number, { eventAt, reasons }: RunNames): LogEntry {
  return {
    kind: records.kind(index),
    lot: { label: records.claim(index), atoms: records.atoms(index) },
    event: eventAt(records.place(index)),
    holding: records.holding(index),
    conversion: records.conversion(index),
    setAside: judgeOf(records.verdict(index), reasons),
  };
}

/** What stands behind the numbers of a run. The same number gives the same event. */
export interface RunNames {
  readonly eventAt: (place: number) => PlanEvent | undefined;
  readonly holdingAt: (holding: number) => HoldingPlace | undefined;
  readonly conversions: readonly Pick<PlannedConversion, "id" | "lastIn">[];
  readonly reasons: readonly Stop[];
}

export interface HoldingPlace {
  readonly account: AccountId;
  readonly asset: AssetId;
}

/** The names of a plan's own numbers; places are positions among the question's events. */
export function namesOf({ plan, events }: Question, reasons: readonly Stop[]): RunNames {
  return {
    eventAt: (place) => events[place],
    holdingAt: (holding) => {
      const place = plan.holdings[holding];
      const account = plan.accounts[place?.account ?? -1];
      return place === undefined || account === undefined ? undefined : { account, asset: place.asset };
    },
    conversions: plan.conversions,
    reasons,
  };
}

const limitsByVerdict: readonly (SetAside | undefined)[] = [
  undefined,
  { status: "limit", reason: "limit: hops_max", limit: "hops_max" },
  { status: "limit", reason: "limit: accounts_max", limit: "accounts_max" },
  { status: "dust", reason: "dust", limit: "dust_atoms" },
];

function judgeOf(number: number, reasons: readonly Stop[]): SetAside | undefined {
  if (number < verdict.firstStop) return limitsByVerdict[number];
  const stop = reasons[number - verdict.firstStop];
  return stop === undefined ? undefined : { ...stop, limit: undefined };
}

/** A move of traced value, or a leg of a conversion that took or brought some. */
export function isMove({ kind }: LogEntry): boolean {
  return kind === recordKind.move || kind === recordKind.convertIn || kind === recordKind.convertOut;
}

/** Adds a claim's part to the flow of an event; parts come in claim order. */
export function addFlow(flows: Map<number, Lot[]>, { place }: PlanEvent, lot: Lot): void {
  const known = flows.get(place);
  if (known === undefined) flows.set(place, [lot]);
  else known.push(lot);
}

/** Reads what a run knows of accounts and holdings into the books. */
export function readStates(tally: Tally, { plan, events }: Question, run: RulesRun): void {
  for (const account of plan.accounts.keys()) {
    const hop = run.hopOf(account);
    if (hop >= 0) tally.hops.set(account, hop);
    const first = run.firstOf(account);
    const holder = typeof first === "number" ? events[first] : first;
    if (holder !== undefined) tally.holders.set(account, holder);
  }
  for (const holding of plan.holdings.keys()) {
    if (run.wasTraced(holding)) tally.everTraced.add(holding);
    const late = run.lateOf(holding);
    if (late > 0n) tally.late.set(holding, late);
  }
}

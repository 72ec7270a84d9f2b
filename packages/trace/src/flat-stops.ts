import type { UtcMicros } from "@tributary/domain";
import { oncePerEvents } from "./once-per-events.ts";
import type { PlanEvent, TracePlan } from "./plan.ts";
import type { Stop, TimedStop } from "./stop-index.ts";
import { createStopReasons, type StopReasons } from "./stop-reasons.ts";

/** When accounts stop value, as places of events, and why. */
export interface FlatStops extends StopReasons {
  /** (account, first place, last place, number of the reason): by account, then place, no two overlapping. */
  readonly records: Uint32Array<ArrayBuffer>;
}

export const flattenStops: (plan: TracePlan, events: readonly PlanEvent[]) => FlatStops = oncePerEvents(listStops);

function listStops(plan: TracePlan, events: readonly PlanEvent[]): FlatStops {
  const { reasons, numberOf } = createStopReasons();
  const records: number[] = [];
  const finder: PlaceFinder = {
    end: events.length,
    firstFrom: (from) => findPlace(events, (time) => time >= from),
    firstAfter: (to) => findPlace(events, (time) => time > to),
  };
  for (const [account, name] of plan.accounts.entries()) {
    const timed = plan.stops.listStops(name);
    if (timed.length === 0) continue;
    for (const { first, last, stop } of placeStops(timed, finder)) records.push(account, first, last, numberOf(stop));
  }
  return { records: Uint32Array.from(records), reasons, numberOf };
}

interface PlacedStop {
  readonly first: number;
  /** Included. */
  readonly last: number;
  readonly stop: Stop;
}

/** Where times lie among places, which stand in their order. */
export interface PlaceFinder {
  /** The number of places. */
  readonly end: number;
  readonly firstFrom: (time: UtcMicros) => number;
  readonly firstAfter: (time: UtcMicros) => number;
}

/** One stop after another: where several hold, the first of the list. */
export function placeStops(timed: readonly TimedStop[], finder: PlaceFinder): PlacedStop[] {
  const ranges = timed.map(({ from, to, stop }) => ({
    first: from === null ? 0 : finder.firstFrom(from),
    end: to === null ? finder.end : finder.firstAfter(to),
    stop,
  }));
  const edges = [...new Set(ranges.flatMap(({ first, end }) => [first, end]))].sort((a, b) => a - b);
  const placed: PlacedStop[] = [];
  for (const [index, first] of edges.entries()) {
    const end = edges[index + 1];
    const range = ranges.find((candidate) => candidate.first <= first && first < candidate.end);
    if (end !== undefined && range !== undefined) placed.push({ first, last: end - 1, stop: range.stop });
  }
  return placed;
}

/** The first place whose event's time is late enough; their number where none is. Times of events never fall. */
export function findPlace(events: readonly PlanEvent[], isLate: (time: UtcMicros) => boolean): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event !== undefined && !isLate(event.transfer.occurredAt)) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { instantEnd, type Precision, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "./trace-ledger.ts";

/** A place where the order traced is not the source's: neighbours in one holding, any of which could stand elsewhere among them. */
export interface OrderAssumption {
  /** The earliest time stated in the place. */
  readonly time: UtcMicros;
  /** In the order taken. */
  readonly transfers: readonly NamedTransfer[];
}

/**
 * Finds the places in one holding's transfers, which come in the order traced (spec, section 2, same time). Two transfers whose
 * order is assumed are of one place, with all that stands between them.
 */
export function findOrderAssumptions(transfers: readonly NamedTransfer[]): OrderAssumption[] {
  const windows = new Map<string, Window>();
  const starts: number[] = [];
  for (const [index, transfer] of transfers.entries()) {
    const first = findFirstAssumed(windows, transfer) ?? index;
    if (first === index) starts.push(index);
    else while ((starts.at(-1) ?? 0) > first) starts.pop();
    enterWindow(windows, transfer, index);
  }
  return starts.flatMap((start, place) => toPlace(transfers.slice(start, starts[place + 1])));
}

/** The transfers of one source and precision that a later one may overlap; their times never fall. */
interface Window {
  readonly source: string;
  readonly precision: Precision;
  readonly items: { readonly index: number; readonly end: UtcMicros; readonly sequence: bigint }[];
  head: number;
  /** Places in `items` of falling sequences, the largest first: what stands after each is smaller. */
  readonly largest: number[];
  largestHead: number;
}

/** The index of the earliest transfer whose place before this one is our choice, not the source's statement. */
function findFirstAssumed(
  windows: ReadonlyMap<string, Window>,
  { source, sequence, occurredAt }: NamedTransfer,
): number | undefined {
  let first: number | undefined;
  for (const window of windows.values()) {
    leaveWindow(window, occurredAt);
    let place = window.head;
    if (window.source === source) {
      const largest = window.items[window.largest[window.largestHead] ?? -1];
      if (largest === undefined || largest.sequence < sequence) continue;
      while ((window.items[place]?.sequence ?? sequence) < sequence) place += 1;
    }
    const found = window.items[place]?.index;
    if (found !== undefined && (first === undefined || found < first)) first = found;
  }
  return first;
}

/** Drops what ends before `time`: nothing later overlaps it. */
function leaveWindow(window: Window, time: UtcMicros): void {
  for (let item = window.items[window.head]; item !== undefined && item.end < time; item = window.items[window.head]) {
    window.head += 1;
  }
  while ((window.largest[window.largestHead] ?? window.head) < window.head) window.largestHead += 1;
}

function enterWindow(windows: Map<string, Window>, transfer: NamedTransfer, index: number): void {
  const { source, precision, sequence, occurredAt } = transfer;
  const key = `${source} ${precision}`;
  const window = windows.get(key) ?? { source, precision, items: [], head: 0, largest: [], largestHead: 0 };
  windows.set(key, window);
  const place = window.items.push({ index, end: instantEnd(occurredAt, precision), sequence }) - 1;
  while (window.largest.length > window.largestHead) {
    const last = window.items[window.largest.at(-1) ?? -1];
    if (last === undefined || last.sequence > sequence) break;
    window.largest.pop();
  }
  window.largest.push(place);
}

function toPlace(transfers: readonly NamedTransfer[]): OrderAssumption[] {
  const [first] = transfers;
  // Times never fall in the order traced.
  return first === undefined || transfers.length < 2 ? [] : [{ time: first.occurredAt, transfers }];
}

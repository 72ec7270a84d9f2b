import { instantEnd, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "./trace-ledger.ts";

/** A place where the order traced is not the source's: a longest run of neighbours in one holding. */
export interface OrderAssumption {
  /** The earliest time stated in the run. */
  readonly time: UtcMicros;
  /** In the order taken. */
  readonly transfers: readonly NamedTransfer[];
}

/** Finds the places in one holding's transfers, which come in the order traced (spec, section 2, same time). */
export function findOrderAssumptions(transfers: readonly NamedTransfer[]): OrderAssumption[] {
  const places: OrderAssumption[] = [];
  let run: NamedTransfer[] = [];
  for (const transfer of transfers) {
    const last = run.at(-1);
    if (last !== undefined && !isOrderAssumed(last, transfer)) {
      if (run.length > 1) places.push(toPlace(run));
      run = [];
    }
    run.push(transfer);
  }
  if (run.length > 1) places.push(toPlace(run));
  return places;
}

/** Is it our choice, not the source's statement, that `first` stands before `second`? */
function isOrderAssumed(first: NamedTransfer, second: NamedTransfer): boolean {
  const isOverlapping =
    first.occurredAt <= instantEnd(second.occurredAt, second.precision) &&
    second.occurredAt <= instantEnd(first.occurredAt, first.precision);
  return isOverlapping && !(first.source === second.source && first.sequence < second.sequence);
}

function toPlace(run: readonly NamedTransfer[]): OrderAssumption {
  let [time] = run.map((transfer) => transfer.occurredAt);
  for (const { occurredAt } of run) if (time === undefined || occurredAt < time) time = occurredAt;
  if (time === undefined) throw new Error("broken invariant: a place has transfers");
  return { time, transfers: run };
}

import { instantEnd, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import { stepsOf } from "./read-holding.ts";

/**
 * Those movements of a holding that can stand in an assumed order: runs whose times, to their precision, touch each other. In what is left out the source's
 * own times give the order.
 */
export function movementsInDoubt(snapshot: LedgerSnapshot, holding: number, placeEnd: number): NamedTransfer[] {
  const doubtful: number[] = [];
  let run: Ordered[] = [];
  let runEnd: UtcMicros | undefined;
  const close = (): void => {
    if (run.length > 1 && !isOrdered(run)) for (const { place } of run) doubtful.push(place);
    run = [];
  };
  for (const { place } of stepsOf(snapshot, holding, placeEnd)) {
    const order = snapshot.orderAt(place);
    if (runEnd !== undefined && order.occurredAt > runEnd) {
      close();
      runEnd = undefined;
    }
    run.push({ place, ...order });
    const end = instantEnd(order.occurredAt, order.precision);
    if (runEnd === undefined || end > runEnd) runEnd = end;
  }
  close();
  return doubtful.map(snapshot.transferAt);
}

interface Ordered extends ReturnType<LedgerSnapshot["orderAt"]> {
  readonly place: number;
}

/** Are all of one source, whose sequence strictly rises? */
function isOrdered(run: readonly Ordered[]): boolean {
  const [first, ...others] = run;
  let last = first;
  for (const movement of others) {
    if (last === undefined || movement.source !== last.source || movement.sequence <= last.sequence) return false;
    last = movement;
  }
  return true;
}

import { instantEnd, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import { type OwnSteps, ownStepsOf, type SnapshotConversions } from "./snapshot-conversions.ts";

interface HoldingSteps extends OwnSteps {
  readonly conversions: SnapshotConversions;
}

/**
 * Those movements of a holding, in the order traced, that can stand in an assumed order: runs whose times, to their precision, touch each other. In what is left out the source's
 * own times give the order.
 */
export function movementsInDoubt(snapshot: LedgerSnapshot, holding: number, steps: HoldingSteps): NamedTransfer[] {
  const { order } = steps.conversions;
  const doubtful: number[] = [];
  let run: number[] = [];
  let runEnd: UtcMicros | undefined;
  const close = (): void => {
    run.sort((a, b) => order.tracedOf(a) - order.tracedOf(b));
    if (run.length > 1 && !isOrdered(run.map(snapshot.orderAt))) doubtful.push(...run);
    run = [];
  };
  for (const { place } of ownStepsOf(snapshot, holding, steps)) {
    const time = snapshot.timeAt(place);
    if (runEnd !== undefined && time > runEnd) {
      close();
      runEnd = undefined;
    }
    run.push(place);
    const end = instantEnd(time, snapshot.precisionAt(place));
    if (runEnd === undefined || end > runEnd) runEnd = end;
  }
  close();
  return doubtful.map(snapshot.transferAt);
}

type Ordered = ReturnType<LedgerSnapshot["orderAt"]>;
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

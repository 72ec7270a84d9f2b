import { createHeap, createReach, type Heap, memoryLimit, type Reach } from "@tributary/kernel";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import { type ConversionModes, planSnapshotConversions, type SnapshotConversions } from "./snapshot-conversions.ts";

/** A snapshot made ready for questions, one after another, in one thread. */
export interface SnapshotView {
  readonly snapshot: LedgerSnapshot;
  readonly heap: Heap;
  readonly reach: Reach;
  /** Address, u8 per account: 1 where it never holds. */
  readonly accountFlags: number;
  /** The conversions that act in a question, for which the reach is made ready. Asked before anything of the question lies in the heap. */
  readonly conversionsOf: (modes: ConversionModes) => SnapshotConversions;
}

/**
 * Makes a snapshot ready. What its questions need lies in its memory, behind the snapshot or from `from` to `limit`: threads that share a snapshot take
 * stretches that do not overlap. Errors: `MemoryExhausted`.
 */
export function openSnapshotView(
  snapshot: LedgerSnapshot,
  { from = snapshot.heapFrom, limit = memoryLimit }: { readonly from?: number; readonly limit?: number } = {},
): SnapshotView {
  const { memory, columns, segments, firstHolding, nextHolding, ends } = snapshot;
  const heap = createHeap(memory, { from, limit });
  const accountFlags = heap.allocateZeroed(Math.max(columns.accountCount, 1));
  const flags = memory.u8(accountFlags, columns.accountCount);
  for (const account of snapshot.specialAccounts()) flags[account] = 1;
  const reach = createReach({ heap, columns, segments, accountFlags, firstHolding, nextHolding, ends, conversions: [] });
  return { snapshot, heap, reach, accountFlags, conversionsOf: planOnce(snapshot, reach) };
}

/** Kept for the next question, which mostly has the same modes. */
function planOnce(snapshot: LedgerSnapshot, reach: Reach): SnapshotView["conversionsOf"] {
  let known: { readonly key: string; readonly conversions: SnapshotConversions } | undefined;
  return (modes) => {
    const key = `${modes.placeEnd} ${modes.until} ${modes.includeInferred}`;
    if (known?.key === key) return known.conversions;
    const conversions = planSnapshotConversions(snapshot, modes);
    known = undefined;
    reach.convert(conversions.acting);
    known = { key, conversions };
    return conversions;
  };
}

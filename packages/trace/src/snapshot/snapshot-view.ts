import { createHeap, createReach, type Heap, memoryLimit, type Reach } from "@tributary/kernel";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";

/** A snapshot made ready for questions, one after another, in one thread. */
export interface SnapshotView {
  readonly snapshot: LedgerSnapshot;
  readonly heap: Heap;
  readonly reach: Reach;
  /** Address, u8 per account: 1 where it never holds. */
  readonly accountFlags: number;
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
  return { snapshot, heap, reach, accountFlags };
}

import { countBelow, type FlatMemory, type Heap, type RecordList, type TransferColumns } from "@tributary/kernel";
import { putRecords } from "../put-columns.ts";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import type { SnapshotConversions } from "./snapshot-conversions.ts";
import type { TracedOrder } from "./traced-order.ts";

/** Events and their legs as rules run over them. */
interface OrderedEvents {
  readonly columns: TransferColumns;
  readonly legs: RecordList;
}

export interface PartEvents extends OrderedEvents {
  /** Address, u32 per event: its place in the snapshot, rising. */
  readonly places: number;
}

/** Puts the events of a part into the order traced, where they lie: `places` are places of that order then. The legs are sorted by place. */
export function reorderPart(memory: FlatMemory, { columns, legs, places }: PartEvents, order: TracedOrder): void {
  const list = memory.u32(places, columns.eventCount);
  const moved = new Map<number, number>();
  for (const { first, last } of order.stretches()) {
    const from = countBelow(list, first);
    const end = countBelow(list, last + 1);
    if (from === end) continue;
    const standing = [...list.subarray(from, end)];
    const traced = standing.map((place, index) => ({ at: order.tracedOf(place), from: from + index }));
    traced.sort((a, b) => a.at - b.at);
    for (const [index, row] of traced.entries()) {
      list[from + index] = row.at;
      moved.set(row.from, from + index);
    }
    const rows = traced.map((row) => row.from);
    permute(memory, columns, rows);
  }
  const rows = memory.u32(legs.at, 3 * legs.count);
  for (let at = 0; at < rows.length; at += 3) rows[at] = moved.get(rows[at] ?? 0) ?? rows[at] ?? 0;
  if (moved.size > 0) sortRows(rows);
}

/** All of a snapshot's events in the order traced, and their legs: a copy where it is not the snapshot's own. */
export function orderWhole(
  heap: Heap,
  { columns }: Pick<LedgerSnapshot, "columns">,
  { order, legs }: Pick<SnapshotConversions, "order" | "legs">,
): OrderedEvents {
  const rows = Uint32Array.from([...legs].flatMap(([place, key]) => [order.tracedOf(place), (key & 1) + 1, key >> 1]));
  sortRows(rows);
  const placed = putRecords(heap, rows, 3);
  const stretches = order.stretches();
  if (stretches.length === 0) return { columns, legs: placed };
  const { eventCount, atomsLimbs } = columns;
  const copy = (from: number, bytes: number): number => {
    const to = heap.allocate(bytes + 8);
    heap.memory.u8(to, bytes).set(heap.memory.u8(from, bytes));
    return to;
  };
  const copied = {
    ...columns,
    payer: copy(columns.payer, 4 * eventCount),
    payee: copy(columns.payee, 4 * eventCount),
    atoms: copy(columns.atoms, 8 * atomsLimbs * eventCount),
  };
  for (const stretch of stretches) {
    const traced = Array.from({ length: stretch.last - stretch.first + 1 }, (_, index) => order.placeOf(stretch.first + index));
    permute(heap.memory, copied, traced);
  }
  return { columns: copied, legs: placed };
}

/** Puts into the rows of a stretch, one after another, what stands in these rows of it: all of them, in another order. */
function permute(memory: FlatMemory, columns: TransferColumns, from: readonly number[]): void {
  const first = Math.min(...from);
  for (const column of [columns.payer, columns.payee]) {
    const values = memory.u32(column + 4 * first, from.length);
    values.set(from.map((row) => values[row - first] ?? 0));
  }
  const limbs = columns.atomsLimbs;
  const atoms = memory.u64(columns.atoms + 8 * limbs * first, limbs * from.length);
  atoms.set(from.flatMap((row) => [...atoms.subarray((row - first) * limbs, (row - first + 1) * limbs)]));
}

function sortRows(rows: Uint32Array): void {
  const sorted = Array.from({ length: rows.length / 3 }, (_, row) => rows.slice(3 * row, 3 * row + 3));
  sorted.sort(([a = 0], [b = 0]) => a - b);
  for (const [row, values] of sorted.entries()) rows.set(values, 3 * row);
}

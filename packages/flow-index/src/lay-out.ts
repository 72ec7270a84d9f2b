import { join } from "node:path";
import type { AdjacencySegment, Heap, TransferColumns } from "@tributary/kernel";
import type { IndexManifest, SegmentEntry, SegmentFile } from "./manifest.ts";
import { type ColumnTarget, readColumns } from "./read-columns.ts";

/** Where an index lies in flat memory: addresses alone, which another thread can be told. */
export interface IndexLayout {
  readonly columns: TransferColumns;
  readonly segments: readonly AdjacencySegment[];
  /** u32 per account: its holding that came up last. `noNumber`: none. */
  readonly firstHolding: number;
  /** u32 per holding: the account's holding that came up before it. `noNumber`: none. */
  readonly nextHolding: number;
  /** 2 u64 per holding: what it has at the end where its opening is inferred; the highest bit is set where that is not kept. */
  readonly ends: number;
  /** The first address behind the index. */
  readonly end: number;
}

/** Reads what traces read into memory, each segment behind the one before, without a copy between. Errors: STORE_DAMAGED, `MemoryExhausted`. */
export async function layOut(directory: string, manifest: IndexManifest, heap: Heap): Promise<IndexLayout> {
  const layout = allocate(manifest, heap);
  const targets = manifest.segments.flatMap((segment, index) => targetsOf({ directory, heap, layout, segment, index }));
  await readColumns([...targets, ...endsOf(directory, manifest, heap.memory.u8(layout.ends, manifest.holdingCount * 16))]);
  await moveHeads(directory, manifest, heap.memory.u32(layout.firstHolding, manifest.accountCount));
  return layout;
}

function allocate(manifest: IndexManifest, heap: Heap): IndexLayout {
  const { placeCount, wideCount, holdingCount, accountCount, assetCount, atomsLimbs } = manifest;
  const columns: TransferColumns = {
    eventCount: placeCount,
    payer: heap.allocate(placeCount * 4),
    payee: heap.allocate(placeCount * 4),
    atoms: heap.allocate(placeCount * 8 * atomsLimbs),
    atomsLimbs,
    wide: wideCount === 0 ? 0 : heap.allocate(wideCount * 32),
    wideCount,
    holdingCount,
    holdingAccount: heap.allocate(holdingCount * 4),
    holdingAsset: heap.allocate(holdingCount * 4),
    accountCount,
    assetCount,
  };
  const nextHolding = heap.allocate(holdingCount * 4);
  const firstHolding = heap.allocate(accountCount * 4);
  heap.memory.u32(firstHolding, accountCount).fill(0xffff_ffff);
  const segments = manifest.segments.map(({ places, holdings }): AdjacencySegment => {
    const known = holdings.first + holdings.count;
    return {
      holdingCount: known,
      outOffsets: heap.allocate((known + 1) * 4),
      outPlaces: heap.allocate(places.count * 4),
      inOffsets: heap.allocate((known + 1) * 4),
      inPlaces: heap.allocate(places.count * 4),
    };
  });
  const ends = heap.allocate(holdingCount * 16);
  return { columns, segments, firstHolding, nextHolding, ends, end: heap.mark() };
}

interface SegmentTarget {
  readonly directory: string;
  readonly heap: Heap;
  readonly layout: IndexLayout;
  readonly segment: SegmentEntry;
  readonly index: number;
}

function targetsOf({ directory, heap, layout, segment, index }: SegmentTarget): ColumnTarget[] {
  const { columns, firstHolding, nextHolding } = layout;
  const { places, wide, holdings, accounts } = segment;
  const adjacency = layout.segments[index];
  if (adjacency === undefined) throw new Error("broken invariant: each segment has its adjacency");
  const folder = join(directory, segment.name);
  const target = (file: SegmentFile, column: string, [address, bytes]: readonly [number, number]): ColumnTarget => ({
    folder,
    file: segment.files[file],
    column,
    into: heap.memory.u8(address, bytes),
  });
  const amountBytes = 8 * columns.atomsLimbs;
  const offsetBytes = (adjacency.holdingCount + 1) * 4;
  return [
    target("movements", "payer", [columns.payer + places.first * 4, places.count * 4]),
    target("movements", "payee", [columns.payee + places.first * 4, places.count * 4]),
    target("movements", "atoms", [columns.atoms + places.first * amountBytes, places.count * amountBytes]),
    target("wide", "atoms", [columns.wide + wide.first * 32, wide.count * 32]),
    target("holdings", "account", [columns.holdingAccount + holdings.first * 4, holdings.count * 4]),
    target("holdings", "asset", [columns.holdingAsset + holdings.first * 4, holdings.count * 4]),
    target("holdings", "next", [nextHolding + holdings.first * 4, holdings.count * 4]),
    target("heads", "holding", [firstHolding + accounts.first * 4, accounts.count * 4]),
    target("out-offsets", "offset", [adjacency.outOffsets, offsetBytes]),
    target("out-places", "place", [adjacency.outPlaces, places.count * 4]),
    target("in-offsets", "offset", [adjacency.inOffsets, offsetBytes]),
    target("in-places", "place", [adjacency.inPlaces, places.count * 4]),
  ];
}

/** The last segment says what all holdings end with. */
function endsOf(directory: string, { segments }: IndexManifest, into: Uint8Array): ColumnTarget[] {
  const last = segments.at(-1);
  return last === undefined ? [] : [{ folder: join(directory, last.name), file: last.files.ends, column: "atoms", into }];
}

/** A later segment says which accounts of earlier ones it gives further holdings. */
async function moveHeads(directory: string, manifest: IndexManifest, heads: Uint32Array): Promise<void> {
  for (const segment of manifest.segments) {
    const file = segment.files["moved-heads"];
    const count = file.batches.reduce((sum, batch) => sum + batch.rows, 0);
    const accounts = new Uint32Array(count);
    const holdings = new Uint32Array(count);
    const folder = join(directory, segment.name);
    await readColumns([
      { folder, file, column: "account", into: new Uint8Array(accounts.buffer) },
      { folder, file, column: "holding", into: new Uint8Array(holdings.buffer) },
    ]);
    accounts.forEach((account, index) => {
      heads[account] = holdings[index] ?? 0;
    });
  }
}

import type { IngestItem, IngestRun, Store } from "@tributary/store";
import type { IngestLimits } from "./ingest-limits.ts";
import type { AcknowledgedBatch } from "./ingest-report.ts";
import type { IngestTally } from "./ingest-tally.ts";

export interface BatchWriterOptions {
  readonly store: Pick<Store, "append">;
  readonly run: IngestRun;
  readonly limits: Pick<IngestLimits, "batchRecordsMax" | "batchRawMax">;
  readonly tally: IngestTally;
  readonly itemsAcknowledged: bigint;
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

/** Collects items and hands them to the store in batches; nothing counts as taken before the store answers. */
export interface BatchWriter {
  /** One item that moves the cursor by one. */
  readonly write: (item: IngestItem) => Promise<void>;
  /** All items of one unit, which move the cursor by one together and are never parted. */
  readonly writeUnit: (items: readonly IngestItem[]) => Promise<void>;
  /** Hands over what is collected; `items` come last and do not move the cursor. */
  readonly flush: (end: { readonly isDone: boolean; readonly items?: readonly IngestItem[] }) => Promise<void>;
}

export function startBatchWriter(options: BatchWriterOptions): BatchWriter {
  const { store, run, limits, tally } = options;
  let items: IngestItem[] = [];
  let rawLength = 0;
  let cursor = options.itemsAcknowledged;
  let acknowledged = options.itemsAcknowledged;
  let batch = 0;

  async function flush({ isDone, items: last = [] }: Parameters<BatchWriter["flush"]>[0]): Promise<void> {
    for (const item of last) items.push(item);
    if (cursor === acknowledged && items.length === 0 && !isDone) return;
    const outcome = await store.append(run, { items, itemsAcknowledged: cursor, isDone });
    items = [];
    rawLength = 0;
    acknowledged = cursor;
    batch += 1;
    tally.countAppended(outcome);
    await options.onAcknowledged?.({ batch, itemsAcknowledged: cursor, isDone });
  }

  async function writeUnit(unit: readonly IngestItem[]): Promise<void> {
    // One by one: as arguments of one call, more than some 120,000 do not fit the stack.
    for (const item of unit) {
      items.push(item);
      if ("findings" in item) rawLength += item.raw.length;
    }
    cursor += 1n;
    if (items.length >= limits.batchRecordsMax || rawLength >= limits.batchRawMax) await flush({ isDone: false });
  }

  return { write: (item) => writeUnit([item]), writeUnit, flush };
}

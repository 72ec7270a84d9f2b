import { digestText } from "@tributary/domain";
import type { IngestBatch, IngestItem } from "@tributary/store";
import { expect, test } from "vitest";
import { startBatchWriter } from "./batch-writer.ts";
import { startTally } from "./ingest-tally.ts";

test("a unit of more items than a call takes arguments is one batch", async () => {
  const batches: IngestBatch[] = [];
  const sha256 = digestText("file");
  const writer = startBatchWriter({
    store: {
      append: async (_run, batch) => {
        batches.push(batch);
        return { added: 0n, same: 0n, quarantined: 0n, rowsByTable: {}, conflicts: [], unstorable: [] };
      },
    },
    run: { file: { sha256, byteCount: 0n, kind: "evm-rpc", origin: "made", submitter: null, licence: null }, options: "" },
    limits: { batchRecordsMax: 1_000, batchRawMax: 1_000 },
    tally: startTally(1),
    itemsAcknowledged: 0n,
  });
  const item: IngestItem = { record: { fileSha256: sha256, locator: "one", rawSha256: sha256 }, rows: {} };
  const unit = Array.from({ length: 300_000 }, () => item);
  await writer.writeUnit(unit);
  await writer.flush({ isDone: true, items: unit });
  expect(batches.map(({ items, itemsAcknowledged }) => [items.length, itemsAcknowledged])).toEqual([
    [300_000, 1n],
    [300_000, 1n],
  ]);
});

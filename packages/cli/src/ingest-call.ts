import type { AcknowledgedBatch, IngestFiles, Store } from "@tributary/pipeline-kit";
import { tellProgress } from "./ingest-summary.ts";
import { interruptedSignal } from "./interrupt.ts";
import type { Talk } from "./talk.ts";

/** What every pipeline is given, but for what it reads. */
export type IngestCall = Omit<IngestFiles, "paths"> & { readonly store: Store };

/** What a pipeline needs, with progress on stderr. `batchRecords`: records that one durable batch takes. */
export function ingestCall(store: Store, talk: Talk, batchRecords?: number): IngestCall {
  return {
    store,
    onProgress: (progress) => tellProgress(talk, progress),
    onAcknowledged: reportAcknowledged,
    signal: interruptedSignal(),
    ...(batchRecords === undefined ? {} : { limits: { batchRecordsMax: batchRecords } }),
  };
}

/** With TRIBUTARY_ACKNOWLEDGED=1 each durable batch is a line of JSON on stderr, for those who watch an import from outside. */
function reportAcknowledged(batch: AcknowledgedBatch): void {
  if (process.env["TRIBUTARY_ACKNOWLEDGED"] !== "1") return;
  const line = { batch: batch.batch, itemsAcknowledged: batch.itemsAcknowledged.toString(), isDone: batch.isDone };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

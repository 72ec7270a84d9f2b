import type { AcknowledgedBatch, IngestLimits, IngestProgress, IngestStore } from "@tributary/pipeline-kit";
import type { TableLimits } from "./table-limits.ts";

/** What every ingestion of tables is asked with. */
export interface TableRequest {
  readonly store: IngestStore;
  readonly paths: readonly string[];
  readonly submitter?: string | undefined;
  readonly licence?: string | undefined;
  readonly limits?: Partial<IngestLimits & TableLimits> | undefined;
  /** Ends the run after the batch at hand; files after it are not touched. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

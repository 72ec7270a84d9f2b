import type { IngestUnits, Store } from "@tributary/pipeline-kit";
import type { ChainSource } from "./chain-source.ts";
import type { Scheduler } from "./transport.ts";
import type { WorkLimits } from "./work-limits.ts";
import type { WorkProgress } from "./work-report.ts";

/** What a worker needs of a store; all its state is rows there. */
export type WorkStore = Pick<Store, "beginRun" | "append" | "quarantine" | "query" | "pending">;

/**
 * The steps at which a worker can be stopped and started anew, in the order of a round: `round-begun`, `segment-begun`, `batch-begun` (fetched,
 * not yet handed to the store), `batch-acknowledged` (durable), `segment-done`, `pending-begun`, `pending-changed`, `round-done`.
 */
export type WorkStep =
  | "round-begun"
  | "segment-begun"
  | "batch-begun"
  | "batch-acknowledged"
  | "segment-done"
  | "pending-begun"
  | "pending-changed"
  | "round-done";

export interface WorkOptions {
  readonly store: WorkStore;
  readonly source: ChainSource;
  /** Ends the work after the batch at hand; the same call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Time for pacing and progress; default: the machine's. */
  readonly scheduler?: Scheduler | undefined;
  /** Bounds of writing: records in a batch, units in flight. */
  readonly ingestLimits?: IngestUnits["limits"];
  readonly workLimits?: Partial<WorkLimits> | undefined;
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
  /** Awaited at every step; what it throws ends the work as a crash there would. */
  readonly onStep?: ((step: WorkStep) => void | Promise<void>) | undefined;
}

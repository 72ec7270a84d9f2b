import type { BlockRange } from "@tributary/domain";
import type { IngestStore } from "@tributary/pipeline-kit";
import type { WorkOptions, WorkStep } from "./work-options.ts";

export interface GuardedStoreOptions {
  readonly store: IngestStore;
  readonly onStep: WorkOptions["onStep"];
  /** A range that the store has made durable. */
  readonly onRange: (range: BlockRange) => void;
}

export interface GuardedStore {
  readonly store: IngestStore;
  readonly step: (step: WorkStep) => Promise<void>;
}

/** Tells of every step around a store. After a step has thrown, nothing more is written, as after a crash. */
export function openGuardedStore({ store, onStep, onRange }: GuardedStoreOptions): GuardedStore {
  let crash: { readonly error: unknown } | null = null;

  async function step(name: WorkStep): Promise<void> {
    if (crash !== null) throw crash.error;
    try {
      await onStep?.(name);
    } catch (error) {
      crash = { error };
      throw error;
    }
  }

  return {
    step,
    store: {
      beginRun: (...of) => store.beginRun(...of),
      quarantine: (...of) => store.quarantine(...of),
      append: async (run, batch) => {
        await step("batch-begun");
        const outcome = await store.append(run, batch);
        for (const item of batch.items) if ("rows" in item) item.rows.blockRanges?.forEach(onRange);
        await step("batch-acknowledged");
        return outcome;
      },
    },
  };
}

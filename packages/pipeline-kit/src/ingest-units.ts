import { assert, type SourceFile } from "@tributary/domain";
import type { IngestItem } from "@tributary/store";
import PQueue from "p-queue";
import { type BatchWriter, startBatchWriter } from "./batch-writer.ts";
import type { IngestStore } from "./ingest-file.ts";
import { type IngestLimits, withDefaultLimits } from "./ingest-limits.ts";
import type { AcknowledgedBatch, IngestProgress, IngestReport } from "./ingest-report.ts";
import { type IngestTally, startTally } from "./ingest-tally.ts";

export interface IngestUnits {
  readonly store: IngestStore;
  /** The range as a source: its digest must be known, and the same each time, before the first unit is fetched. */
  readonly file: SourceFile;
  /** Canonical text of everything that changes how the range is read. */
  readonly options: string;
  readonly unitCount: bigint;
  /** Fetches and decodes unit `index`, counted from 0. May run beside others; should give up when `signal` aborts. */
  readonly fetchUnit: (index: bigint, signal: AbortSignal) => Promise<readonly IngestItem[]>;
  /** What can be said only after the last unit; written together with the end of the run. */
  readonly finish?: (() => Promise<readonly IngestItem[]>) | undefined;
  readonly limits?: Partial<IngestLimits> | undefined;
  /** Ends the run after the batch at hand. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Called, and awaited, after each batch that the store has made durable. `itemsAcknowledged` counts units. */
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

/**
 * Brings a range of units (blocks, pages) into the store: fetched with bounded concurrency, written strictly in order, resumed
 * after the last acknowledged unit. A range that is done is fetched again in full and compared. Rethrows the error of the
 * first unit, in order, that fails; the units before it are acknowledged by then.
 */
export async function ingestUnits(request: IngestUnits): Promise<IngestReport> {
  const limits = withDefaultLimits(request.limits);
  const tally = startTally(limits.findingsShownMax);
  const run = { file: request.file, options: request.options };
  const begun = await request.store.beginRun(run);
  const resumedAfter = begun.isDone ? 0n : begun.itemsAcknowledged;
  assert(resumedAfter <= request.unitCount, "a range has the same units each time");
  if (resumedAfter > 0n) {
    const kept = await request.store.quarantine(request.file.sha256);
    kept.forEach(tally.countUnread);
  }
  const writer = startBatchWriter({ ...request, run, limits, tally, itemsAcknowledged: resumedAfter });
  await writeUnits({ request, limits, tally, writer, start: resumedAfter });
  const isInterrupted = request.signal?.aborted === true;
  if (!isInterrupted) {
    const last = (await request.finish?.()) ?? [];
    last.forEach(tally.countRead);
    await writer.flush({ isDone: true, items: last });
    report(request, { phase: "finished", done: request.unitCount, tally });
  }
  const { origin, sha256, byteCount } = request.file;
  return tally.report({ origin, sha256, byteCount, resumedAfter, isInterrupted });
}

interface OpenUnits {
  readonly request: IngestUnits;
  readonly limits: IngestLimits;
  readonly tally: IngestTally;
  readonly writer: BatchWriter;
  readonly start: bigint;
}

type FetchedUnit = { readonly items: readonly IngestItem[] } | { readonly error: unknown };

async function writeUnits({ request, limits, tally, writer, start }: OpenUnits): Promise<void> {
  const queue = new PQueue({ concurrency: limits.concurrencyMax });
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  request.signal?.addEventListener("abort", onAbort, { once: true });
  const isAborted = (): boolean => request.signal?.aborted === true;
  const inFlight: Promise<FetchedUnit>[] = [];
  let next = start;
  let written = start;
  try {
    while (written < request.unitCount && !isAborted()) {
      while (next < request.unitCount && inFlight.length < limits.unitsInFlightMax) {
        const index = next;
        inFlight.push(queue.add(() => fetchSettled(request, { index, signal: stop.signal })));
        next += 1n;
      }
      const fetched = await inFlight.shift();
      assert(fetched !== undefined, "a unit that is not written is in flight");
      if (isAborted()) break;
      if ("error" in fetched) throw fetched.error;
      fetched.items.forEach(tally.countRead);
      await writer.writeUnit(fetched.items);
      written += 1n;
      report(request, { phase: "reading", done: written, tally });
    }
  } finally {
    request.signal?.removeEventListener("abort", onAbort);
    stop.abort();
    queue.clear();
    await queue.onIdle();
    await writer.flush({ isDone: false });
  }
}

/** Errors travel as values, so that a unit which fails while an earlier one is awaited is not an unhandled rejection. */
async function fetchSettled(request: IngestUnits, unit: { index: bigint; signal: AbortSignal }): Promise<FetchedUnit> {
  try {
    return { items: await request.fetchUnit(unit.index, unit.signal) };
  } catch (error) {
    return { error };
  }
}

function report(
  request: IngestUnits,
  state: { readonly phase: IngestProgress["phase"]; readonly done: bigint; readonly tally: IngestTally },
): void {
  const { phase, done, tally } = state;
  request.onProgress?.({ origin: request.file.origin, phase, done, total: request.unitCount, records: tally.records() });
}

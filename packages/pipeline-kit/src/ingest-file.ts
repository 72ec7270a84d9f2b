import { assert, type Digest, type Finding, type SourceFile, type SourceKind, TributaryError } from "@tributary/domain";
import type { IngestItem, QuarantinedRecord, Store } from "@tributary/store";
import { type BatchWriter, startBatchWriter } from "./batch-writer.ts";
import { fileFindingItem } from "./file-finding.ts";
import { type IngestLimits, withDefaultLimits } from "./ingest-limits.ts";
import type { AcknowledgedBatch, IngestProgress, IngestReport } from "./ingest-report.ts";
import { type IngestTally, refusedReport, startTally } from "./ingest-tally.ts";

import { openReceivedFile, originOf, type ReceivedFile } from "./received-file.ts";

/** What the kit needs of a store. */
export type IngestStore = Pick<Store, "beginRun" | "append" | "quarantine">;

export interface IngestFile {
  readonly store: IngestStore;
  readonly path: string;
  readonly kind: SourceKind;
  /** Canonical text of everything that changes how the bytes are read: map, profile, source name, reader's version. */
  readonly options: string;
  /**
   * Turns the file into items. The same bytes and options must give the same items in the same order, since a resumed
   * run skips as many as were acknowledged. A `TributaryError` of kind `input` that it throws ends the file: the items before it
   * stay, the error becomes a finding of the file. `firstOrigin` is the name under which these bytes first came from this submitter.
   */
  readonly read: (received: ReceivedFile, firstOrigin: string) => AsyncIterable<IngestItem>;
  /**
   * What can be said only when it is known how many records of the file were kept apart, those in conflict with the ledger included.
   * Written together with the end of the run.
   */
  readonly finish?: ((received: ReceivedFile, keptApart: bigint) => readonly IngestItem[]) | undefined;
  readonly submitter?: string | undefined;
  readonly licence?: string | undefined;
  readonly limits?: Partial<IngestLimits> | undefined;
  /** Ends the run after the batch at hand. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Called, and awaited, after each batch that the store has made durable. */
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

/**
 * Brings one file into the store, batch by batch, each batch in one transaction. Running it again changes nothing; running
 * it after a kill continues where the last acknowledged batch ended. A file that cannot be opened gives a report with the reason.
 * Throws what is no fault of the file: a store that fails, a broken invariant.
 */
export async function ingestFile(request: IngestFile): Promise<IngestReport> {
  const limits = withDefaultLimits(request.limits);
  const tally = startTally(limits.findingsShownMax);
  const origin = originOf(request.path);
  const onBytes = (phase: "hashing" | "reading", done: bigint, total: bigint): void =>
    request.onProgress?.({ origin, phase, done, total, records: tally.records() });
  try {
    const received = await openReceivedFile({ path: request.path, limits, onBytes });
    try {
      return await ingestReceived({ request, limits, tally, received });
    } finally {
      await received.close();
    }
  } catch (error) {
    if (!isInputError(error)) throw error;
    return refusedReport(origin, [error.finding]);
  }
}

interface OpenIngestion {
  readonly request: IngestFile;
  readonly limits: IngestLimits;
  readonly tally: IngestTally;
  readonly received: ReceivedFile;
}

async function ingestReceived({ request, limits, tally, received }: OpenIngestion): Promise<IngestReport> {
  const file: SourceFile = {
    sha256: received.sha256,
    byteCount: received.byteCount,
    kind: request.kind,
    origin: received.origin,
    submitter: request.submitter ?? null,
    licence: request.licence ?? null,
  };
  const run = { file, options: request.options };
  const begun = await request.store.beginRun(run);
  // A finished run is read again in full: each record is compared with the ledger, and what is wrong with the file is said again.
  const resumedAfter = begun.isDone ? 0n : begun.itemsAcknowledged;
  const keptApart = resumedAfter === 0n ? nothing : await findKeptApart(request.store, file.sha256);
  const writer = startBatchWriter({ ...request, run, limits, tally, itemsAcknowledged: resumedAfter });
  for await (const item of readItems(request, received, begun.earlierOrigin ?? received.origin)) {
    if (request.signal?.aborted === true) break;
    tally.countRead(item);
    if (tally.records() > resumedAfter) await writer.write(item);
    else if ("rows" in item) tally.countEarlier(keptApart.get(item.record.locator));
  }
  const isInterrupted = request.signal?.aborted === true;
  if (isInterrupted) await writer.flush({ isDone: false });
  else {
    assert(tally.records() >= resumedAfter, "a reader gives the same items each time");
    const items = await finishFile({ request, tally, received }, writer);
    await writer.flush({ isDone: true, items });
  }
  const { origin, sha256, byteCount } = received;
  request.onProgress?.({ origin, phase: "finished", done: byteCount, total: byteCount, records: tally.records() });
  return tally.report({ origin, sha256, byteCount, resumedAfter, isInterrupted });
}

async function finishFile(
  { request, tally, received }: Pick<OpenIngestion, "request" | "tally" | "received">,
  writer: BatchWriter,
): Promise<readonly IngestItem[]> {
  if (request.finish === undefined) return [];
  await writer.flush({ isDone: false });
  const items = request.finish(received, tally.keptApart()).map((item) => withFile(item, received.origin));
  items.forEach(tally.countRead);
  return items;
}

const nothing: ReadonlyMap<string, QuarantinedRecord> = new Map();

/** What an earlier part of this run could not write, by locator, so that a resumed run does not call itself complete. */
async function findKeptApart(store: IngestStore, fileSha256: Digest): Promise<ReadonlyMap<string, QuarantinedRecord>> {
  const records = await store.quarantine(fileSha256);
  return new Map(records.map((record) => [record.locator, record]));
}

async function* readItems(
  request: IngestFile,
  received: ReceivedFile,
  firstOrigin: string,
): AsyncGenerator<IngestItem, void, undefined> {
  try {
    for await (const item of request.read(received, firstOrigin)) yield withFile(item, received.origin);
  } catch (error) {
    if (!isInputError(error)) throw error;
    yield withFile(fileFindingItem(received.sha256, [error.finding]), received.origin);
  }
}

/** Every finding names the file as it was received, also where a reader worked on a copy. */
function withFile(item: IngestItem, file: string): IngestItem {
  const withName = (finding: Finding): Finding => ({ ...finding, where: { ...finding.where, file } });
  if ("findings" in item) return { ...item, findings: item.findings.map(withName) };
  return item.warnings === undefined ? item : { ...item, warnings: item.warnings.map(withName) };
}

function isInputError(error: unknown): error is TributaryError {
  return error instanceof TributaryError && error.kind === "input";
}

import type { IngestProgress, IngestReport } from "@tributary/pipeline-kit";
import { type BlockInterval, countBlocks, segmentsOf } from "./block-interval.ts";
import { heldOutputsOf } from "./held-outputs.ts";
import { readRangesOf } from "./read-ranges.ts";
import { readSourceError, type WorkSession } from "./work-session.ts";

export interface SegmentsRequest {
  /** Final blocks that are missing. */
  readonly missing: readonly BlockInterval[];
  readonly final: bigint;
  readonly head: bigint | null;
}

export interface SegmentsEnd {
  readonly done: readonly BlockInterval[];
  readonly refused: readonly BlockInterval[];
}

/**
 * Reads missing blocks segment by segment, in order. A segment that the endpoints refuse, or contradict themselves about, stays missing and
 * the next one is read: each is held against the blocks that the ledger has on either side of it, so that whatever is read stands on the
 * same chain. Errors: CHAIN_REORGANISED, at once; those of the store.
 */
export async function readSegments(session: WorkSession, request: SegmentsRequest): Promise<SegmentsEnd> {
  const { signal, tally, meter, scheduler, limits } = session;
  const blocksTotal = countBlocks(request.missing);
  const end = { done: [] as BlockInterval[], refused: [] as BlockInterval[] };
  let blocksDone = 0n;
  let failures = 0;
  meter.note(0n, scheduler.now());
  for (const segment of segmentsOf(request.missing, session.options.source.blocksPerSegment)) {
    if (signal.aborted || failures >= limits.segmentFailuresMax) break;
    const onProgress = ({ done, total, records }: IngestProgress): void => {
      const blocks = total === 0n ? 0n : (countBlocks([segment]) * done) / total;
      meter.note(blocksDone + blocks, scheduler.now());
      session.show({ ...request, phase: "reading", segment, blocksDone: blocksDone + blocks, blocksTotal, recordsMore: records });
    };
    const read = await readOne(session, { segment, onProgress });
    if (read === "interrupted") break;
    failures = read === "unserved" ? failures + 1 : 0;
    (read === "done" ? end.done : end.refused).push(segment);
    blocksDone += countBlocks([segment]);
    if (read === "done") tally.countRead(countBlocks([segment]));
  }
  if (failures >= limits.segmentFailuresMax)
    tally.addFinding({
      code: "SOURCE_UNAVAILABLE",
      found: `${failures} segments in a row that no endpoint serves (segmentFailuresMax)`,
      expected: "endpoints that serve the blocks asked for; the rest of the range was not tried",
      where: { path: session.options.source.chain },
    });
  return end;
}

type SegmentOutcome = "done" | "refused" | "unserved" | "interrupted";

interface OneSegment {
  readonly segment: BlockInterval;
  readonly onProgress: (progress: IngestProgress) => void;
}

async function readOne(session: WorkSession, { segment, onProgress }: OneSegment): Promise<SegmentOutcome> {
  const { options, guarded, links, book, tally, signal } = session;
  const { source } = options;
  await guarded.step("segment-begun");
  let report: IngestReport;
  try {
    await links.checkSegment(segment, book);
    const known = { heldOutputs: heldOutputsOf(options.store), readRanges: readRangesOf(options.store) };
    const limits = options.ingestLimits;
    report = await source.readSegment(segment, { store: guarded.store, ...known, signal, limits, onProgress });
  } catch (error) {
    if (signal.aborted && readSourceError(error) !== undefined) return "interrupted";
    const finding = readSourceError(error);
    if (finding === undefined) throw error;
    const path = `${source.chain} blocks ${segment.from} to ${segment.to}`;
    tally.countRefused({
      ...finding,
      where: { ...finding.where, path: finding.where.path === undefined ? path : `${path}: ${finding.where.path}` },
    });
    return finding.code === "SOURCE_UNAVAILABLE" ? "unserved" : "refused";
  }
  tally.countSegment(report);
  if (report.outcome === "interrupted") return "interrupted";
  const unread = book.missing(segment);
  if (unread.length > 0) {
    tally.addFinding({
      code: "SOURCE_PARTIAL",
      found: `${countBlocks(unread)} blocks that were read and are not covered by every reading (${source.readings.join(", ")})`,
      expected: "a segment that is covered when it is done",
      where: { path: `${source.chain} blocks ${segment.from} to ${segment.to}` },
    });
  }
  await guarded.step("segment-done");
  return "done";
}

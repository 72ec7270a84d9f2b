import type { Finding } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { BlockInterval } from "./block-interval.ts";
import type { BlockRef, ChainSource } from "./chain-source.ts";
import { openFindingLog } from "./finding-log.ts";
import type { PendingCounts, WorkReport } from "./work-report.ts";

/** Counts what a worker does, for its report. */
export interface WorkTally {
  readonly countSegment: (report: IngestReport) => void;
  readonly countRead: (blocks: bigint) => void;
  readonly countRefused: (finding: Finding) => void;
  readonly countPending: (change: { readonly added: number; readonly dropped: number }) => void;
  readonly addFinding: (finding: Finding) => void;
  readonly records: () => bigint;
  readonly report: (end: WorkEnd) => WorkReport;
}

interface WorkEnd {
  readonly required: BlockInterval | null;
  readonly final: BlockRef | null;
  readonly missing: readonly BlockInterval[];
  readonly isInterrupted: boolean;
}

export function startWorkTally(source: ChainSource, findingsShownMax: number): WorkTally {
  const log = openFindingLog();
  const rowsByTable = new Map<string, bigint>();
  const counts = { done: 0n, refused: 0n, blocks: 0n, records: 0n, added: 0n, same: 0n, rejected: 0n, conflicts: 0n };
  let hasGap = false;
  const pending = { added: 0n, dropped: 0n, deepestReorg: 0n } satisfies PendingCounts;

  function countSegment(report: IngestReport): void {
    counts.done += report.outcome === "interrupted" ? 0n : 1n;
    if (!report.isComplete && report.outcome !== "interrupted") hasGap = true;
    counts.records += report.records;
    counts.added += report.added;
    counts.same += report.same;
    counts.rejected += report.rejected;
    counts.conflicts += report.conflicts;
    report.findings.forEach(log.add);
    for (const [table, rows] of Object.entries(report.rowsByTable)) rowsByTable.set(table, (rowsByTable.get(table) ?? 0n) + rows);
  }

  function report({ required, final, missing, isInterrupted }: WorkEnd): WorkReport {
    source.findings().forEach(log.add);
    const findings = log.list();
    const { done, refused, blocks, ...records } = counts;
    return {
      chain: source.chain,
      readings: source.readings,
      required,
      final,
      isComplete: required !== null && missing.length === 0 && !hasGap && !isInterrupted,
      isInterrupted,
      segmentsDone: done,
      segmentsRefused: refused,
      blocksRead: blocks,
      missing,
      ...records,
      rowsByTable: Object.fromEntries([...rowsByTable].sort(([a], [b]) => (a < b ? -1 : 1))),
      pending: { ...pending },
      findings: findings.slice(0, findingsShownMax),
      findingsTotal: BigInt(findings.length),
      metrics: source.metrics(),
    };
  }

  return {
    countSegment,
    countRead: (blocks) => {
      counts.blocks += blocks;
    },
    countRefused: (finding) => {
      counts.refused += 1n;
      log.add(finding);
    },
    countPending: ({ added, dropped }) => {
      pending.added += BigInt(added);
      pending.dropped += BigInt(dropped);
      if (BigInt(dropped) > pending.deepestReorg) pending.deepestReorg = BigInt(dropped);
    },
    addFinding: log.add,
    records: () => counts.records,
    report,
  };
}

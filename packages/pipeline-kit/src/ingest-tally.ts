import type { Coverage, Digest, Finding } from "@tributary/domain";
import type { AppendOutcome, IngestItem, QuarantinedRecord } from "@tributary/store";
import type { IngestOutcome, IngestReport } from "./ingest-report.ts";

/** Counts what a run brings, for its report. */
export interface IngestTally {
  /** Every item that is read, in order, those that an earlier run already brought included. */
  readonly countRead: (item: IngestItem) => void;
  readonly countAppended: (outcome: AppendOutcome) => void;
  /** A record that was read again and that an earlier part of the run brought; `keptApart` where it is not in the ledger. */
  readonly countEarlier: (keptApart: QuarantinedRecord | undefined) => void;
  /** A record that an earlier part of the run left kept apart and that is not read again. */
  readonly countUnread: (keptApart: QuarantinedRecord) => void;
  /** A source that could not be opened: one record, with all that is wrong with it. */
  readonly countRefused: (findings: readonly Finding[]) => void;
  readonly records: () => bigint;
  /** Records kept apart so far, as far as batches were handed over. */
  readonly keptApart: () => bigint;
  readonly report: (source: TalliedSource) => IngestReport;
}

interface TalliedSource {
  readonly origin: string;
  readonly sha256: Digest | null;
  readonly byteCount: bigint;
  readonly resumedAfter: bigint;
  readonly isInterrupted: boolean;
}

export function startTally(findingsShownMax: number): IngestTally {
  const findings: Finding[] = [];
  const rowsByTable = new Map<string, bigint>();
  const coverage: Coverage[] = [];
  const counts = { records: 0n, added: 0n, same: 0n, rejected: 0n, conflicts: 0n, findings: 0n };

  function keep(finding: Finding): void {
    counts.findings += 1n;
    if (findings.length < findingsShownMax) findings.push(finding);
  }

  function countConflict(finding: Finding): void {
    counts.conflicts += 1n;
    keep(finding);
  }

  function countRejected(of: readonly Finding[]): void {
    counts.rejected += 1n;
    of.forEach(keep);
  }

  function countKeptApart({ findings: of }: QuarantinedRecord): void {
    if (!of.some(({ code }) => code === "RECORD_CONFLICT")) countRejected(of);
    else {
      counts.conflicts += 1n;
      of.forEach(keep);
    }
  }

  return {
    countRead: (item) => {
      counts.records += 1n;
      if ("findings" in item) countRejected(item.findings);
      else coverage.push(...(item.rows.coverage ?? []));
    },
    countAppended: (outcome) => {
      counts.added += outcome.added;
      counts.same += outcome.same;
      outcome.conflicts.forEach(countConflict);
      for (const finding of outcome.unstorable) countRejected([finding]);
      for (const [table, rows] of Object.entries(outcome.rowsByTable)) {
        rowsByTable.set(table, (rowsByTable.get(table) ?? 0n) + rows);
      }
    },
    countEarlier: (keptApart) => {
      if (keptApart === undefined) counts.same += 1n;
      else countKeptApart(keptApart);
    },
    countUnread: (keptApart) => {
      counts.records += 1n;
      countKeptApart(keptApart);
    },
    countRefused: (of) => {
      counts.records += 1n;
      countRejected(of);
    },
    records: () => counts.records,
    keptApart: () => counts.rejected + counts.conflicts,
    report: (source) => {
      const outcome = decideOutcome(counts, source);
      return {
        origin: source.origin,
        sha256: source.sha256,
        byteCount: source.byteCount,
        outcome,
        isComplete: outcome === "complete",
        resumedAfter: source.resumedAfter,
        records: counts.records,
        added: counts.added,
        same: counts.same,
        rejected: counts.rejected,
        conflicts: counts.conflicts,
        findings,
        findingsTotal: counts.findings,
        findingsMore: counts.findings - BigInt(findings.length),
        rowsByTable: Object.fromEntries([...rowsByTable].sort(([a], [b]) => (a < b ? -1 : 1))),
        coverage,
      };
    },
  };
}

function decideOutcome(
  counts: { readonly added: bigint; readonly same: bigint; readonly rejected: bigint; readonly conflicts: bigint },
  source: TalliedSource,
): IngestOutcome {
  if (source.isInterrupted) return "interrupted";
  if (counts.rejected + counts.conflicts === 0n) return "complete";
  return counts.added + counts.same === 0n && source.resumedAfter === 0n ? "refused" : "incomplete";
}

/** The report on something that was not taken at all. */
export function refusedReport(origin: string, findings: readonly Finding[]): IngestReport {
  const tally = startTally(findings.length);
  tally.countRefused(findings);
  return tally.report({ origin, sha256: null, byteCount: 0n, resumedAfter: 0n, isInterrupted: false });
}

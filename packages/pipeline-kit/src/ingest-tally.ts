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
  const told = startFindings(findingsShownMax);
  const rowsByTable = new Map<string, bigint>();
  const coverage: Coverage[] = [];
  const counts = { records: 0n, frames: 0n, added: 0n, same: 0n, rejected: 0n, conflicts: 0n };

  function countConflict(finding: Finding): void {
    counts.conflicts += 1n;
    told.add(finding);
  }

  function countRejected(of: readonly Finding[]): void {
    counts.rejected += 1n;
    of.forEach(told.add);
  }

  function countKeptApart({ findings: of }: QuarantinedRecord): void {
    if (!of.some(({ code }) => code === "RECORD_CONFLICT")) countRejected(of);
    else {
      counts.conflicts += 1n;
      of.forEach(told.add);
    }
  }

  return {
    countRead: (item) => {
      counts.records += 1n;
      if ("findings" in item) countRejected(item.findings);
      else {
        coverage.push(...(item.rows.coverage ?? []));
        item.warnings?.forEach(told.addWarning);
        if (item.isFrame === true) counts.frames += 1n;
      }
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
        frames: counts.frames,
        added: counts.added,
        same: counts.same,
        rejected: counts.rejected,
        conflicts: counts.conflicts,
        ...told.summary(),
        rowsByTable: Object.fromEntries([...rowsByTable].sort(([a], [b]) => (a < b ? -1 : 1))),
        coverage,
      };
    },
  };
}

interface Findings {
  readonly add: (finding: Finding) => void;
  readonly addWarning: (finding: Finding) => void;
  readonly summary: () => Pick<IngestReport, "findings" | "findingsTotal" | "findingsMore" | "warnings">;
}

/** The first findings of a run, warnings behind errors; all are counted. */
function startFindings(shownMax: number): Findings {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const totals = { errors: 0n, warnings: 0n };
  const addWarning = (finding: Finding): void => {
    totals.warnings += 1n;
    if (warnings.length < shownMax) warnings.push({ ...finding, severity: "warning" });
  };
  const add = (finding: Finding): void => {
    if (finding.severity === "warning") {
      addWarning(finding);
      return;
    }
    totals.errors += 1n;
    if (errors.length < shownMax) errors.push(finding);
  };
  return {
    add,
    addWarning,
    summary: () => {
      const findings = [...errors, ...warnings].slice(0, shownMax);
      const findingsTotal = totals.errors + totals.warnings;
      return { findings, findingsTotal, findingsMore: findingsTotal - BigInt(findings.length), warnings: totals.warnings };
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

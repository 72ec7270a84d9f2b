import type { BlockInterval, WorkProgress, WorkReport } from "@tributary/chain-kit";
import { formatFinding } from "@tributary/domain";
import { exitCodes } from "./exit-code.ts";
import { countsText } from "./ingest-summary.ts";

/** What a worker did, for a person. */
export function workText(report: WorkReport): string {
  const { required, final, missing, pending } = report;
  const blocks = required === null ? "nothing final to read yet" : `blocks ${required.from} to ${required.to}`;
  const lines = [
    `${report.chain} ${blocks}: ${outcomeOf(report)}; ${report.blocksRead} blocks read, ${countsText(report)}`,
    ...(final === null ? [] : [`  final: block ${final.number} ${final.hash}`]),
    ...(missing.length === 0 ? [] : [`  missing: ${intervalsText(missing)}`]),
    ...(pending.added + pending.dropped > 0n
      ? [
          `  not final: ${pending.added} blocks taken, ${pending.dropped} dropped by the chain, deepest reorganisation ${pending.deepestReorg}`,
        ]
      : []),
    ...Object.entries(report.rowsByTable).map(([table, count]) => `  ${table}: ${count} rows`),
    ...report.findings.map((finding) => `  ${formatFinding(finding)}`),
  ];
  const more = report.findingsTotal - BigInt(report.findings.length);
  return [...lines, ...(more > 0n ? [`  … and ${more} findings more`] : [])].join("\n");
}

const intervalsShownMax = 10;

function intervalsText(intervals: readonly BlockInterval[]): string {
  const shown = intervals.slice(0, intervalsShownMax).map(({ from, to }) => `${from} to ${to}`);
  return [...shown, ...(intervals.length > intervalsShownMax ? [`${intervals.length - intervalsShownMax} more`] : [])].join(", ");
}

function outcomeOf({ isComplete, isInterrupted }: WorkReport): string {
  if (isInterrupted) return "interrupted";
  return isComplete ? "complete" : "incomplete";
}

export function workProgressText(progress: WorkProgress): string {
  const percent = progress.blocksTotal > 0n ? ` ${(progress.blocksDone * 100n) / progress.blocksTotal} %` : "";
  const rate = progress.blocksPerSecond > 0 ? `, ${progress.blocksPerSecond.toFixed(1)} blocks/s` : "";
  const left = progress.remainingMilliseconds === null ? "" : `, ${durationText(progress.remainingMilliseconds)} left`;
  const place = progress.segment === null ? "" : ` blocks ${progress.segment.from} to ${progress.segment.to}`;
  return `${progress.chain}: ${progress.phase}${place}${percent}, ${progress.records} records${rate}${left}`;
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** 130 where stopped; 3 where something required is not there or was kept apart; else 0. */
export function workExitCode(report: WorkReport): number {
  if (report.isInterrupted) return exitCodes.interrupted;
  return report.isComplete ? exitCodes.ok : exitCodes.incomplete;
}

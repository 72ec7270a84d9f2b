import { setMaxListeners } from "node:events";
import { type Finding, TributaryError } from "@tributary/domain";
import type { BlockInterval } from "./block-interval.ts";
import { type ChainLinks, openChainLinks } from "./chain-links.ts";
import type { BlockRef } from "./chain-source.ts";
import { type GuardedStore, openGuardedStore } from "./guarded-store.ts";
import { openRangeBook, type RangeBook } from "./range-book.ts";
import { openRateMeter, type RateMeter } from "./rate-meter.ts";
import { systemScheduler } from "./system-scheduler.ts";
import type { Scheduler } from "./transport.ts";
import { type WorkLimits, workLimits } from "./work-limits.ts";
import type { WorkOptions } from "./work-options.ts";
import type { WorkProgress, WorkReport } from "./work-report.ts";
import { startWorkTally, type WorkTally } from "./work-tally.ts";

/** All that the parts of one worker share while it runs; nothing of it is needed to go on after a crash. */
export interface WorkSession {
  readonly options: WorkOptions;
  readonly limits: WorkLimits;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
  readonly guarded: GuardedStore;
  readonly links: ChainLinks;
  readonly book: RangeBook;
  readonly tally: WorkTally;
  readonly meter: RateMeter;
  readonly show: (state: ShownState) => void;
  readonly finish: (end: { readonly required: BlockInterval | null; readonly final: BlockRef | null }) => Promise<WorkReport>;
}

type ShownState = Pick<WorkProgress, "phase" | "segment" | "blocksDone" | "blocksTotal" | "final" | "head"> & {
  readonly recordsMore?: bigint;
};

export async function openWorkSession(options: WorkOptions): Promise<WorkSession> {
  const { source, store } = options;
  const limits: WorkLimits = { ...workLimits, ...options.workLimits };
  const scheduler = options.scheduler ?? systemScheduler;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const signal = options.signal ?? stop.signal;
  const tally = startWorkTally(source, limits.findingsShownMax);
  const book = await openRangeBook(store, source);
  const meter = openRateMeter();
  const guarded = openGuardedStore({ store, onStep: options.onStep, onRange: book.add });
  const links = openChainLinks({ source, hashAsksMax: limits.hashAsksMax, onFinding: tally.addFinding });

  function show({ recordsMore = 0n, ...state }: ShownState): void {
    if (options.onProgress === undefined) return;
    const blocksPerSecond = meter.perSecond();
    const left = Number(state.blocksTotal - state.blocksDone);
    options.onProgress({
      ...state,
      chain: source.chain,
      blocksPerSecond,
      remainingMilliseconds: blocksPerSecond > 0 ? (left * 1000) / blocksPerSecond : null,
      records: tally.records() + recordsMore,
      requestsPerSecondMax: source.metrics().reduce((sum, { rate }) => sum + rate, 0),
    });
  }

  async function finish(end: { required: BlockInterval | null; final: BlockRef | null }): Promise<WorkReport> {
    const { required, final } = end;
    const missing = required === null ? [] : (await openRangeBook(store, source)).missing(required);
    const report = tally.report({ ...end, missing, isInterrupted: signal.aborted });
    show({
      phase: "finished",
      segment: null,
      blocksDone: report.blocksRead,
      blocksTotal: report.blocksRead,
      final: final?.number ?? null,
      head: null,
    });
    return report;
  }

  return { options, limits, scheduler, signal, guarded, links, book, tally, meter, show, finish };
}

/** An error of the endpoints that the work can go on after; a chain that was reorganised under what is final is none. */
export function readSourceError(error: unknown): Finding | undefined {
  return error instanceof TributaryError && error.kind === "source" && error.code !== "CHAIN_REORGANISED"
    ? error.finding
    : undefined;
}

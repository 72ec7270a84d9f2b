import { type BlockInterval, clipBlocks, countBlocks, missingBlocks } from "./block-interval.ts";
import type { BlockRef } from "./chain-source.ts";
import { followPending } from "./follow-pending.ts";
import type { KnownBlock } from "./range-book.ts";
import { readSegments } from "./read-segments.ts";
import { checkTop } from "./run-backfill.ts";
import type { WorkOptions } from "./work-options.ts";
import type { WorkReport } from "./work-report.ts";
import { openWorkSession, readSourceError, type WorkSession } from "./work-session.ts";

export interface SyncOptions extends WorkOptions {
  /** The first block; absent: the first that the ledger holds of this chain, or the last final one where it holds none. */
  readonly from?: bigint | undefined;
  /** One round instead of following until the signal. */
  readonly once?: boolean | undefined;
  /** Between rounds. */
  readonly pollMilliseconds: number;
}

/**
 * Follows the head: final blocks enter the ledger, those above them the pending area. Rounds that fail are repeated, each after a longer
 * pause, until the signal; with `once` the error of the round is thrown. Errors: CHAIN_REORGANISED; those of the store.
 */
export async function runSync(options: SyncOptions): Promise<WorkReport> {
  const session = await openWorkSession(options);
  const { limits, scheduler, signal, tally } = session;
  const setAside = openSetAside(limits.roundRetryMillisecondsMax);
  let end: RoundEnd = { required: null, final: null, isBehind: false };
  let failures = 0;
  while (!signal.aborted) {
    try {
      end = await runRound(session, { from: options.from ?? end.required?.from, setAside });
      failures = 0;
    } catch (error) {
      const finding = readSourceError(error);
      if (finding === undefined || (options.once === true && !signal.aborted)) throw error;
      if (signal.aborted) break;
      tally.addFinding(finding);
      failures += 1;
    }
    if (options.once === true) break;
    if (end.isBehind && failures === 0) continue;
    session.show({
      phase: "waiting",
      segment: null,
      blocksDone: 0n,
      blocksTotal: 0n,
      final: end.final?.number ?? null,
      head: null,
    });
    await scheduler.wait(
      Math.min(options.pollMilliseconds * 2 ** failures, Math.max(limits.roundRetryMillisecondsMax, options.pollMilliseconds)),
      signal,
    );
  }
  return await session.finish(end);
}

interface RoundEnd {
  readonly required: BlockInterval | null;
  readonly final: BlockRef | null;
  /** So much was read that more is final by now. */
  readonly isBehind: boolean;
}

interface Round {
  readonly from: bigint | undefined;
  readonly setAside: SetAside;
}

async function runRound(session: WorkSession, { from, setAside }: Round): Promise<RoundEnd> {
  const { options, guarded, book, scheduler } = session;
  const { source } = options;
  await guarded.step("round-begun");
  const final = await source.final();
  const head = await source.head();
  if (final === null) {
    await guarded.step("round-done");
    return { required: null, final, isBehind: false };
  }
  await checkTop(session, final);
  const first = from ?? book.first() ?? final.number;
  const required = first <= final.number ? { from: first, to: final.number } : null;
  const missing = required === null ? [] : clipBlocks(book.missing(required), required);
  const tried = missingBlocks(missing, setAside.now(scheduler.now()));
  const { done, refused } = await readSegments(session, { missing: tried, final: final.number, head });
  setAside.add({ refused, unread: done.flatMap((segment) => book.missing(segment)), now: scheduler.now() });
  if (!session.signal.aborted) await followPending(session, { anchor: anchorOf(session, final), head });
  await guarded.step("round-done");
  return { required, final, isBehind: countBlocks(done) > source.blocksPerSegment };
}

/** An endpoint may call less final than an earlier one did; the ledger keeps what it has. */
function anchorOf({ book }: WorkSession, final: BlockRef): KnownBlock {
  const last = book.last();
  return last !== null && last.number > final.number ? last : final;
}

interface SetAside {
  readonly add: (of: { refused: readonly BlockInterval[]; unread: readonly BlockInterval[]; now: number }) => void;
  readonly now: (now: number) => readonly BlockInterval[];
}

const refusedMilliseconds = 10_000;

/**
 * What is not tried again in each round: refused segments for a pause that doubles, and blocks that were read and are not covered, which
 * reading again would not change while this worker runs.
 */
function openSetAside(pauseMax: number): SetAside {
  let waiting: { readonly interval: BlockInterval; readonly until: number; readonly pause: number }[] = [];
  return {
    add: ({ refused, unread, now }) => {
      const renewed = refused.map((interval) => {
        const earlier = waiting.find((entry) => entry.interval.from === interval.from);
        const pause = Math.min(pauseMax, earlier === undefined ? refusedMilliseconds : earlier.pause * 2);
        return { interval, until: now + pause, pause };
      });
      const from = new Set(refused.map((interval) => interval.from));
      const ever = unread.map((interval) => ({ interval, until: Number.POSITIVE_INFINITY, pause: pauseMax }));
      waiting = [...waiting.filter((entry) => !from.has(entry.interval.from)), ...renewed, ...ever];
    },
    now: (now) => waiting.filter(({ until }) => until > now).map(({ interval }) => interval),
  };
}

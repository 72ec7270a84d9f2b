import { watchReading } from "@tributary/chain-kit";
import {
  type AccountId,
  boundInstant,
  type Coverage,
  everyAsset,
  type Interval,
  missingIntervals,
  nativeTronAsset,
  tronChain,
  type UtcMicros,
  unwrap,
  withoutAssets,
} from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { tronSource } from "./tron-chain.ts";
import type { TronRange } from "./tron-range.ts";
import { makeFinding, type RecordMaker } from "./tron-record.ts";

export interface RangeEnd {
  readonly range: TronRange;
  readonly isTraced: boolean;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  /** Times of the blocks in which something may have moved that is not booked. */
  readonly gaps: ReadonlySet<UtcMicros>;
  readonly firstTime: UtcMicros;
  /** Was TransactionInfo missing? Then the range stays missing for a worker, which reads it again where somebody keeps it. */
  readonly lacksInfo: boolean;
  readonly makeRecord: RecordMaker;
}

/** That the range was read, and what it covers: from just after the block before it to its last block, but for the instants of what is not booked. */
export function rangeItems(end: RangeEnd): readonly IngestItem[] {
  const { range, accounts, makeRecord } = end;
  const { from, to, last } = range;
  const readings = readingsOf(end);
  const scopes = accounts === null ? [`${tronChain}:*`] : [...accounts].sort();
  const blockRanges = (end.lacksInfo ? [] : readings).map((reading) => ({
    chain: tronChain,
    reading,
    from,
    to,
    toHash: last.id,
  }));
  const covering = end.isTraced ? tracedCovering(last.id) : untracedCovering(last.id);
  const covered = coveredIntervals(end);
  const coverage = scopes.flatMap((scope) => covered.map((interval) => ({ ...interval, ...covering, scope })));
  const lines = covered.map((interval) => `${interval.from} ${interval.to} ${covering.finality}`);
  const value = { readings: blockRanges.map(({ reading }) => reading), toHash: last.id, coverage: lines };
  const { record } = makeFinding(makeRecord, { place: `range/${from}..${to}`, value });
  return [{ record, rows: { blockRanges, coverage } }];
}

type Covering = Pick<Coverage, "source" | "assets" | "finality">;

function tracedCovering(lastId: string): Covering {
  return { source: tronSource, assets: everyAsset, finality: `solidified ${lastId}` };
}

/** Contracts move TRX and TRC-10 tokens by internal transactions. A source of its own, so that a later reading with them stands beside it. */
function untracedCovering(lastId: string): Covering {
  return {
    source: `${tronSource}:without-traces`,
    assets: withoutAssets([nativeTronAsset, everyTrc10]),
    finality: `solidified ${lastId}; without internal transactions`,
  };
}

const everyTrc10 = `${tronChain}/trc10:*`;

/** What a reading is called in the ranges of blocks: one of some accounts alone has names of its own. */
export function readingsOf({ isTraced, accounts }: Pick<RangeEnd, "isTraced" | "accounts">): readonly string[] {
  const names = isTraced ? ["receipts", "traces"] : ["receipts"];
  return accounts === null ? names : names.map((name) => watchReading(accounts, name));
}

/** Blocks have different times, three seconds apart or more: an instant is one block. */
function coveredIntervals({ range, gaps, firstTime }: RangeEnd): readonly Interval[] {
  const start = range.previous === null ? firstTime : unwrap(boundInstant(range.previous.time + 1n, "a block's time"));
  const instants = [...gaps].map((time) => ({ from: time, to: time }));
  return missingIntervals({ from: start, to: range.last.time }, instants);
}

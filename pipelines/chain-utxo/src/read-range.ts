import { type SegmentContext, watchReading } from "@tributary/chain-kit";
import {
  type AccountId,
  assert,
  boundInstant,
  type Coverage,
  digestFields,
  digestText,
  everyAsset,
  type SourceFile,
  type SourceKind,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import { type IngestItem, type IngestReport, type IngestUnits, ingestUnits } from "@tributary/pipeline-kit";
import type { BlockFeed } from "./block-feed.ts";
import type { BlockHeader } from "./block-header.ts";
import { type BlockTimes, readBlockTimes } from "./block-times.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { blockItem } from "./decode-block.ts";
import { readBlocks } from "./read-blocks.ts";
import { openRecentOutputs } from "./recent-outputs.ts";

/** Blocks in a row that are known to be on the chain by their headers. */
export interface RangeToRead {
  readonly parameters: ChainParameters;
  readonly kind: Extract<SourceKind, "bitcoin-rpc" | "bitcoin-files">;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  readonly provesPrevouts: boolean;
  readonly from: bigint;
  readonly to: bigint;
  /** In a row, from `headersBeforeRange` before the range (or the genesis block) to its last block, or the one after it where that is known. */
  readonly headers: readonly BlockHeader[];
  readonly feed: BlockFeed;
  /** Ends the reading with an error where the last block is no longer what it was. */
  readonly checkEnd: () => Promise<void>;
}

/** What a range completes, as `ledger.block_range` names it: a reading for some accounts alone has a name of its own. */
export function readingOf({ accounts }: Pick<RangeToRead, "accounts">): string {
  return accounts === null ? "transactions" : watchReading(accounts, "transactions");
}

const blocksPerUnit = 4n;
/** Whole blocks are large: fewer wait for their turn than the kit would let. */
const unitLimits: NonNullable<IngestUnits["limits"]> = { concurrencyMax: 4, unitsInFlightMax: 6 };

/**
 * Reads a range into the ledger, resumable: transfers, outputs, notes, blocks, proofs, and at its end coverage. A range some of whose transactions had to
 * be kept apart stays missing, and is not covered.
 */
export async function readRange(range: RangeToRead, context: SegmentContext): Promise<IngestReport> {
  const times = readBlockTimes(range.headers);
  const byHeight = new Map(range.headers.map((header) => [header.height, header]));
  const file = fileOf(range, byHeight);
  const prevouts = range.provesPrevouts ? "proven" : "as stated";
  const options = `reading ${readingOf(range)}, prevouts ${prevouts}, blocks in a unit ${blocksPerUnit}`;
  const begun = await context.store.beginRun({ file, options });
  // Without a ledger to ask, what is known would hang on which units happen to be at hand.
  const { heldOutputs } = context;
  const recent = heldOutputs === undefined ? undefined : openRecentOutputs(range.parameters, heldOutputs);
  let keptApart = begun.isDone || begun.itemsAcknowledged === 0n ? 0n : await countKeptApart(context, file);
  return ingestUnits({
    ...context,
    file,
    options,
    unitCount: (range.to - range.from) / blocksPerUnit + 1n,
    fetchUnit: async (index, signal) => {
      const first = range.from + index * blocksPerUnit;
      const start = Number(first - (range.headers[0]?.height ?? 0n));
      const unit = range.headers.slice(start, start + Number(blocksPerUnit)).filter(({ height }) => height <= range.to);
      const earlier = recent?.begin(index);
      const blocks = readBlocks({ ...range, fileSha256: file.sha256, times, headers: unit, earlier }, signal);
      const items = await blocks.finally(() => earlier?.tell(new Map()));
      keptApart += BigInt(items.filter((item) => "findings" in item).length);
      // The block that the range follows is a part of what it says: it must be the one that the ledger ends with.
      const before = index === 0n ? byHeight.get(range.from - 1n) : undefined;
      return before === undefined ? items : [followedItem(range, { file, before }), ...items];
    },
    finish: async () => {
      await range.checkEnd();
      // Else the range stays missing, and a worker reads it again where somebody tells what was not told.
      return keptApart === 0n ? [rangeItem(range, file), coverageItem(range, { file, times, byHeight })] : [];
    },
    onAcknowledged: async (batch) => {
      recent?.drop(batch.itemsAcknowledged);
      await context.onAcknowledged?.(batch);
    },
    limits: { ...unitLimits, ...context.limits },
  });
}

type Headers = ReadonlyMap<bigint, BlockHeader>;

function fileOf({ parameters, kind, from, to }: RangeToRead, byHeight: Headers): SourceFile {
  const last = headerAt(byHeight, to);
  const sha256 = digestFields(`tributary ${kind} range`, [parameters.chain, from.toString(), to.toString(), last.hash]);
  return { sha256, byteCount: 0n, kind, origin: `${parameters.chain} blocks ${from} to ${to}`, submitter: null, licence: null };
}

/** Of transactions that an earlier run of the same range could not take. */
async function countKeptApart({ store }: SegmentContext, file: SourceFile): Promise<bigint> {
  return BigInt((await store.quarantine(file.sha256)).length);
}

function followedItem({ parameters }: RangeToRead, { file, before }: { file: SourceFile; before: BlockHeader }): IngestItem {
  return blockItem({ parameters, fileSha256: file.sha256 }, before);
}

function rangeItem(range: RangeToRead, file: SourceFile): IngestItem {
  const { parameters, from, to, headers } = range;
  const toHash = headers.find(({ height }) => height === to)?.hash ?? "";
  return {
    record: { fileSha256: file.sha256, locator: `range/${readingOf(range)}/${from}/${to}`, rawSha256: digestText(toHash) },
    rows: { blockRanges: [{ chain: parameters.chain, reading: readingOf(range), from, to, toHash }] },
  };
}

interface RangeEnd {
  readonly file: SourceFile;
  readonly times: BlockTimes;
  readonly byHeight: Headers;
}

/** From just after the block before the range to just before the block after it, since nothing happens between blocks: so adjacent ranges unite. */
function coverageItem(range: RangeToRead, { file, times, byHeight }: RangeEnd): IngestItem {
  const { parameters, from, to, accounts } = range;
  const next = byHeight.get(to + 1n);
  const interval = {
    source: parameters.source,
    from: from === 0n ? times.timeOf(from) : shift(times.timeOf(from - 1n), 1n),
    to: next === undefined ? times.timeOf(to) : shift(times.timeOf(next.height), -1n),
    finality: `final ${headerAt(byHeight, to).hash}`,
  };
  const scopes = accounts === null ? [`${parameters.chain}:*`] : [...accounts].sort();
  const coverage = scopes.map((scope): Coverage => ({ ...interval, scope, assets: everyAsset }));
  const locator = `coverage/${readingOf(range)}/${interval.from}/${interval.to}`;
  return {
    record: { fileSha256: file.sha256, locator, rawSha256: digestText(`${locator} ${interval.finality}`) },
    rows: { coverage },
  };
}

function headerAt(byHeight: Headers, height: bigint): BlockHeader {
  const header = byHeight.get(height);
  assert(header !== undefined, "a range holds the headers of its blocks");
  return header;
}

function shift(time: UtcMicros, micros: bigint): UtcMicros {
  return unwrap(boundInstant(time + micros, "a block's time"));
}

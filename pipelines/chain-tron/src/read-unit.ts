import { keepTouching } from "@tributary/chain-kit";
import type { AccountId, UtcMicros } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { proofItem } from "./block-proofs.ts";
import { checkParent } from "./check-block.ts";
import { blockItem, decodeBlock, transfersOf } from "./decode-block.ts";
import { addSeen, type Seen } from "./seen.ts";
import type { TokenReader } from "./token-metadata.ts";
import type { TronRange } from "./tron-range.ts";
import type { KnownBlock, TronReader } from "./tron-reader.ts";
import type { RecordMaker } from "./tron-record.ts";
import { checkSame } from "./tron-value.ts";

export interface UnitReaderOptions {
  readonly range: TronRange;
  readonly reader: TronReader;
  readonly tokens: TokenReader;
  readonly isTraced: boolean;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  readonly makeRecord: RecordMaker;
  /** Counts over all units of this run. */
  readonly seen: Seen;
}

export interface UnitReader {
  readonly count: bigint;
  /** Unit `index`: some blocks in a row, with the tokens that they name. */
  readonly read: (index: bigint, signal: AbortSignal) => Promise<readonly IngestItem[]>;
  /** Times of the blocks, read so far, in which something may have moved that is not booked. */
  readonly gaps: ReadonlySet<UtcMicros>;
  /** Was there, so far, a transaction whose TransactionInfo no endpoint keeps? */
  readonly lacksInfo: () => boolean;
}

export const blocksPerUnit = 4n;

export function openUnitReader(options: UnitReaderOptions): UnitReader {
  const { range, reader, makeRecord, isTraced, accounts } = options;
  const edges = rememberEdges(range);
  const gaps = new Set<UtcMicros>();
  let lacksInfo = false;

  function decode(known: KnownBlock): readonly IngestItem[] {
    const reading = decodeBlock(known, { makeRecord, isTraced });
    addSeen(options.seen, reading.seen);
    if (known.isLogsTwice) options.seen.logsTwice += 1n;
    lacksInfo ||= reading.seen.withoutInfo > 0n && known.block.number > 0n;
    if (reading.items.some(isGap)) gaps.add(known.block.time);
    return [blockItem(known.block, makeRecord), ...reading.items];
  }

  async function read(index: bigint, signal: AbortSignal): Promise<readonly IngestItem[]> {
    const first = range.from + index * blocksPerUnit;
    const blocks: KnownBlock[] = [];
    for (let number = first; number < first + blocksPerUnit && number <= range.to; number += 1n) {
      signal.throwIfAborted();
      const known = await reader.block(number);
      const before = blocks.at(-1);
      if (before !== undefined) checkParent(known.block, before.block);
      blocks.push(known);
    }
    edges.check(blocks);
    const items = blocks.flatMap(decode);
    // The block that the range follows is a part of what it says: it must be the one that the ledger ends with.
    const followed = index === 0n && range.previous !== null ? [blockItem(range.previous, makeRecord)] : [];
    // Asked about all of them, whoever is watched: the question would tell it.
    const tokens = await options.tokens.read(transfersOf(items).map(({ asset }) => asset));
    const all = [...tokens, ...followed, ...items, ...proofItem(blocks, { isTraced, makeRecord })];
    return accounts === null ? all : keepTouching(all, accounts);
  }

  return { count: (range.to - range.from) / blocksPerUnit + 1n, read, gaps, lacksInfo: () => lacksInfo };
}

/** A record set apart that may have moved value; a log of an odd shape is its token's own affair. */
function isGap(item: IngestItem): boolean {
  return "findings" in item && isGapLocator(item.record.locator);
}

/** Is a record with this locator, kept apart, a gap in what the range covers? */
export function isGapLocator(locator: string): boolean {
  return !/\/log\/[0-9]+$/.test(locator);
}

/** Does a record with this locator, kept apart, say that TransactionInfo was missing? */
export function isInfoLocator(locator: string): boolean {
  return /\/tx\/[0-9]+\/fee$/.test(locator);
}

/** Where one unit ends and the next begins, both must have read the same block: units are fetched at different times. */
function rememberEdges(range: TronRange): { readonly check: (blocks: readonly KnownBlock[]) => void } {
  const ids = new Map<bigint, string>([[range.to, range.last.id]]);
  if (range.previous !== null) ids.set(range.previous.number, range.previous.id);
  const checkOne = (number: bigint, id: string): void => {
    const known = ids.get(number);
    if (known === undefined) ids.set(number, id);
    else checkSame(`block ${number}`, ["blockID", known], ["blockID", id]);
  };
  return {
    check: (blocks) => {
      const first = blocks[0]?.block;
      const last = blocks.at(-1)?.block;
      if (first !== undefined && first.number > 0n) checkOne(first.number - 1n, first.parentId);
      if (last !== undefined) checkOne(last.number, last.id);
    },
  };
}

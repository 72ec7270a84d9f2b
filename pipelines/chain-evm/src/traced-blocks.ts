import { type BlockInterval, clipBlocks, missingBlocks, type ReadRanges } from "@tributary/chain-kit";
import type { ChainReader } from "./chain-reader.ts";
import type { EvmChain } from "./evm-chain.ts";
import { tracesReading } from "./evm-coverage.ts";
import type { EvmRange } from "./evm-range.ts";

export interface TracedBlocks {
  /** That call traces of these blocks were read. */
  readonly add: (blocks: BlockInterval) => void;
  /** Has this run read traces that the ledger did not have when it began? */
  readonly hasNew: () => boolean;
  /** The parts of the range whose traces the ledger has, each with the blocks around it. */
  readonly parts: () => Promise<readonly EvmRange[]>;
}

export interface TracedBlocksOptions {
  readonly chain: EvmChain;
  readonly range: EvmRange;
  readonly reader: ChainReader;
  /** Null where the run begins anew: what else the ledger has of these blocks does not matter then. */
  readonly readRanges: ReadRanges | null;
}

/** Keeps of which blocks of a range call traces were read, by this process or by one that was stopped before. */
export async function openTracedBlocks({ chain, range, reader, readRanges }: TracedBlocksOptions): Promise<TracedBlocks> {
  const before = clipBlocks((await readRanges?.(chain.name, tracesReading(chain))) ?? [], range);
  const added: BlockInterval[] = [];
  return {
    add: (blocks) => added.push(blocks),
    hasNew: () => missingBlocks(added, before).length > 0,
    parts: () => Promise.all(clipBlocks([...before, ...added], range).map((part) => cutRange(reader, range, part))),
  };
}

async function cutRange(reader: ChainReader, range: EvmRange, { from, to }: BlockInterval): Promise<EvmRange> {
  return {
    ...range,
    from,
    to,
    previous: from === range.from ? range.previous : await reader.header(from - 1n),
    first: from === range.from ? range.first : await reader.header(from),
    last: to === range.to ? range.last : await reader.header(to),
    next: to === range.to ? range.next : await reader.header(to + 1n),
  };
}

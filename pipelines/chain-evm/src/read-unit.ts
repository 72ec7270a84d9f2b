import type { IngestItem } from "@tributary/pipeline-kit";
import type { ChainReader } from "./chain-reader.ts";
import { checkParent, checkSame } from "./check-block.ts";
import { blockItem, decodeBlock, transfersOf } from "./decode-block.ts";
import type { EvmChain } from "./evm-chain.ts";
import type { EvmRange } from "./evm-range.ts";
import type { OpeningReader } from "./opening-balances.ts";
import type { RpcHeader } from "./rpc-block.ts";
import type { TokenReader } from "./token-metadata.ts";
import { addUnread, emptyUnread, type Unread } from "./unread.ts";

export interface UnitReaderOptions {
  readonly chain: EvmChain;
  readonly range: EvmRange;
  readonly reader: ChainReader;
  readonly blocksPerUnit: bigint;
  readonly openings: OpeningReader;
  readonly tokens: TokenReader;
  /** Counts over all units of this run. */
  readonly unread: Unread;
}

export interface UnitReader {
  readonly count: bigint;
  /** Unit `index`: some blocks in a row, with the balances and tokens that they name. */
  readonly read: (index: bigint, signal: AbortSignal) => Promise<readonly IngestItem[]>;
}

export function openUnitReader(options: UnitReaderOptions): UnitReader {
  const { range, reader, blocksPerUnit } = options;
  const edges = rememberEdges(range);

  async function read(index: bigint, signal: AbortSignal): Promise<readonly IngestItem[]> {
    const first = range.from + index * blocksPerUnit;
    const last = minimum(first + blocksPerUnit - 1n, range.to);
    const items: IngestItem[] = [];
    const unread = emptyUnread();
    let before: RpcHeader | null = first === 0n ? null : await reader.header(first - 1n);
    if (before !== null) edges.check(before);
    // The block that the range follows is a part of what it says: it must be the one that the ledger ends with.
    if (before !== null && index === 0n) items.push(blockItem(options.chain, before));
    for (let number = first; number <= last; number += 1n) {
      signal.throwIfAborted();
      const answer = await reader.block(number);
      if (before !== null) checkParent(answer.block, before);
      const reading = decodeBlock(options.chain, answer);
      items.push(blockItem(options.chain, answer.block), ...reading.items);
      addUnread(unread, reading.unread);
      before = answer.block;
    }
    if (before !== null) edges.check(before);
    const transfers = transfersOf(items);
    const openings = await options.openings.read(transfers);
    unread.openingsUnknown += openings.unknown;
    unread.openingsBeyondLimit += openings.beyondLimit;
    const tokens = await options.tokens.read(transfers.map((transfer) => transfer.asset));
    addUnread(options.unread, unread);
    return [...tokens, ...openings.items, ...items];
  }

  return { count: (range.to - range.from) / blocksPerUnit + 1n, read };
}

/** Where one unit ends and the next begins, both must have read the same block: units are fetched at different times. */
function rememberEdges(range: EvmRange): { readonly check: (header: RpcHeader) => void } {
  const hashes = new Map<bigint, string>([[range.to, range.last.hash]]);
  if (range.previous !== null) hashes.set(range.previous.number, range.previous.hash);
  return {
    check: ({ number, hash }) => {
      const known = hashes.get(number);
      if (known === undefined) hashes.set(number, hash);
      else checkSame(`block ${number}`, ["hash", known], ["hash", hash]);
    },
  };
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

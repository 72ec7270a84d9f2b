import { watchReading } from "@tributary/chain-kit";
import { boundInstant, type Coverage, digestFields, type UtcMicros, unwrap } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { type EvmRange, sharesInstant } from "./evm-range.ts";
import { makeVersionedRecord } from "./evm-record.ts";
import { blockTime } from "./movement.ts";

/**
 * What a finished range says to have read: from just after the block before it to just before the block after it, since nothing
 * happens between blocks; so adjacent ranges unite. Of an instant that the range shares with a neighbour it read only a part, and
 * does not cover it. Nothing where nothing remains.
 */
function coverageOf(chain: EvmChain, range: EvmRange): readonly Coverage[] {
  const from = startOf(range);
  const to = endOf(range);
  if (to < from) return [];
  const limits = [
    "transfers inside contract calls only where block ranges name traces",
    ...(chain.tokens === null ? [] : [`tokens only ${[...chain.tokens].sort().join(" ")}`]),
  ];
  const finality = [`finalized ${range.last.hash}`, ...limits].join("; ");
  const scopes = chain.accounts === null ? [`${chain.name}:*`] : [...chain.accounts].sort();
  return scopes.map((scope) => ({ source: sourceOf(chain), scope, from, to, finality }));
}

/** The interval that a finished range covers, and the blocks of which it read transactions and receipts. */
export function coverageItems(chain: EvmChain, range: EvmRange): readonly IngestItem[] {
  const coverage = coverageOf(chain, range);
  const source = sourceOf(chain);
  const ends = { from: range.first.hash, to: range.last.hash, next: range.next?.hash ?? null };
  const raw = compactJson({ ...ends, finality: coverage[0]?.finality ?? null }) ?? "";
  const record = makeVersionedRecord(chain, { locator: `coverage/${source}`, raw });
  const blockRange = {
    chain: chain.name,
    reading: receiptsReading(chain),
    from: range.from,
    to: range.to,
    toHash: range.last.hash,
  };
  return [{ record, rows: { coverage, blockRanges: [blockRange] } }];
}

type Reading = Pick<EvmChain, "tokens" | "source" | "accounts">;

/** What a reading is called in the ranges of blocks: one of some tokens or accounts alone has a name of its own. */
export function receiptsReading(chain: Reading): string {
  const name = chain.tokens === null ? "receipts" : sourceOf(chain).slice(chain.source.length + 1);
  return chain.accounts === null ? name : watchReading(chain.accounts, name);
}

export function tracesReading(chain: Reading): string {
  return chain.accounts === null ? "traces" : watchReading(chain.accounts, "traces");
}

function startOf(range: EvmRange): UtcMicros {
  const first = blockTime(range.first.timestamp, "first block");
  if (sharesInstant(range)) return shift(first, 1n);
  // After the genesis block nothing happens before block 1, at whatever time; and the genesis block has no transaction.
  if (range.previous === null || range.previous.number === 0n) return first;
  return shift(blockTime(range.previous.timestamp, "previous block"), 1n);
}

function endOf(range: EvmRange): UtcMicros {
  const last = blockTime(range.last.timestamp, "last block");
  if (range.next === null) return last;
  return shift(blockTime(range.next.timestamp, "next block"), -1n);
}

function shift(time: UtcMicros, micros: bigint): UtcMicros {
  return unwrap(boundInstant(time + micros, "a block's time"));
}

/** A reading of some tokens alone is a source of its own: it must not stand in the way of a full one. */
function sourceOf(chain: Reading): string {
  if (chain.tokens === null) return chain.source;
  const digest = digestFields("tributary evm tokens", [...chain.tokens].sort());
  return `${chain.source}:tokens:${digest.slice(0, 16)}`;
}

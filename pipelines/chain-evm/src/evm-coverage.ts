import { watchReading } from "@tributary/chain-kit";
import {
  boundInstant,
  type Coverage,
  type CoveredAssets,
  digestFields,
  erc20Asset,
  everyAsset,
  formatCoveredAssets,
  onlyAssets,
  type UtcMicros,
  unwrap,
  withoutAssets,
} from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { type EvmRange, sharesInstant } from "./evm-range.ts";
import { makeVersionedRecord } from "./evm-record.ts";
import { blockTime } from "./movement.ts";

/** A part of a finished range whose call traces were read, with the blocks around it. */
type TracedPart = EvmRange;

/**
 * What a finished range says to have read: from just after the block before it to just before the block after it, since nothing
 * happens between blocks; so adjacent ranges unite. Of an instant that the range shares with a neighbour it read only a part, and
 * does not cover it. Without call traces the native value that moves inside contracts is not seen: then it is of the other assets, under a name of its own.
 */
function coverageOf(chain: EvmChain, range: EvmRange, traced: readonly TracedPart[]): readonly Coverage[] {
  const isWhole = traced.some((part) => part.from === range.from && part.to === range.to);
  const untraced = isWhole && chain.tokens === null ? [] : coveredBy(chain, range, untracedReading(chain));
  return [...untraced, ...traced.flatMap((part) => coveredBy(chain, part, tracedReading(chain)))];
}

interface Covering {
  readonly source: string;
  readonly assets: CoveredAssets;
  /** What it is without, in words. */
  readonly limits: readonly string[];
}

function untracedReading(chain: EvmChain): Covering {
  const limit = "without transfers inside contract calls";
  if (chain.tokens === null)
    return { source: `${chain.source}:without-traces`, assets: withoutAssets([chain.nativeAsset]), limits: [limit] };
  const tokens = [...chain.tokens].sort();
  return {
    source: tokensSource(chain.source, tokens),
    assets: onlyAssets(tokens.map((token) => erc20Asset(chain.chainId, token))),
    limits: [limit, `tokens only ${tokens.join(" ")}`],
  };
}

function tracedReading(chain: EvmChain): Covering {
  if (chain.tokens === null) return { source: chain.source, assets: everyAsset, limits: [] };
  return { source: `${chain.source}:native`, assets: onlyAssets([chain.nativeAsset]), limits: [] };
}

function coveredBy(chain: EvmChain, range: EvmRange, { source, assets, limits }: Covering): readonly Coverage[] {
  const from = startOf(range);
  const to = endOf(range);
  if (to < from) return [];
  const finality = [`finalized ${range.last.hash}`, ...limits].join("; ");
  const scopes = chain.accounts === null ? [`${chain.name}:*`] : [...chain.accounts].sort();
  return scopes.map((scope) => ({ source, scope, from, to, assets, finality }));
}

/** The intervals that a finished range covers, and the blocks of which it read transactions and receipts. */
export function coverageItems(chain: EvmChain, range: EvmRange, traced: readonly TracedPart[]): readonly IngestItem[] {
  const coverage = coverageOf(chain, range, traced);
  const ends = { from: range.first.hash, to: range.last.hash, next: range.next?.hash ?? null };
  const lines = coverage.map(
    ({ source, scope, from, to, assets, finality }) =>
      `${source} ${scope} ${from} ${to} ${formatCoveredAssets(assets)}; ${finality}`,
  );
  const raw = compactJson({ ...ends, coverage: lines }) ?? "";
  const record = makeVersionedRecord(chain, { locator: `coverage/${receiptsReading(chain)}`, raw });
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
  const name =
    chain.tokens === null ? "receipts" : tokensSource(chain.source, [...chain.tokens].sort()).slice(chain.source.length + 1);
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
function tokensSource(source: string, sortedTokens: readonly string[]): string {
  return `${source}:tokens:${digestFields("tributary evm tokens", sortedTokens).slice(0, 16)}`;
}

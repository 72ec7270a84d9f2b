import type { BlockInterval, SegmentContext } from "@tributary/chain-kit";
import { type AccountId, type Finding, fail } from "@tributary/domain";
import { ingestUnits } from "@tributary/pipeline-kit";
import type { ChainReader } from "./chain-reader.ts";
import { compactJson } from "./compact-json.ts";
import { checkSame } from "./contradict.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { coverageItems } from "./evm-coverage.ts";
import { type EvmRange, fixRange } from "./evm-range.ts";
import { type EvmIngestReport, reportUnread } from "./evm-report.ts";
import type { ChainIdentity } from "./identify-chain.ts";
import { openKnowledgeReader } from "./knowledge-reader.ts";
import { minimum } from "./minimum.ts";
import { openNativeCheck } from "./native-check.ts";
import { openOpeningReader } from "./opening-balances.ts";
import { openUnitReader } from "./read-unit.ts";
import type { RpcClient } from "./rpc-client.ts";
import type { RpcLimits } from "./rpc-limits.ts";
import { openTokenReader } from "./token-metadata.ts";
import { openTracedBlocks } from "./traced-blocks.ts";
import { openTraitReader } from "./trait-reader.ts";
import { emptyUnread } from "./unread.ts";

/** What reading a segment needs of its source. */
export interface SegmentSource {
  readonly identity: ChainIdentity;
  readonly reader: ChainReader;
  readonly client: RpcClient;
  readonly limits: RpcLimits;
  readonly tokens: ReadonlySet<string> | null;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  /** Are call traces a part of this reading? */
  readonly isTraced: boolean;
  readonly asksOpenings: boolean;
}

/** One run over the final blocks of a segment. What lies beyond the last final block is cut, and told. */
export async function readSegment(
  source: SegmentSource,
  segment: BlockInterval,
  context: SegmentContext,
): Promise<EvmIngestReport> {
  const { identity, reader, client, limits, tokens, accounts, isTraced } = source;
  if (segment.from < 0n || segment.from > segment.to)
    fail("USAGE", { found: `blocks ${segment.from} to ${segment.to}`, expected: "a first block that is not after the last" });
  const final = await finalFor(reader, segment);
  if (segment.from > final) failUnfinal(segment, final);
  const to = minimum(segment.to, final);
  const range = await fixRange(reader, { ...identity, from: segment.from, to, final });
  const chain = makeEvmChain({ chainId: range.chainId, fileSha256: range.file.sha256, tokens, accounts });
  const unread = emptyUnread();
  const options =
    compactJson({
      tokens: tokens === null ? null : [...tokens].sort(),
      accounts: accounts === null ? null : [...accounts].sort(),
      blocksPerUnit: limits.blocksPerUnit.toString(),
      traces: isTraced,
      openings: source.asksOpenings,
      balanceChecks: limits.balanceChecksPerUnitMax,
    }) ?? "";
  const { isDone, itemsAcknowledged } = await context.store.beginRun({ file: range.file, options });
  const isBegun = isDone || itemsAcknowledged > 0n;
  const traced = await openTracedBlocks({ chain, range, reader, readRanges: (isBegun ? context.readRanges : null) ?? null });
  const units = openUnitReader({
    chain,
    range,
    reader,
    blocksPerUnit: limits.blocksPerUnit,
    openings: source.asksOpenings ? openOpeningReader({ chain, client, range, pairsMax: limits.openingsPerUnitMax }) : null,
    tokens: openTokenReader({ chain, client, block: range.to }),
    knowledge: openKnowledgeReader(client, range.to),
    traits: openTraitReader({ chain, client, pairsMax: limits.balanceChecksPerUnitMax }),
    native: openNativeCheck({ chain, client, accountsMax: limits.balanceChecksPerUnitMax }),
    unread,
    onTraced: traced.add,
  });
  const report = await ingestUnits({
    store: context.store,
    file: range.file,
    options,
    unitCount: units.count,
    fetchUnit: units.read,
    finish: async () => {
      await checkEnds(reader, range);
      return isDone && !traced.hasNew() ? [] : coverageItems(chain, range, await traced.parts());
    },
    limits: context.limits,
    signal: context.signal,
    onProgress: context.onProgress,
    onAcknowledged: context.onAcknowledged,
  });
  const notes = [...units.notes(), ...(to < segment.to ? [cutFinding(segment, to)] : [])];
  return reportUnread(report, { unread, range, notes });
}

/** The last final block: as known before where that reaches far enough, since the endpoint asked now may lag. */
async function finalFor(reader: ChainReader, segment: BlockInterval): Promise<bigint> {
  const known = reader.knownFinal() ?? -1n;
  if (known >= segment.to) return known;
  const asked = (await reader.final())?.number ?? -1n;
  return asked > known ? asked : known;
}

function failUnfinal(segment: BlockInterval, final: bigint): never {
  return fail("USAGE", {
    found: `blocks ${segment.from} to ${segment.to}`,
    expected: final < 0n ? "a chain that has a final block" : `a first block of at most ${final}, the last final one`,
  });
}

function cutFinding(segment: BlockInterval, to: bigint): Finding {
  return {
    code: "SOURCE_PARTIAL",
    found: `blocks ${to + 1n} to ${segment.to}, which are not final`,
    expected: `a range that ends at block ${to}; only final blocks enter the ledger`,
    where: { path: `blocks ${segment.from}..${segment.to}` },
  };
}

/** Asks again for what was fixed at the start: an endpoint that has changed its mind has not been read as one chain. */
async function checkEnds(reader: ChainReader, range: EvmRange): Promise<void> {
  const genesis = await reader.header(0n);
  checkSame("genesis block", ["hash before the range", range.genesisHash], ["hash after it", genesis.hash]);
  const last = await reader.header(range.to);
  if (last.hash !== range.last.hash)
    fail("CHAIN_REORGANISED", {
      found: `hash after the range ${last.hash}`,
      expected: `a block that stays, since it was final: ${range.last.hash}`,
      where: { path: `block ${range.to}` },
    });
}

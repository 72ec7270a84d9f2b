import {
  type BlockRef,
  type ChainSource,
  type EndpointLimits,
  type EndpointPool,
  type FinalityRule,
  finalityOf,
  openEndpointPool,
  type Scheduler,
  type SegmentContext,
  type Transport,
} from "@tributary/chain-kit";
import { type AccountId, fail } from "@tributary/domain";
import type { IngestReport, PendingBlock } from "@tributary/pipeline-kit";
import type { BlockHeader } from "./block-header.ts";
import { toBlockRef } from "./block-ref.ts";
import { headersBeforeRange } from "./block-times.ts";
import { type ChainParameters, chainOfGenesis, parametersOf } from "./chain-parameters.ts";
import { checkParent } from "./check-block.ts";
import { type HeaderReader, openHeaderReader } from "./header-reader.ts";
import { readPendingBlock } from "./read-pending-block.ts";
import { readingOf, readRange } from "./read-range.ts";
import { readWatched } from "./read-watched.ts";
import { openRpcFeed } from "./rpc-feed.ts";
import { toHash, toHeight } from "./rpc-value.ts";

export interface OpenBitcoinSource {
  /** http or https, user and password in it; nothing else is contacted, and none of it appears in an error, log or record. */
  readonly urls: readonly string[];
  /** Endpoints that must say the same; default 1. They must be able to do the same: where one tells spent outputs, all must. */
  readonly quorum?: number | undefined;
  readonly limits?: Partial<EndpointLimits> | undefined;
  /** For a network without a known rule. */
  readonly finality?: FinalityRule | undefined;
  /**
   * Accounts to watch: addresses, or outpoints. Whole blocks are read all the same, so that no endpoint learns who is looked at, and only transactions that
   * touch them enter the ledger. Absent or empty: all.
   */
  readonly accounts?: readonly string[] | undefined;
  /**
   * `prove`: each transaction that made what an input spends is asked for and hashed, one request for each, from endpoints with an index of transactions. `believe`: what
   * endpoints state beside a block is taken, and its proof says so. Default `believe`.
   */
  readonly prevouts?: "believe" | "prove" | undefined;
  readonly transport?: Transport | undefined;
  readonly scheduler?: Scheduler | undefined;
  readonly signal?: AbortSignal | undefined;
}

const blocksPerSegment = 144n;

/**
 * Bitcoin over nodes' JSON-RPC (Bitcoin Core, btcd). Asks which network answers, by its genesis block. Errors: USAGE (an endpoint's form, an unknown network, a
 * chain that only shares Bitcoin's beginning, no rule of finality); SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED.
 */
export async function openBitcoinSource(options: OpenBitcoinSource): Promise<ChainSource> {
  const { quorum = 1, finality } = options;
  const pool = openEndpointPool({ ...options, quorum, numbers: "exact" });
  try {
    const genesis = await hashAt(pool, 0n);
    const parameters = parametersOf(chainOfGenesis(genesis ?? ""));
    const { rule } = finalityOf(parameters.chain, finality);
    if (rule.kind === "tag")
      fail("USAGE", {
        found: "a rule of finality by the chain's own tag",
        expected: "a number of blocks: Bitcoin has no such tag",
      });
    for (const { height, hash } of parameters.foreignBlocks)
      if ((await hashAt(pool, height)) === hash)
        fail("USAGE", {
          found: `block ${height} of another chain`,
          expected: `an endpoint that follows ${parameters.network.name}`,
        });
    const headers = openHeaderReader(pool, parameters);
    const accounts = readWatched(options.accounts ?? [], parameters);
    const provesPrevouts = options.prevouts === "prove";
    return sourceOf({ pool, parameters, headers, accounts, provesPrevouts, finalBlocks: rule.blocks });
  } catch (error) {
    pool.close();
    throw error;
  }
}

/** The hash that the quorum has at a height; null where endpoints have no such block. */
async function hashAt(pool: EndpointPool, height: bigint): Promise<string | null> {
  const path = `block ${height}`;
  const { value } = await pool.agree<string | null>({
    path,
    ask: async (endpoint) => {
      const reply = await endpoint.ask("getblockhash", [Number(height)]);
      if (!reply.ok && height === 0n)
        return fail("SOURCE_UNAVAILABLE", { found: `error ${reply.code}`, expected: "a genesis block", where: { path } });
      return reply.ok ? toHash(reply.value, path) : null;
    },
    canonical: (hash) => hash ?? "none",
  });
  return value;
}

interface OpenSource {
  readonly pool: EndpointPool;
  readonly parameters: ChainParameters;
  readonly headers: HeaderReader;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  readonly provesPrevouts: boolean;
  readonly finalBlocks: bigint;
}

function sourceOf(open: OpenSource): ChainSource {
  const { pool, parameters, headers, finalBlocks } = open;
  const head = (): Promise<bigint> =>
    pool.first("head", async (endpoint) => toHeight(await endpoint.demand("getblockcount", []), "getblockcount"));
  return {
    chain: parameters.chain,
    readings: [readingOf(open)],
    blocksPerSegment,
    head,
    final: async () => {
      const number = (await head()) - finalBlocks;
      return number < 0n ? null : toBlockRef(await headers.at(number));
    },
    header: async (number) => toBlockRef(await headers.at(number)),
    readSegment: (segment, context) => readSegment(open, { ...segment, context, head }),
    readPending: (ref) => readPending(open, ref),
    findings: pool.findings,
    metrics: pool.metrics,
    close: pool.close,
  };
}

interface SegmentToRead {
  readonly from: bigint;
  readonly to: bigint;
  readonly context: SegmentContext;
  readonly head: () => Promise<bigint>;
}

async function readSegment(open: OpenSource, { from, to, context, head }: SegmentToRead): Promise<IngestReport> {
  const { pool, parameters, headers, accounts } = open;
  if (from < 0n || from > to)
    fail("USAGE", { found: `blocks ${from} to ${to}`, expected: "a first block that is not after the last" });
  const known = await head();
  if (to > known - open.finalBlocks)
    fail("SOURCE_UNAVAILABLE", {
      found: `a head of ${known}, under which the last final block is ${known - open.finalBlocks}`,
      expected: `a head that makes block ${to} final: only final blocks enter the ledger`,
    });
  const last = await headers.at(to);
  const next = to < known ? [await headers.at(to + 1n)] : [];
  for (const header of next) checkParent(header, last);
  const chain = await headers.chainTo(last, windowStart(from));
  return readRange(
    {
      parameters,
      kind: "bitcoin-rpc",
      accounts,
      provesPrevouts: open.provesPrevouts,
      from,
      to,
      headers: [...chain, ...next],
      feed: openRpcFeed(pool, parameters),
      checkEnd: () => checkStays(headers, last),
    },
    context,
  );
}

/** The last block is asked for again: a chain that has changed its mind has not been read as one. */
async function checkStays(headers: HeaderReader, last: BlockHeader): Promise<void> {
  const again = await headers.at(last.height);
  if (again.hash !== last.hash)
    fail("CHAIN_REORGANISED", {
      found: `hash ${again.hash}`,
      expected: `a block that stays, since it counted as final: ${last.hash}`,
      where: { path: `block ${last.height}` },
    });
}

async function readPending(open: OpenSource, ref: BlockRef): Promise<PendingBlock> {
  const { pool, parameters, headers } = open;
  const chain = await headers.chainTo(await headers.byHash(ref.hash, ref.number), windowStart(ref.number));
  return readPendingBlock({ ...open, feed: openRpcFeed(pool, parameters) }, chain);
}

function windowStart(from: bigint): bigint {
  return from > headersBeforeRange ? from - headersBeforeRange : 0n;
}

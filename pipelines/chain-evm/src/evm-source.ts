import {
  type BlockRef,
  type ChainSource,
  type Endpoint,
  type EndpointPool,
  type EndpointPoolOptions,
  type FinalityRule,
  finalityOf,
  openEndpointPool,
  type SegmentContext,
} from "@tributary/chain-kit";
import {
  type AccountId,
  type Digest,
  digestFields,
  evmAccount,
  type Finding,
  fail,
  parseEvmAddress,
  TributaryError,
} from "@tributary/domain";
import { openChainReader } from "./chain-reader.ts";
import type { SenderChecks } from "./check-transactions.ts";
import { checkSame } from "./contradict.ts";
import { decodeBlock, transfersOf } from "./decode-block.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { receiptsReading, tracesReading } from "./evm-coverage.ts";
import type { EvmIngestReport } from "./evm-report.ts";
import { fetchHeader, openBlockFetcher, readScalar } from "./fetch-block.ts";
import { type ChainIdentity, type Identification, identifyChain, isEthereum, strangerFinding } from "./identify-chain.ts";
import { openKnowledgeReader } from "./knowledge-reader.ts";
import { blockTime } from "./movement.ts";
import { readSegment, type SegmentSource } from "./read-segment.ts";
import type { RpcHeader } from "./rpc-block.ts";
import { openRpcClient } from "./rpc-client.ts";
import { type RpcLimits, rpcLimits } from "./rpc-limits.ts";
import { openTraceReader, type TraceMode } from "./trace-reader.ts";

export interface EvmSourceOptions extends Omit<EndpointPoolOptions, "numbers" | "limits"> {
  readonly limits?: Partial<RpcLimits> | undefined;
  /** Default: the chain's own rule; a chain that has none in the table needs one here. */
  readonly finality?: FinalityRule | undefined;
  /** ERC-20 contracts to read; absent or empty: all. */
  readonly tokens?: readonly string[] | undefined;
  /** Default `auto`. */
  readonly traces?: TraceMode | undefined;
  /** Default `recover`, which takes about a millisecond a transaction; `believe` leaves the part `transactions` unproven. */
  readonly senders?: SenderChecks | undefined;
  /** Default: on Ethereum and its test networks a block that does not recompute is refused; elsewhere it is told. */
  readonly mustProve?: boolean | undefined;
  /**
   * Accounts to watch, 0x addresses alone or after the chain's name (`eip155:1:0x…`): whole blocks are read all the same, so that no endpoint learns who is looked at, and only what touches them enters the
   * ledger. Absent or empty: all.
   */
  readonly accounts?: readonly string[] | undefined;
  /** Ask for the balances before each segment. Default: yes; but not for watched accounts, since the question would name them. */
  readonly openings?: boolean | undefined;
}

/** An EVM chain as workers drive it. */
export interface EvmSource extends ChainSource {
  readonly readSegment: (segment: { from: bigint; to: bigint }, context: SegmentContext) => Promise<EvmIngestReport>;
}

/**
 * Asks every endpoint which chain it is of, and whether it has call traces. Errors: USAGE (an endpoint's form, the quorum, a token, a chain without a rule of
 * finality); SOURCE_UNAVAILABLE; SOURCE_INCONSISTENT where endpoints are of different chains and none is in the majority.
 */
export async function openEvmSource(options: EvmSourceOptions): Promise<EvmSource> {
  const limits: RpcLimits = { ...rpcLimits, ...options.limits };
  const tokens = readTokens(options.tokens ?? []);
  const poolOptions: EndpointPoolOptions = { ...options, limits, numbers: "plain" };
  const pool = openEndpointPool(poolOptions);
  try {
    const identity = await identifyChain(poolOptions);
    const finality = finalityOf(`eip155:${identity.chainId}`, options.finality);
    const mustProve = options.mustProve ?? isEthereum(identity.chainId);
    const checkEndpoint = openEndpointCheck(identity, mustProve);
    const fetcher = openBlockFetcher({
      chainId: identity.chainId,
      senders: options.senders ?? "recover",
      mustProve,
    });
    const readers = { pool, finality, fetcher, checkEndpoint };
    const mode = options.traces ?? "auto";
    const isTraced = await findTraces({ ...readers, mode });
    const traces = openTraceReader(pool, isTraced ? mode : "off");
    const reader = openChainReader({ ...readers, traces });
    const segments: SegmentSource = {
      identity,
      reader,
      client: openRpcClient(pool),
      limits,
      tokens,
      isTraced,
      accounts: readAccounts(options.accounts ?? [], identity.chainId),
      asksOpenings: options.openings ?? (options.accounts ?? []).length === 0,
    };
    return makeSource({ pool, segments, findings: identity.findings });
  } catch (error) {
    pool.close();
    throw error;
  }
}

interface OpenSource {
  readonly pool: EndpointPool;
  readonly segments: SegmentSource;
  readonly findings: readonly Finding[];
}

function makeSource({ pool, segments, findings }: OpenSource): EvmSource {
  const { identity, reader, limits, tokens, accounts, isTraced } = segments;
  const chain = makeEvmChain({ chainId: identity.chainId, fileSha256: pendingDigest, tokens, accounts });
  return {
    chain: chain.name,
    readings: isTraced ? [receiptsReading(chain), tracesReading(chain)] : [receiptsReading(chain)],
    blocksPerSegment: limits.blocksPerSegment,
    head: reader.head,
    final: async () => {
      const final = await reader.final();
      return final === null ? null : toRef(final);
    },
    header: async (number) => toRef(await reader.header(number)),
    readSegment: (segment, context) => readSegment(segments, segment, context),
    readPending: async (ref) => {
      const { answer } = await reader.block(ref.number);
      const { number, hash, parentHash, timestamp } = answer.block;
      checkSame(`block ${number}`, ["hash asked for", ref.hash], ["hash", hash]);
      const knowledge = await openKnowledgeReader(segments.client, number).read(answer);
      // Whole, whoever is watched and whatever is read: another reading of the same store may follow the same head.
      const { items } = decodeBlock({ ...chain, tokens: null, accounts: null }, answer, knowledge);
      const time = blockTime(timestamp, `block ${number}`);
      return { chain: chain.name, number, hash, parentHash, time, transfers: transfersOf(items) };
    },
    findings: () => [...findings, ...pool.findings()],
    metrics: pool.metrics,
    close: pool.close,
  };
}

/** Records of a block that is not final are never written: they need a file's digest to be made, and no file. */
const pendingDigest: Digest = digestFields("tributary evm pending", []);

function toRef({ number, hash, parentHash, timestamp }: RpcHeader): BlockRef {
  return { number, hash, parentHash: number === 0n ? "" : parentHash, time: blockTime(timestamp, `block ${number}`) };
}

/** Holds each endpoint against the chain once, before it is first used; one that is of another chain is left each time. */
function openEndpointCheck(chain: Identification, mustProve: boolean): (endpoint: Endpoint) => Promise<void> {
  const known = new Set(chain.known);
  return async (endpoint) => {
    if (known.has(endpoint.name)) return;
    const chainId = readScalar("eth_chainId", await endpoint.demand("eth_chainId", []));
    const { hash } = await fetchHeader(endpoint, { at: 0n, mustProve });
    const found: ChainIdentity = { chainId, genesisHash: hash };
    if (chainId !== chain.chainId || hash !== chain.genesisHash)
      throw new TributaryError(strangerFinding({ name: endpoint.name, found, expected: chain }));
    known.add(endpoint.name);
  };
}

interface TraceQuestion extends Omit<Parameters<typeof openChainReader>[0], "traces"> {
  readonly mode: TraceMode;
}

/** Looks at the last final block, or the head, whether traces can be had at all. */
async function findTraces({ mode, ...readers }: TraceQuestion): Promise<boolean> {
  if (mode !== "auto") return mode === "require";
  const reader = openChainReader({ ...readers, traces: openTraceReader(readers.pool, "off") });
  const traces = openTraceReader(readers.pool, "auto");
  const final = await reader.final();
  // A block without transactions says nothing about traces: some blocks back there is one that does.
  for (let number = final?.number ?? 0n, tries = 0; number > 0n && tries < triesMax; number -= 1n, tries += 1) {
    const { answer } = await reader.block(number);
    if (answer.block.transactions.length > 0) return (await traces.read(answer)) !== null;
  }
  return true;
}

const triesMax = 16;

function readTokens(tokens: readonly string[]): ReadonlySet<string> | null {
  return tokens.length === 0 ? null : new Set(tokens.map((token) => readAddress(token, "token")));
}

function readAccounts(accounts: readonly string[], chainId: bigint): ReadonlySet<AccountId> | null {
  const prefix = `eip155:${chainId}:`;
  const addressOf = (account: string): string => (account.startsWith(prefix) ? account.slice(prefix.length) : account);
  return accounts.length === 0
    ? null
    : new Set(accounts.map((account) => evmAccount(chainId, readAddress(addressOf(account), "account"))));
}

function readAddress(text: string, path: string): string {
  const address = parseEvmAddress(text);
  return address.ok
    ? address.value
    : fail("USAGE", { found: address.refusal.found, expected: address.refusal.expected, where: { path } });
}

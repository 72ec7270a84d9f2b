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
import { type AccountId, compareTransfers, digestText, fail, tronAccount, tronChain } from "@tributary/domain";
import type { PendingBlock } from "@tributary/pipeline-kit";
import { decodeBlock, transfersOf } from "./decode-block.ts";
import { readSegment, type SegmentSource } from "./read-segment.ts";
import { openSecondOpinion } from "./second-opinion.ts";
import { readTronAddress } from "./tron-address.ts";
import { parseHeader, type TronHeader } from "./tron-block.ts";
import { genesisId } from "./tron-chain.ts";
import { readingsOf } from "./tron-coverage.ts";
import { askBlock, openTronReader, type TronReader } from "./tron-reader.ts";
import { recordsOf } from "./tron-record.ts";
import type { TronIngestReport } from "./tron-report.ts";
import { contradict, toAnswer } from "./tron-value.ts";

export interface OpenTronSource {
  /** http or https, the address under which java-tron's `/wallet` stands; nothing else is contacted, and none of it appears in an error, log or record. */
  readonly urls: readonly string[];
  /** Endpoints that must say the same; default 1. Their nodes must keep the same (vm.saveInternalTx). */
  readonly quorum?: number | undefined;
  readonly limits?: Partial<EndpointLimits> | undefined;
  /** Default: the solidified block. */
  readonly finality?: FinalityRule | undefined;
  /** `auto`: internal transactions are a part of the reading where the endpoints keep them. Default `auto`. */
  readonly traces?: "auto" | "require" | "off" | undefined;
  /** `auto`: logs are held against `/jsonrpc` where the endpoint has it. Default `auto`. */
  readonly secondOpinion?: "auto" | "off" | undefined;
  /**
   * Accounts to watch, in any form of an address: whole blocks are read all the same, so that no endpoint learns who is looked at, and only what
   * touches them enters the ledger. Absent or empty: all.
   */
  readonly accounts?: readonly string[] | undefined;
  readonly transport?: Transport | undefined;
  readonly scheduler?: Scheduler | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** TRON as workers drive it. */
export interface TronSource extends ChainSource {
  readonly readSegment: (segment: { from: bigint; to: bigint }, context: SegmentContext) => Promise<TronIngestReport>;
}

const blocksPerSegment = 1_000n;

/**
 * TRON's main network over java-tron's HTTP API. Asks which network answers, by its genesis block, and whether it keeps internal transactions.
 * Errors: USAGE (an endpoint's form, the quorum, another network than the main one); SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED.
 */
export async function openTronSource(options: OpenTronSource): Promise<TronSource> {
  const { quorum = 1, secondOpinion = "auto", traces = "auto" } = options;
  const accounts = readAccounts(options.accounts ?? []);
  const pool = openEndpointPool({ ...options, quorum, numbers: "exact" });
  try {
    const finality = finalityOf(tronChain, options.finality);
    await checkNetwork(pool);
    const reader = openTronReader({ pool, finality, secondOpinion: secondOpinion === "off" ? null : openSecondOpinion() });
    const isTraced = traces === "auto" ? await keepsInternals(reader) : traces === "require";
    return sourceOf({ pool, reader, isTraced, secondOpinion, accounts });
  } catch (error) {
    pool.close();
    throw error;
  }
}

function readAccounts(texts: readonly string[]): ReadonlySet<AccountId> | null {
  if (texts.length === 0) return null;
  return new Set(
    texts.map((text) => {
      const address = readTronAddress(text.startsWith(`${tronChain}:`) ? text.slice(tronChain.length + 1) : text);
      return address.ok
        ? tronAccount(address.value)
        : fail("USAGE", { found: address.refusal.found, expected: address.refusal.expected, where: { path: "account" } });
    }),
  );
}

async function checkNetwork(pool: EndpointPool): Promise<void> {
  const { value } = await pool.agree({
    path: "block 0",
    ask: async (endpoint) => parseHeader(toAnswer(await askBlock(endpoint, 0n), "block 0")).id,
    canonical: (id) => id,
  });
  if (value !== genesisId)
    fail("USAGE", {
      found: `a network whose first block is ${value}`,
      expected: `TRON's main network, whose first block is ${genesisId}`,
    });
}

const triesMax = 16n;

/** A node keeps internal transactions only when it is told to; the last blocks show it. Contracts that ran and called nothing do not. */
async function keepsInternals(reader: TronReader): Promise<boolean> {
  const final = (await reader.final())?.number ?? -1n;
  let runs = 0n;
  for (let number = final; number > 0n && number > final - triesMax; number -= 1n) {
    const { seen } = decodeBlock(await reader.block(number), unsealed);
    if (seen.internalTransactions > 0n) return true;
    runs += seen.contractRuns;
  }
  return runs === 0n;
}

/** Of records that enter no ledger. */
const unsealed = { makeRecord: recordsOf(digestText("pending")), isTraced: false };

function sourceOf(segments: SegmentSource): TronSource {
  const { pool, reader } = segments;
  return {
    chain: tronChain,
    readings: readingsOf(segments),
    blocksPerSegment,
    head: reader.head,
    final: async () => {
      const final = await reader.final();
      return final === null ? null : toRef(final);
    },
    header: async (number) => toRef(await reader.header(number)),
    readSegment: (segment, context) => readSegment(segments, segment, context),
    readPending: (ref) => readPending(segments, ref),
    findings: pool.findings,
    metrics: pool.metrics,
    close: pool.close,
  };
}

/** Whole, whoever is watched: another reading of the same store may follow the same head. */
async function readPending({ reader }: SegmentSource, ref: BlockRef): Promise<PendingBlock> {
  const known = await reader.block(ref.number);
  if (known.block.id !== ref.hash) contradict(`block ${ref.number}`, ["blockID", ref.hash], ["blockID", known.block.id]);
  const { items } = decodeBlock(known, unsealed);
  return { chain: tronChain, ...toRef(known.block), transfers: [...transfersOf(items)].sort(compareTransfers) };
}

function toRef({ number, id, parentId, time }: TronHeader): BlockRef {
  return { number, hash: id, parentHash: number === 0n ? "" : parentId, time };
}

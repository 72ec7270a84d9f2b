import { fail, parseEvmAddress, TributaryError } from "@tributary/domain";
import {
  type AcknowledgedBatch,
  type IngestItem,
  type IngestProgress,
  type IngestStore,
  type IngestUnits,
  ingestUnits,
} from "@tributary/pipeline-kit";
import { type ChainReader, openChainReader } from "./chain-reader.ts";
import { checkSame } from "./check-block.ts";
import { compactJson } from "./compact-json.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { coverageItem } from "./evm-coverage.ts";
import { type EvmRange, fixRange } from "./evm-range.ts";
import { type EvmIngestReport, reportUnread } from "./evm-report.ts";
import { openOpeningReader } from "./opening-balances.ts";
import { openUnitReader } from "./read-unit.ts";
import { openRpcClient, type RpcClient } from "./rpc-client.ts";
import { type RpcLimits, rpcLimits } from "./rpc-limits.ts";
import { openTokenReader } from "./token-metadata.ts";
import { emptyUnread } from "./unread.ts";

export interface IngestEvm {
  readonly store: IngestStore;
  /** http or https. Nothing else is contacted; it appears in no error, log or record. */
  readonly rpcUrl: string;
  /** First and last block, both included. */
  readonly from: bigint;
  readonly to: bigint;
  /** ERC-20 contracts to read; absent or empty: all. */
  readonly tokens?: readonly string[] | undefined;
  readonly limits?: Partial<RpcLimits> | undefined;
  /** Bounds of the import itself: records in a durable batch, blocks in flight. */
  readonly ingestLimits?: IngestUnits["limits"];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

/**
 * Reads a range of blocks of an EVM chain into the ledger: native transfers, fees, ERC-20 transfers, mint and burn, balances
 * known before the range, what tokens say of themselves, and the interval covered. Resumes where it stopped.
 * Errors: USAGE (the range, the endpoint's form, a token), SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED,
 * CHAIN_REORGANISED where a block that was called final changes meanwhile.
 */
export async function ingestEvm(request: IngestEvm): Promise<EvmIngestReport> {
  const limits = { ...rpcLimits, ...request.limits };
  const tokens = readTokens(request.tokens ?? []);
  const client = openRpcClient({ url: request.rpcUrl, limits });
  const close = (): void => client.close();
  request.signal?.addEventListener("abort", close, { once: true });
  try {
    const reader = openChainReader(client);
    const range = await fixRange(reader, request);
    return await ingestRange({ request, limits, tokens, client, reader, range });
  } finally {
    request.signal?.removeEventListener("abort", close);
    client.close();
  }
}

interface OpenIngest {
  readonly request: IngestEvm;
  readonly limits: RpcLimits;
  readonly tokens: ReadonlySet<string> | null;
  readonly client: RpcClient;
  readonly reader: ChainReader;
  readonly range: EvmRange;
}

async function ingestRange({ request, limits, tokens, client, reader, range }: OpenIngest): Promise<EvmIngestReport> {
  const chain = makeEvmChain({ chainId: range.chainId, fileSha256: range.file.sha256, tokens });
  const unread = emptyUnread();
  const blocksPerUnit = limits.blocksPerUnit;
  const options =
    compactJson({ tokens: tokens === null ? null : [...tokens].sort(), blocksPerUnit: blocksPerUnit.toString() }) ?? "";
  const { isDone } = await request.store.beginRun({ file: range.file, options });
  const units = openUnitReader({
    chain,
    range,
    reader,
    blocksPerUnit,
    openings: openOpeningReader({ chain, client, range, pairsMax: limits.openingsPerUnitMax }),
    tokens: openTokenReader({ chain, client, block: range.to }),
    unread,
  });
  const report = await ingestUnits({
    store: request.store,
    file: range.file,
    options,
    unitCount: units.count,
    fetchUnit: units.read,
    finish: () => finishRange({ reader, range, items: isDone ? [] : coverageItem(chain, range) }),
    limits: request.ingestLimits,
    signal: request.signal,
    onProgress: request.onProgress,
    onAcknowledged: request.onAcknowledged,
  });
  return reportUnread(report, { unread, range });
}

/** Asks again for what was fixed at the start: an endpoint that has changed its mind has not been read as one chain. */
async function finishRange(end: {
  reader: ChainReader;
  range: EvmRange;
  items: readonly IngestItem[];
}): Promise<readonly IngestItem[]> {
  const { reader, range } = end;
  checkSame("chain id", ["before the range", range.chainId], ["after it", await reader.chainId()]);
  checkSame("genesis block", ["hash before the range", range.genesisHash], ["hash after it", (await reader.header(0n)).hash]);
  try {
    const last = await reader.header(range.to);
    checkSame(`block ${range.to}`, ["hash before the range", range.last.hash], ["hash after it", last.hash]);
  } catch (error) {
    if (!(error instanceof TributaryError && error.code === "SOURCE_INCONSISTENT" && range.isFinalized)) throw error;
    fail("CHAIN_REORGANISED", {
      ...error.finding,
      expected: `a block that stays, since the endpoint called it final: ${range.last.hash}`,
    });
  }
  return end.items;
}

function readTokens(tokens: readonly string[]): ReadonlySet<string> | null {
  if (tokens.length === 0) return null;
  return new Set(
    tokens.map((token) => {
      const address = parseEvmAddress(token);
      return address.ok
        ? address.value
        : fail("USAGE", { found: address.refusal.found, expected: address.refusal.expected, where: { path: "token" } });
    }),
  );
}

import { type FinalityRule, readRangesOf } from "@tributary/chain-kit";
import type { AcknowledgedBatch, IngestProgress, IngestStore, IngestUnits, Store } from "@tributary/pipeline-kit";
import type { EvmIngestReport } from "./evm-report.ts";
import { openEvmSource } from "./evm-source.ts";
import type { RpcLimits } from "./rpc-limits.ts";

export interface IngestEvm {
  readonly store: IngestStore & Pick<Store, "query">;
  /** http or https. Nothing else is contacted; it appears in no error, log or record. */
  readonly rpcUrl: string;
  /** First and last block, both included. */
  readonly from: bigint;
  readonly to: bigint;
  /** ERC-20 contracts to read; absent or empty: all. */
  readonly tokens?: readonly string[] | undefined;
  /** Default: the chain's own rule. */
  readonly finality?: FinalityRule | undefined;
  readonly limits?: Partial<RpcLimits> | undefined;
  /** Bounds of the import itself: records in a durable batch, blocks in flight. */
  readonly ingestLimits?: IngestUnits["limits"];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
}

/** Reads a range of final blocks from one endpoint as one segment. Resumes where it stopped. Errors: those of `openEvmSource` and its `readSegment`. */
export async function ingestEvm(request: IngestEvm): Promise<EvmIngestReport> {
  const { store, rpcUrl, from, to, ingestLimits, signal, onProgress, onAcknowledged, ...options } = request;
  const source = await openEvmSource({ ...options, urls: [rpcUrl], quorum: 1, signal });
  try {
    return await source.readSegment(
      { from, to },
      {
        store,
        readRanges: readRangesOf(store),
        signal,
        limits: ingestLimits,
        onProgress,
        onAcknowledged,
      },
    );
  } finally {
    source.close();
  }
}

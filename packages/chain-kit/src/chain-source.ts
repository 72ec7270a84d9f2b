import type { Finding, UtcMicros } from "@tributary/domain";
import type { IngestReport, IngestStore, IngestUnits, PendingBlock } from "@tributary/pipeline-kit";
import type { BlockInterval } from "./block-interval.ts";
import type { EndpointMetrics } from "./endpoint.ts";
import type { HeldOutputs } from "./held-outputs.ts";
import type { ReadRanges } from "./read-ranges.ts";

/** A block by its place and its hash. */
export interface BlockRef {
  readonly number: bigint;
  readonly hash: string;
  /** Empty for the genesis block. */
  readonly parentHash: string;
  readonly time: UtcMicros;
}

/** When a block counts as final: by the chain's own tag, or so many blocks under the head. */
export type FinalityRule = { readonly kind: "tag" } | { readonly kind: "depth"; readonly blocks: bigint };

/** What a segment's reading is given from outside. */
export interface SegmentContext {
  readonly store: IngestStore;
  /** What the ledger knows of outputs that a UTXO chain's blocks spend. Absent: nothing. */
  readonly heldOutputs?: HeldOutputs | undefined;
  /** Which blocks the ledger has already: what an earlier part of the same run read. Absent: none is known. */
  readonly readRanges?: ReadRanges | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: IngestUnits["limits"];
  readonly onProgress?: IngestUnits["onProgress"];
  readonly onAcknowledged?: IngestUnits["onAcknowledged"];
}

/**
 * One chain over its endpoints, as the worker drives it. Made by a pipeline after it has asked which chain answers (a chain without a known
 * finality rule is USAGE).
 */
export interface ChainSource {
  /** CAIP-2. */
  readonly chain: string;
  /** What a segment read by this source completes, as `ledger.block_range` names it: `receipts`, `traces`. A range is missing until all are there. */
  readonly readings: readonly string[];
  readonly blocksPerSegment: bigint;
  readonly head: () => Promise<bigint>;
  /** The last final block by the chain's rule; null before the first one. */
  readonly final: () => Promise<BlockRef | null>;
  readonly header: (number: bigint) => Promise<BlockRef>;
  /**
   * Reads final blocks into the ledger, resumable: transfers, proofs, ranges, coverage. Errors: SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT,
   * SOURCE_MALFORMED; CHAIN_REORGANISED where a final block is off the chain.
   */
  readonly readSegment: (segment: BlockInterval, context: SegmentContext) => Promise<IngestReport>;
  /** One block that is not final yet, decoded and checked, for the pending area alone. */
  readonly readPending: (ref: BlockRef) => Promise<PendingBlock>;
  /** What endpoints did wrong so far, each named with both answers. */
  readonly findings: () => readonly Finding[];
  readonly metrics: () => readonly EndpointMetrics[];
  readonly close: () => void;
}

import type { Finding } from "@tributary/domain";
import type { BlockInterval } from "./block-interval.ts";
import type { BlockRef } from "./chain-source.ts";
import type { EndpointMetrics } from "./endpoint.ts";

/** What a worker did, and what is not there. */
export interface WorkReport {
  readonly chain: string;
  readonly readings: readonly string[];
  /** What was asked for; null where nothing of the chain is final yet. */
  readonly required: BlockInterval | null;
  /** The last final block when it was last asked for. */
  readonly final: BlockRef | null;
  /** Nothing required is missing, nothing was kept apart, and no segment that this run read says that it certainly lacks something. */
  readonly isComplete: boolean;
  /** Stopped by its signal. */
  readonly isInterrupted: boolean;
  readonly segmentsDone: bigint;
  /** Segments that could not be read; their blocks are in `missing`, the reasons in `findings`. */
  readonly segmentsRefused: bigint;
  /** Blocks that this run read completely. */
  readonly blocksRead: bigint;
  /** Required blocks that the ledger does not hold completely, those that are not final yet included. */
  readonly missing: readonly BlockInterval[];
  /** Source records, as an import counts them: `records = added + same + rejected + conflicts`. */
  readonly records: bigint;
  readonly added: bigint;
  readonly same: bigint;
  readonly rejected: bigint;
  readonly conflicts: bigint;
  readonly rowsByTable: Readonly<Record<string, bigint>>;
  readonly pending: PendingCounts;
  /** Of the work and of the endpoints, the first of each. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: bigint;
  readonly metrics: readonly EndpointMetrics[];
}

/** What became of blocks that were not final. */
export interface PendingCounts {
  readonly added: bigint;
  /** Off the chain before they were final. */
  readonly dropped: bigint;
  /** Blocks that the deepest reorganisation took back. */
  readonly deepestReorg: bigint;
}

/** A sign of life of a worker. */
export interface WorkProgress {
  readonly chain: string;
  readonly phase: "reading" | "pending" | "waiting" | "finished";
  /** Null where no segment is being read. */
  readonly segment: BlockInterval | null;
  /** Blocks of this round, whole ones; that of the segment at hand is an estimate by its units. */
  readonly blocksDone: bigint;
  readonly blocksTotal: bigint;
  readonly blocksPerSecond: number;
  /** Null while nothing can be said. */
  readonly remainingMilliseconds: number | null;
  readonly records: bigint;
  readonly final: bigint | null;
  readonly head: bigint | null;
  /** Of all endpoints together. */
  readonly requestsPerSecondMax: number;
}

/** Every bound of a worker, by name. */
export interface WorkLimits {
  /** Segments in a row that no endpoint serves, before the run ends. */
  readonly segmentFailuresMax: number;
  /** Times that a block's hash is asked for before the ledger's own counts as off the chain. */
  readonly hashAsksMax: number;
  /** Blocks under the last pending one that are looked through for the block that both chains share; beyond, all pending blocks go. */
  readonly reorgDepthMax: number;
  /** Blocks above the last final one that the pending area holds. */
  readonly pendingBlocksMax: bigint;
  /** Pending blocks that are read at the same time and written together. */
  readonly pendingReadsMax: number;
  /** The longest pause after rounds that failed; the first is the poll's own, doubled each time. */
  readonly roundRetryMillisecondsMax: number;
  /** Findings that a report shows; the rest is counted. */
  readonly findingsShownMax: number;
}

export const workLimits: WorkLimits = {
  segmentFailuresMax: 3,
  hashAsksMax: 3,
  reorgDepthMax: 256,
  pendingBlocksMax: 1_024n,
  pendingReadsMax: 8,
  roundRetryMillisecondsMax: 300_000,
  findingsShownMax: 100,
};

import type { ProofState } from "@tributary/domain";
import type { BlockHeader } from "./block-header.ts";
import type { BitcoinBlock } from "./check-block.ts";
import type { CertainOutputs, StatedOutputs } from "./spent-outputs.ts";

/** A checked block with what its source states of the outputs that it spends. */
export interface FedBlock {
  readonly block: BitcoinBlock;
  readonly stated: StatedOutputs;
  /** How surely the stated outputs are known. */
  readonly state: ProofState;
}

/** Where blocks come from: endpoints, or a node's own files. */
export interface BlockFeed {
  /**
   * The block of a header that is known to be on the chain; `certain`: outputs that no source may state otherwise. Errors: SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED.
   */
  readonly block: (header: BlockHeader, certain: CertainOutputs) => Promise<FedBlock>;
  /** Outputs by the txids of the transactions that made them, each proven by its hash; those that are not to be had are left out. */
  readonly outputsOf: (txids: ReadonlySet<string>) => Promise<StatedOutputs>;
}

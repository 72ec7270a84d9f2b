import type { AccountId, Outpoint } from "@tributary/domain";
import { outputsHeld } from "@tributary/queries";
import type { WorkStore } from "./work-options.ts";

/** An output of a UTXO chain that the ledger has from the block that made it. */
export interface HeldOutput extends Outpoint {
  readonly atoms: bigint;
}

/** What the ledger knows of outputs; those that it does not know are left out. */
export type HeldOutputs = (outpoints: readonly AccountId[]) => Promise<readonly HeldOutput[]>;

/** Outputs as the blocks in this store made them. */
export function heldOutputsOf(store: Pick<WorkStore, "query">): HeldOutputs {
  return async (outpoints) => (outpoints.length === 0 ? [] : store.query(outputsHeld, { outpoints }));
}

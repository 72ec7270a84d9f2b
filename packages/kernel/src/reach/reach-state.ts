import type { ReachRecord } from "./fields.ts";
import type { ReachLedger } from "./reach-ledger.ts";
import type { ReachModule } from "./reach-module.ts";

/** What a reach works with from question to question. */
export interface ReachState {
  readonly ledger: ReachLedger;
  readonly record: ReachRecord;
  readonly module: ReachModule;
  /** A bit per place for a reach to note the part in, where the ledger has ends; 0 where it has none. */
  readonly partBits: number;
  /** So many times the places marked must be more than the places left for all of them to be looked at. 0: never. */
  readonly scanShare: number;
  /** Where the heap stands without the conversions that act. */
  readonly base: number;
  /** Where it stands between questions. */
  mark: number;
}

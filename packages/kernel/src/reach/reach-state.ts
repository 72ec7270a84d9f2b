import type { ReachRecord } from "./fields.ts";
import type { ReachLedger } from "./reach-ledger.ts";
import type { ReachModule } from "./reach-module.ts";

/** What a reach works with from question to question. */
export interface ReachState {
  readonly ledger: ReachLedger;
  readonly record: ReachRecord;
  readonly module: ReachModule;
  /** Where the heap stands without the conversions that act. */
  readonly base: number;
  /** Where it stands between questions. */
  mark: number;
}

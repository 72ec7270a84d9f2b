import type { AccountId, AssetId } from "@tributary/domain";
import type { PositionStatus } from "./trace-result.ts";

/** What happened to traced value, in the order traced. Only amounts above zero are entered. */
export type JournalEntry = SeedEntry | SettleEntry | MoveEntry | ConvertEntry;

/** An account seed labelled value at its account. `status` is `held` unless the account is a stop. */
interface SeedEntry {
  readonly kind: "seed";
  /** Position in the request's claims. */
  readonly claim: number;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
  readonly status: PositionStatus;
}

/** A stop would have paid on what it held from before it was one: that is a final position there. */
interface SettleEntry {
  readonly kind: "settle";
  readonly claim: number;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
}

/** A transfer carried traced value: `carriedAtoms` from what the payer held, `seededAtoms` by a transfer seed. */
export interface MoveEntry {
  readonly kind: "move";
  readonly transfer: string;
  readonly claim: number;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly carriedAtoms: bigint;
  readonly seededAtoms: bigint;
  /** What becomes of it at the receiver: `held`, or why it was set aside. */
  readonly status: PositionStatus;
}

/** A leg of a conversion: an out leg took value from its payer into the conversion, or an in leg brought it to its receiver. */
export interface ConvertEntry extends Omit<MoveEntry, "kind"> {
  readonly kind: "convert-out" | "convert-in";
  readonly conversion: string;
}

import type { AccountId, Transfer } from "@tributary/domain";

/** What the search for conversions needs of one transaction. */
export interface Transaction {
  /** CAIP-2. */
  readonly chain: string;
  /** The transaction's hash, as its transfers carry it. */
  readonly reference: string;
  /** Who signed it. */
  readonly initiator: AccountId;
  /** The account that it calls; null where it creates a contract, or where that is not known. */
  readonly called: AccountId | null;
  /** The accounts that emitted an event in it: contracts that act for others. A person's account emits none. */
  readonly emitters: ReadonlySet<AccountId>;
  /** All of its transfers on this chain, fees included. */
  readonly transfers: readonly Transfer[];
}

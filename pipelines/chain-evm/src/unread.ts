/**
 * What the answers show to exist and an import does not book. Counted, so that no result pretends to have read it.
 * Mutable while a range is being read.
 */
export interface Unread {
  /** Transactions that may have run a contract: value moved by its own calls is not visible without tracing. */
  transactionsWithCode: bigint;
  /** Blocks whose receipts do not hash to the root in their header: nothing proves that no log is missing. */
  unprovenBlocks: bigint;
  /** Blocks of the time of mining: the beneficiary's reward is in no transaction and no log. */
  minedBlocks: bigint;
  /** Transactions with a rollup's fee for its parent chain, which goes to accounts that the receipt does not name. */
  rollupFees: bigint;
  /** ERC-721 transfers: numbered things, not amounts. */
  nonFungibleTransfers: bigint;
  /** Tether's `Issue` and `Redeem`, which do not say whose balance changed. */
  supplyChanges: bigint;
  /** Destructions that the same transaction already shows as a burn. */
  repeatedDestructions: bigint;
  /** Token logs of contracts that were not asked for. */
  logsOfOtherTokens: bigint;
  /** Balances before the range that the node could not tell. */
  openingsUnknown: bigint;
  /** Balances before the range that were not asked for, because `openingsMax` was reached. */
  openingsBeyondLimit: bigint;
}

export function emptyUnread(): Unread {
  return {
    transactionsWithCode: 0n,
    unprovenBlocks: 0n,
    minedBlocks: 0n,
    rollupFees: 0n,
    nonFungibleTransfers: 0n,
    supplyChanges: 0n,
    repeatedDestructions: 0n,
    logsOfOtherTokens: 0n,
    openingsUnknown: 0n,
    openingsBeyondLimit: 0n,
  };
}

export function addUnread(total: Unread, part: Unread): void {
  total.transactionsWithCode += part.transactionsWithCode;
  total.unprovenBlocks += part.unprovenBlocks;
  total.minedBlocks += part.minedBlocks;
  total.rollupFees += part.rollupFees;
  total.nonFungibleTransfers += part.nonFungibleTransfers;
  total.supplyChanges += part.supplyChanges;
  total.repeatedDestructions += part.repeatedDestructions;
  total.logsOfOtherTokens += part.logsOfOtherTokens;
  total.openingsUnknown += part.openingsUnknown;
  total.openingsBeyondLimit += part.openingsBeyondLimit;
}

/**
 * What the answers show to exist and an import does not book. Counted, so that no result pretends to have read it.
 * Mutable while a range is being read.
 */
export interface Unread {
  /** Transactions that may have run a contract, where no trace is known: value moved by its own calls is not visible. */
  transactionsWithCode: bigint;
  /** Blocks whose receipts do not hash to the root in their header: nothing proves that no log is missing. */
  unprovenBlocks: bigint;
  /** Blocks of the time of mining, some reward of which is in nothing that was read. */
  minedBlocks: bigint;
  /** Blocks whose rewards were worked out by the rules of their time, since no endpoint told them. Booked. */
  computedRewards: bigint;
  /** Transactions with an operator's fee beside a rollup's other fees, which its receipt does not state in full. */
  rollupFees: bigint;
  /** Tether's `Issue` and `Redeem` where nothing shows who called. */
  supplyChanges: bigint;
  /** Destructions that the same transaction already shows as a burn. */
  repeatedDestructions: bigint;
  /** Events like a wrapped native asset's of contracts that did not take in or pay out that value, or that no endpoint says to keep amounts. */
  unsettledWraps: bigint;
  /** One end of a bridge, by its event, of which the transaction shows no transfer. */
  unplacedBridgeEvents: bigint;
  /** Token logs of contracts that were not asked for. */
  logsOfOtherTokens: bigint;
  /** Accounts whose native balance is not what the transfers make of it, where it was asked for. */
  unexplainedBalances: bigint;
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
    computedRewards: 0n,
    rollupFees: 0n,
    supplyChanges: 0n,
    repeatedDestructions: 0n,
    unsettledWraps: 0n,
    unplacedBridgeEvents: 0n,
    logsOfOtherTokens: 0n,
    unexplainedBalances: 0n,
    openingsUnknown: 0n,
    openingsBeyondLimit: 0n,
  };
}

export function addUnread(total: Unread, part: Unread): void {
  total.transactionsWithCode += part.transactionsWithCode;
  total.unprovenBlocks += part.unprovenBlocks;
  total.minedBlocks += part.minedBlocks;
  total.computedRewards += part.computedRewards;
  total.rollupFees += part.rollupFees;
  total.supplyChanges += part.supplyChanges;
  total.repeatedDestructions += part.repeatedDestructions;
  total.unsettledWraps += part.unsettledWraps;
  total.unplacedBridgeEvents += part.unplacedBridgeEvents;
  total.logsOfOtherTokens += part.logsOfOtherTokens;
  total.unexplainedBalances += part.unexplainedBalances;
  total.openingsUnknown += part.openingsUnknown;
  total.openingsBeyondLimit += part.openingsBeyondLimit;
}

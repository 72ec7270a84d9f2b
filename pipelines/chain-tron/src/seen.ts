/** What a range's answers showed. Mutable while the range is being read. */
export interface Seen {
  transactions: bigint;
  /** Transactions that ran a contract's code. */
  contractRuns: bigint;
  internalTransactions: bigint;
  /** Transactions that their node keeps no TransactionInfo of. */
  withoutInfo: bigint;
  /** Parts of transactions that may have moved value and are not booked. */
  notBooked: bigint;
  /** Blocks whose logs a second interface of the same endpoint gave too, the same. */
  logsTwice: bigint;
}

export function emptySeen(): Seen {
  return {
    transactions: 0n,
    contractRuns: 0n,
    internalTransactions: 0n,
    withoutInfo: 0n,
    notBooked: 0n,
    logsTwice: 0n,
  };
}

export function addSeen(total: Seen, part: Seen): void {
  total.transactions += part.transactions;
  total.contractRuns += part.contractRuns;
  total.internalTransactions += part.internalTransactions;
  total.withoutInfo += part.withoutInfo;
  total.notBooked += part.notBooked;
  total.logsTwice += part.logsTwice;
}

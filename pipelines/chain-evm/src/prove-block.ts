import { checkDerived } from "./check-derived.ts";
import { believedSenders, checkTransactions, checkWithdrawals, type SenderChecks } from "./check-transactions.ts";
import { proven, type Verdict } from "./check-verdict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { checkHeaderHash } from "./header-hash.ts";
import { checkReceipts } from "./receipts-root.ts";

/** What of a block is recomputed up to its hash, part by part. */
export interface BlockVerdicts {
  readonly transactions: Verdict;
  readonly receipts: Verdict;
  readonly withdrawals: Verdict;
}

/** Recomputes a block whose answers agree with each other (`checkBlock`). A header that does not hash to the block's hash proves no part. */
export function proveBlock(answer: BlockAnswer, senders: SenderChecks): BlockVerdicts {
  const header = checkHeaderHash(answer.block.raw);
  if (!header.isProven) return { transactions: header, receipts: header, withdrawals: header };
  const transactions = checkTransactions(answer.block, senders);
  const roots = checkReceipts(answer);
  return {
    transactions,
    receipts: roots.isProven ? checkDerived(answer) : roots,
    withdrawals: checkWithdrawals(answer.block),
  };
}

/** The first check that did not bear out; senders that were believed on wish only where nothing else is amiss; proven where every part is. */
export function worstOf(verdicts: BlockVerdicts): Verdict {
  const failed = [verdicts.transactions, verdicts.receipts, verdicts.withdrawals].filter((verdict) => !verdict.isProven);
  return failed.find(({ check }) => check !== believedSenders) ?? failed[0] ?? proven;
}

import type { BlockAnswer } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import { isOutcomeOpen } from "./transaction-outcome.ts";

/** What the chain's state says of a block's accounts, where its transactions and logs can be read in two ways. */
export interface Knowledge {
  /** Does the contract answer `decimals()` with a scale, as amounts' contracts do? Null where no endpoint could say it. */
  readonly isToken: (contract: string) => boolean | null;
  /** Had the account code before this block or after it? Null where no endpoint could say it. */
  readonly hasCode: (address: string) => boolean | null;
}

/** Without any knowledge what can be read in two ways is kept apart. */
export const nothingKnown: Knowledge = { isToken: () => null, hasCode: () => null };

export interface OpenQuestions {
  /** Contracts to ask for `decimals()`. */
  readonly tokens: ReadonlySet<string>;
  /** Accounts to ask for their code. */
  readonly accounts: ReadonlySet<string>;
}

/** What has to be asked before the block can be decoded as fully as it can be; usually little. */
export function findOpenQuestions({ block, receipts, traces }: BlockAnswer): OpenQuestions {
  const tokens = new Set<string>();
  const accounts = new Set<string>();
  for (const [index, receipt] of receipts.entries()) {
    const transaction = block.transactions[index];
    if (transaction !== undefined && isOutcomeOpen({ transaction, receipt, trace: traces?.transactions[index] ?? null }))
      accounts.add(transaction.to ?? "");
    for (const { topics, address } of receipt.logs) {
      const isUnindexed = topics[0] === eventTopics.transfer && topics.length < 3;
      if (isUnindexed || topics[0] === eventTopics.deposit || topics[0] === eventTopics.withdrawal) tokens.add(address);
    }
  }
  accounts.delete("");
  return { tokens, accounts };
}

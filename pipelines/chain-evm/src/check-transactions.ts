import { proven, unproven, type Verdict, verdictOf } from "./check-verdict.ts";
import { keccakOfHex } from "./keccak.ts";
import { rootOf } from "./merkle-trie.ts";
import { recoverSender } from "./recover-sender.ts";
import { encodeRlp, minimalBytes } from "./rlp.ts";
import type { RpcBlock, RpcTransaction } from "./rpc-block.ts";
import { type EncodedTransaction, encodeTransaction } from "./transaction-rlp.ts";

/** The check that is left out on wish: not a lie where it stands open. */
export const believedSenders = "senders";

/** `recover`: the sender of each transaction from its signature. `believe`: as the endpoint says it, which no root covers. */
export type SenderChecks = "recover" | "believe";

/**
 * Do the transactions, serialised again from their fields, hash to their hashes and to the root in the block's header? That proves nonce, receiver, value and
 * data of each and that none is missing; its signature proves the sender.
 */
export function checkTransactions(block: RpcBlock, senders: SenderChecks): Verdict {
  const signed: string[] = [];
  const encodings: (readonly [RpcTransaction, EncodedTransaction])[] = [];
  for (const transaction of block.transactions) {
    const encoded = encodeTransaction(transaction);
    if (encoded === undefined) return cannotEncode(transaction);
    const hash = keccakOfHex(encoded.signed);
    if (hash !== transaction.hash)
      return unproven(`hash of transaction ${transaction.index}`, { found: `${hash} by its fields`, expected: transaction.hash });
    signed.push(encoded.signed);
    encodings.push([transaction, encoded]);
  }
  const root = verdictOf("transactionsRoot", { found: rootOf(signed), expected: textOf(block.raw["transactionsRoot"]) });
  if (!root.isProven) return root;
  if (senders === "believe")
    return encodings.length === 0
      ? proven
      : unproven(believedSenders, {
          found: "signatures that were not looked at",
          expected: "senders that are recovered from them",
        });
  for (const [transaction, encoded] of encodings) {
    const sender = recoverSender(encoded, transaction.hash);
    if (sender !== transaction.from)
      return unproven(`sender of transaction ${transaction.index}`, {
        found: `${transaction.from}`,
        expected: `${sender ?? "nobody"} by its signature`,
      });
  }
  return proven;
}

function cannotEncode(transaction: RpcTransaction): Verdict {
  return unproven(`transaction ${transaction.index}`, {
    found: `type ${transaction.type} with the fields ${Object.keys(transaction.raw).sort().join(", ")}`,
    expected: "a type of 0 to 4 with every field that its hash covers",
  });
}

/** Do the withdrawals hash to the root in the header? Source: EIP-4895. */
export function checkWithdrawals(block: RpcBlock): Verdict {
  const stated = block.raw["withdrawalsRoot"];
  if (stated === undefined || stated === null)
    return block.withdrawals.length === 0
      ? proven
      : unproven("withdrawalsRoot", {
          found: `${block.withdrawals.length} withdrawals`,
          expected: "none, as the header has no root of any",
        });
  const values: string[] = [];
  for (const withdrawal of block.withdrawals) {
    values.push(
      encodeRlp([
        minimalBytes(withdrawal.index),
        minimalBytes(withdrawal.validator),
        withdrawal.address,
        minimalBytes(withdrawal.gwei),
      ]),
    );
  }
  return verdictOf("withdrawalsRoot", { found: rootOf(values), expected: textOf(stated) });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "nothing";
}

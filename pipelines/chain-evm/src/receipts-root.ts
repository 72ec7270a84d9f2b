import { proven, unproven, type Verdict, verdictOf } from "./check-verdict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { keccakOfHex } from "./keccak.ts";
import { emptyBloom, startLogsBloom } from "./logs-bloom.ts";
import { rootOf } from "./merkle-trie.ts";
import { encodeRlp, minimalBytes } from "./rlp.ts";
import type { RpcBlock, RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/**
 * Do the receipts and their logs hash to the root that the block's header states, and their addresses and topics fill exactly the blooms of the receipts and the
 * block? Then no log was left out, added or changed on the way, whatever the endpoint would like to say.
 * Source: Ethereum Yellow Paper, 4.3.1 (receipts) and appendix D (trie); EIP-658; EIP-2718 for typed receipts.
 */
export function checkReceipts(answer: BlockAnswer): Verdict {
  const before = known.get(answer.receipts);
  if (before?.block === answer.block) return before.verdict;
  const verdict = recompute(answer);
  known.set(answer.receipts, { block: answer.block, verdict });
  return verdict;
}

/** Receipts that were recomputed: the reader of a block and its decoder both ask. */
const known = new WeakMap<readonly RpcReceipt[], { readonly block: RpcBlock; readonly verdict: Verdict }>();

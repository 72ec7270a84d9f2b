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

function recompute({ block, receipts }: BlockAnswer): Verdict {
  if (receipts.length !== block.transactions.length)
    return unproven("receipts", {
      found: `${receipts.length} receipts`,
      expected: `${block.transactions.length} as there are transactions`,
    });
  const values: string[] = [];
  const ofBlock = startLogsBloom();
  for (const [index, receipt] of receipts.entries()) {
    const encoded = encodeReceipt(receipt, block.transactions[index]);
    if (encoded === undefined)
      return unproven(`receipt ${index}`, {
        found: `the fields ${Object.keys(receipt.raw).sort().join(", ")}`,
        expected: "status or root, cumulativeGasUsed and logsBloom, as the root of receipts covers them",
      });
    values.push(encoded);
    const bloom = checkBloom(receipt.logs.length === 0 ? emptyBloom : bloomOf(receipt), {
      stated: receipt.raw["logsBloom"],
      check: `logsBloom of receipt ${index}`,
    });
    if (!bloom.isProven) return bloom;
    ofBlock.add(receipt.logs);
  }
  const bloom = checkBloom(ofBlock.text(), { stated: block.raw["logsBloom"], check: "logsBloom" });
  if (!bloom.isProven) return bloom;
  return verdictOf("receiptsRoot", { found: rootOf(values), expected: String(block.raw["receiptsRoot"]).toLowerCase() });
}

function bloomOf(receipt: RpcReceipt): string {
  const bloom = startLogsBloom();
  bloom.add(receipt.logs);
  return bloom.text();
}

function checkBloom(found: string, against: { stated: unknown; check: string }): Verdict {
  const expected = typeof against.stated === "string" ? against.stated.toLowerCase() : "0x";
  // A bloom is longer than a person reads: its hash tells two apart.
  const name = (bloom: string): string => (bloom === emptyBloom ? "empty" : `keccak-256 ${keccakOfHex(bloom)}`);
  return found === expected ? proven : unproven(against.check, { found: `${name(found)} by the logs`, expected: name(expected) });
}

function encodeReceipt(receipt: RpcReceipt, transaction: RpcTransaction | undefined): string | undefined {
  const outcome = receipt.status === null ? bytesField(receipt, "root") : minimalBytes(receipt.status);
  const gas = bytesField(receipt, "cumulativeGasUsed");
  const bloom = bytesField(receipt, "logsBloom");
  if (transaction === undefined || outcome === undefined || gas === undefined || bloom === undefined) return undefined;
  const logs = receipt.logs.map((log) => [log.address, log.topics, log.data]);
  const payload = encodeRlp([outcome, minimalBytes(BigInt(gas)), bloom, logs]);
  return transaction.type === 0n ? payload : `${minimalBytes(transaction.type)}${payload.slice(2)}`;
}

function bytesField(receipt: RpcReceipt, key: string): string | undefined {
  const value = receipt.raw[key];
  return typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value) ? value : undefined;
}

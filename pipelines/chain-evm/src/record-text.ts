import type { TransactionAnswer } from "./decode-transaction.ts";
import type { RpcLog } from "./rpc-block.ts";

/**
 * What every endpoint must say of a log, as one text: the log's digest is taken over it, so that fields which some nodes add do not make it another
 * record. Keys in bytewise order.
 */
export function logText({ address, blockHash, data, index, topics, transactionHash }: RpcLog): string {
  const list = topics.length === 0 ? "" : `"${topics.join('","')}"`;
  return `{"address":"${address}","blockHash":"${blockHash}","data":"${data}","logIndex":"0x${index.toString(16)}","topics":[${list}],"transactionHash":"${transactionHash}"}`;
}

/** What a transaction and its receipt say that its transfers rest on. The hash stands for all that was signed. Keys in bytewise order. */
export function transactionText({ transaction, receipt }: TransactionAnswer): string {
  return JSON.stringify({
    blobGasPrice: textOf(receipt.blobGasPrice),
    blobGasUsed: textOf(receipt.blobGasUsed),
    blockHash: transaction.blockHash,
    contractAddress: receipt.contractAddress,
    from: transaction.from,
    gasPrice: textOf(receipt.effectiveGasPrice ?? transaction.gasPrice),
    gasUsed: textOf(receipt.gasUsed),
    hash: transaction.hash,
    l1Fee: textOf(receipt.l1Fee),
    status: textOf(receipt.status),
    to: transaction.to,
    transactionIndex: textOf(transaction.index),
    type: textOf(transaction.type),
    value: textOf(transaction.value),
  });
}

function textOf(quantity: bigint | null): string | null {
  return quantity === null ? null : `0x${quantity.toString(16)}`;
}

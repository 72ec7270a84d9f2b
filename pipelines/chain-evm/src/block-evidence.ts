import type { BlockAnswer } from "./decode-block.ts";
import type { RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/** What a ledger takes from a block, as text that must agree between endpoints: nodes differ in the fields that they add. */
export function evidenceText({ block, receipts }: BlockAnswer): string {
  const head = [block.hash, block.parentHash, block.timestamp, block.beneficiary, block.baseFeePerGas, block.difficulty];
  return [
    `block ${head.join(" ")}`,
    ...block.transactions.map(textOfTransaction),
    ...receipts.flatMap(textOfReceipt),
    ...block.withdrawals.map(({ index, address, gwei }) => `withdrawal ${index} ${address} ${gwei}`),
  ].join("\n");
}

function textOfTransaction({ index, hash, type, from, to, value, gasPrice, input }: RpcTransaction): string {
  return `transaction ${[index, hash, type, from, to, value, gasPrice, input].join(" ")}`;
}

function textOfReceipt(receipt: RpcReceipt): readonly string[] {
  const { transactionIndex, status, gasUsed, effectiveGasPrice, blobGasUsed, blobGasPrice, l1Fee, contractAddress } = receipt;
  const outcome = [status, gasUsed, effectiveGasPrice, blobGasUsed, blobGasPrice, l1Fee, contractAddress];
  return [
    `receipt ${transactionIndex} ${outcome.join(" ")}`,
    ...receipt.logs.map((log) => `log ${log.index} ${log.address} ${log.topics.join(" ")} ${log.data}`),
  ];
}

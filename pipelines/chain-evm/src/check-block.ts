import { checkSame, contradict } from "./contradict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import type { RpcHeader, RpcLog, RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/**
 * Holds the answers about one block against each other. Throws SOURCE_INCONSISTENT naming both: a node that is behind a
 * load balancer, lags or lies answers from two chains, and a ledger made of both would be of neither.
 */
export function checkBlock(answer: BlockAnswer, expectation: { readonly number: bigint }): void {
  const { block, receipts } = answer;
  const path = `block ${block.number}`;
  if (block.number !== expectation.number)
    contradict(`block ${expectation.number}`, ["asked for", expectation.number], ["answered", block.number]);
  if (receipts.length !== block.transactions.length)
    contradict(path, ["transactions", block.transactions.length], ["receipts", receipts.length]);
  const hashes = new Set<string>();
  let lastLogIndex = -1n;
  for (const [index, transaction] of block.transactions.entries()) {
    const receipt = receipts[index];
    if (receipt === undefined) contradict(path, ["transaction", transaction.hash], ["receipt", "none"]);
    checkTransaction({ answer, transaction, index });
    checkReceipt({ answer, transaction, receipt });
    if (hashes.has(transaction.hash)) contradict(path, ["transaction", transaction.hash], ["again", transaction.hash]);
    hashes.add(transaction.hash);
    lastLogIndex = checkLogs(receipt, { path, lastLogIndex });
  }
}

/** Each block must name the one before it as its parent. */
export function checkParent(child: RpcHeader, parent: RpcHeader): void {
  if (child.number !== parent.number + 1n)
    contradict(`block ${child.number}`, ["number of the block before", parent.number], ["number", child.number]);
  if (child.parentHash !== parent.hash)
    contradict(`block ${child.number}`, [`hash of block ${parent.number}`, parent.hash], ["parentHash", child.parentHash]);
}

function checkTransaction(entry: { answer: BlockAnswer; transaction: RpcTransaction; index: number }): void {
  const path = `block ${entry.answer.block.number} transaction ${entry.index}`;
  checkSame(path, ["hash of the block", entry.answer.block.hash], ["transaction's blockHash", entry.transaction.blockHash]);
  checkSame(path, ["place in the block", BigInt(entry.index)], ["transactionIndex", entry.transaction.index]);
}

function checkReceipt(entry: { answer: BlockAnswer; transaction: RpcTransaction; receipt: RpcReceipt }): void {
  const { transaction, receipt } = entry;
  const path = `block ${entry.answer.block.number} receipt ${transaction.index}`;
  checkSame(path, ["hash of the block", entry.answer.block.hash], ["receipt's blockHash", receipt.blockHash]);
  checkSame(path, ["transaction hash", transaction.hash], ["receipt's transactionHash", receipt.transactionHash]);
  checkSame(path, ["transaction's index", transaction.index], ["receipt's index", receipt.transactionIndex]);
  checkSame(path, ["transaction's sender", transaction.from], ["receipt's sender", receipt.from]);
  if (receipt.status === 0n && receipt.logs.length > 0) contradict(path, ["status", "0x0"], ["logs", receipt.logs.length]);
}

function checkLogs(receipt: RpcReceipt, state: { path: string; lastLogIndex: bigint }): bigint {
  let last = state.lastLogIndex;
  for (const log of receipt.logs) {
    checkLog(log, { receipt, path: `${state.path} log ${log.index}` });
    if (log.index <= last) contradict(state.path, ["log index", last], ["followed by log index", log.index]);
    last = log.index;
  }
  return last;
}

function checkLog(log: RpcLog, place: { receipt: RpcReceipt; path: string }): void {
  checkSame(place.path, ["receipt's blockHash", place.receipt.blockHash], ["log's blockHash", log.blockHash]);
  checkSame(
    place.path,
    ["receipt's transactionHash", place.receipt.transactionHash],
    ["log's transactionHash", log.transactionHash],
  );
  if (log.isRemoved)
    contradict(place.path, ["receipt of the block", place.receipt.blockHash], ["log", "removed by a reorganisation"]);
}

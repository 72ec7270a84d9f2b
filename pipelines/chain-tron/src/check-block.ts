import { proveHeader, proveTransactions } from "./prove-block.ts";
import type { TransactionInfo } from "./transaction-info.ts";
import type { TronBlock, TronHeader } from "./tron-block.ts";
import { checkSame, contradict } from "./tron-value.ts";

/** What one endpoint says of one block, each part held against the others. */
export interface BlockAnswer {
  readonly block: TronBlock;
  /** By transaction id. A transaction that is not in it has no TransactionInfo. */
  readonly infos: ReadonlyMap<string, TransactionInfo>;
  /** Are the transactions, with their results, those that the block's id commits to? */
  readonly isProven: boolean;
}

/** Holds a block against the number that was asked for, its own id and its root. Throws SOURCE_INCONSISTENT, naming both sides. */
export function checkHeader(header: TronHeader, number: bigint): void {
  checkSame(`block ${number}`, ["number asked for", number], ["number answered", header.number]);
  proveHeader(header);
}

/** Puts the answers about one block together. Throws SOURCE_INCONSISTENT where they contradict each other. */
export function checkBlock(block: TronBlock, infos: readonly TransactionInfo[]): BlockAnswer {
  const results = new Map<string, string>();
  for (const { id, contractRet } of block.transactions) {
    if (results.has(id)) contradict(`block ${block.number}`, ["transaction", id], ["again", id]);
    results.set(id, contractRet);
  }
  const byId = new Map<string, TransactionInfo>();
  for (const info of infos) {
    const path = `block ${block.number} info ${info.id}`;
    const contractRet = results.get(info.id);
    if (contractRet === undefined)
      contradict(path, ["transactions of the block", results.size], ["TransactionInfo of another transaction", info.id]);
    if (byId.has(info.id)) contradict(path, ["one TransactionInfo of", info.id], ["a second one of", info.id]);
    checkInfo(block, { info, contractRet });
    byId.set(info.id, info);
  }
  return { block, infos: byId, isProven: proveTransactions(block) };
}

function checkInfo(
  block: TronBlock,
  { info, contractRet: ret }: { readonly info: TransactionInfo; readonly contractRet: string },
): void {
  const path = `block ${block.number} info ${info.id}`;
  checkSame(path, ["number of the block", block.number], ["blockNumber", info.blockNumber]);
  // Left out where a node does not keep it.
  if (info.blockMilliseconds !== 0n)
    checkSame(path, ["timestamp of the block", block.fields.timestamp], ["blockTimeStamp", info.blockMilliseconds]);
  if (ret === "" || ret === "DEFAULT") return;
  checkSame(
    path,
    ["contractRet in the block", ret === "SUCCESS" ? "SUCCESS" : "a failure"],
    ["result", info.isFailed ? "a failure" : "SUCCESS"],
  );
  if (info.receiptResult !== "") checkSame(path, ["contractRet in the block", ret], ["receipt.result", info.receiptResult]);
  if (ret !== "SUCCESS" && info.logs.length > 0) contradict(path, ["contractRet in the block", ret], ["logs", info.logs.length]);
  const kept = info.internals.filter(({ isRejected }) => !isRejected).length;
  if (ret !== "SUCCESS" && kept > 0)
    contradict(path, ["contractRet in the block", ret], ["internal transactions not rejected", kept]);
}

/** Each block must name the one before it as its parent. */
export function checkParent(child: TronHeader, parent: TronHeader): void {
  checkSame(`block ${child.number}`, [`id of block ${parent.number}`, parent.id], ["parentHash", child.parentId]);
}

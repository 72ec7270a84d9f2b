import { checkSame, contradict } from "./contradict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import type { RpcReceipt, RpcTransaction } from "./rpc-block.ts";
import type { RpcBlockTraces, RpcCall, RpcTransactionTrace } from "./rpc-trace.ts";

/**
 * Holds traces against the block that they are of. No root covers them, so this is what can be known: each transaction has its own trace, whose first call is the
 * transaction itself, fails as the receipt says, and emits as many logs. Errors: SOURCE_INCONSISTENT.
 */
export function checkTraces({ block, receipts }: BlockAnswer, traces: RpcBlockTraces): void {
  const path = `block ${block.number}`;
  checkSame(path, ["transactions", block.transactions.length], ["traces", traces.transactions.length]);
  for (const [index, trace] of traces.transactions.entries()) {
    const transaction = block.transactions[index];
    const receipt = receipts[index];
    if (transaction !== undefined && receipt !== undefined)
      checkTrace(trace, { transaction, receipt, path: `${path} trace ${index}` });
  }
}

interface Traced {
  readonly transaction: RpcTransaction;
  readonly receipt: RpcReceipt;
  readonly path: string;
}

function checkTrace(trace: RpcTransactionTrace, { transaction, receipt, path }: Traced): void {
  if (trace.transactionHash !== null)
    checkSame(path, ["transaction hash", transaction.hash], ["trace's transactionHash", trace.transactionHash]);
  const [own] = trace.calls;
  if (own === undefined || own.depth !== 0) contradict(path, ["transaction", transaction.hash], ["own call", "none"]);
  checkSame(path, ["sender", transaction.from], ["own call's from", own.from]);
  checkSame(path, ["value", transaction.value], ["own call's value", own.value]);
  const isFailed = receipt.status === 0n;
  if (receipt.status !== null) checkSame(path, ["receipt's failure", isFailed], ["own call's failure", own.isFailed]);
  if (transaction.to !== null) checkSame(path, ["receiver", transaction.to], ["own call's to", own.to]);
  else if (!own.isFailed && receipt.contractAddress !== null)
    checkSame(path, ["contractAddress", receipt.contractAddress], ["created contract", own.to]);
  if (trace.logCount !== null) checkSame(path, ["logs", receipt.logs.length], ["logs in the trace", trace.logCount]);
  if (trace.calls.slice(1).some((call) => call.depth === 0))
    contradict(path, ["own call", transaction.hash], ["second own call", "in the same trace"]);
}

/** What traces say about value, as text that must agree between endpoints: paths and calls without value differ between nodes. */
export function textOfTraces(traces: RpcBlockTraces): string {
  const lines = traces.transactions.map(({ calls }, index) =>
    calls.filter(movesValue).map(({ from, to, value }) => `transaction ${index}: ${from} -> ${to}: ${value}`),
  );
  const rewards = traces.rewards.map(({ to, value }) => `reward ${to}: ${value}`);
  return [...lines.flat(), ...rewards].join("\n");
}

function movesValue({ depth, kind, value, isFailed }: RpcCall): boolean {
  const carries = kind === "call" || kind === "create" || kind === "create2" || kind === "selfdestruct";
  return depth > 0 && carries && value > 0n && !isFailed;
}

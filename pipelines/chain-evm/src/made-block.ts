import type { BlockAnswer } from "./decode-block.ts";
import { parseBlock, parseReceipt } from "./rpc-block.ts";
import type { RpcCall } from "./rpc-trace.ts";
import type { RpcObject } from "./rpc-value.ts";

/** A made answer of a node for unit tests: one block with one transaction, parts of which a test replaces. */
export interface MadeBlock {
  readonly block?: RpcObject;
  /** The calls of the one transaction. */
  readonly calls?: readonly Partial<RpcCall>[];
  readonly transaction?: RpcObject;
  readonly receipt?: RpcObject;
  readonly logs?: readonly RpcObject[];
}

export const sender = `0x${"a1".repeat(20)}`;
export const receiver = `0x${"b2".repeat(20)}`;
export const beneficiary = `0x${"c3".repeat(20)}`;
export const token = `0x${"d4".repeat(20)}`;
export const blockHash = `0x${"0b".repeat(32)}`;
export const transactionHash = `0x${"07".repeat(32)}`;

export function makeBlock(made: MadeBlock): BlockAnswer {
  const block = parseBlock(
    {
      number: "0x10",
      hash: blockHash,
      parentHash: `0x${"0a".repeat(32)}`,
      timestamp: "0x65e1a9c0",
      miner: beneficiary,
      baseFeePerGas: "0x7",
      transactions: [
        {
          hash: transactionHash,
          transactionIndex: "0x0",
          blockHash,
          type: "0x2",
          from: sender,
          to: receiver,
          value: "0x64",
          input: "0x",
          gas: "0x5208",
          ...made.transaction,
        },
      ],
      ...made.block,
    },
    "block 16",
  );
  const receipt = parseReceipt(
    {
      transactionHash,
      transactionIndex: "0x0",
      blockHash,
      from: sender,
      status: "0x1",
      gasUsed: "0x5208",
      effectiveGasPrice: "0xa",
      contractAddress: null,
      logs: (made.logs ?? []).map((log, index) => ({
        address: token,
        blockHash,
        transactionHash,
        logIndex: `0x${index.toString(16)}`,
        ...log,
      })),
      ...made.receipt,
    },
    "receipt 0",
  );
  const calls = made.calls?.map(makeCall) ?? null;
  return {
    block,
    receipts: block.transactions.length === 0 ? [] : [receipt],
    traces: calls === null ? null : { transactions: [{ transactionHash, calls, logCount: null }], rewards: [] },
  };
}

function makeCall(call: Partial<RpcCall>, index: number): RpcCall {
  return {
    from: sender,
    to: receiver,
    value: 0n,
    kind: "call",
    isFailed: false,
    depth: index === 0 ? 0 : 1,
    path: index === 0 ? "" : `${index - 1}`,
    logsBefore: null,
    selector: null,
    ...call,
  };
}

/** A 32-byte word with an address. */
export function wordOf(address: string): string {
  return `0x${"0".repeat(24)}${address.slice(2)}`;
}

/** A 32-byte word with an amount. */
export function wordOfAmount(amount: bigint): string {
  return `0x${amount.toString(16).padStart(64, "0")}`;
}

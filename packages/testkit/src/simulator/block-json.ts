import type { CallFrame, MadeLog } from "./call-frame.ts";
import { quantity, toHex } from "./hex-bytes.ts";
import { blobFeeMax, type SignedTransaction } from "./signed-transaction.ts";
import {
  blobGasOf,
  blobGasPrice,
  blobGasUsed,
  emptyRequestsHash,
  emptyUncles,
  gasLimit,
  hasField,
  mixHash,
  parentBeaconRoot,
  receiverOf,
  stateRoot,
  type TrueBlock,
  type TrueTransaction,
} from "./true-block.ts";

/** JSON as a node writes it; a liar edits it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** `eth_getBlockByNumber`. */
export function blockJson(block: TrueBlock, { isFull }: { isFull: boolean }): JsonObject {
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    sha3Uncles: emptyUncles,
    miner: block.beneficiary,
    stateRoot,
    transactionsRoot: block.transactionsRoot,
    receiptsRoot: block.receiptsRoot,
    logsBloom: toHex(block.bloom),
    difficulty: "0x0",
    gasLimit: quantity(gasLimit),
    gasUsed: quantity(block.gasUsed),
    timestamp: quantity(block.seconds),
    extraData: block.extra,
    mixHash,
    nonce: "0x0000000000000000",
    baseFeePerGas: quantity(block.baseFee),
    size: "0x220",
    uncles: [],
    transactions: block.transactions.map((transaction, index) =>
      isFull ? transactionJson(block, transaction, index) : transaction.signed.hash,
    ),
    ...(hasField(block.era, "shanghai")
      ? {
          withdrawalsRoot: block.withdrawalsRoot,
          withdrawals: block.withdrawals.map(({ index, validator, address, gwei }) => ({
            index: quantity(index),
            validatorIndex: quantity(validator),
            address,
            amount: quantity(gwei),
          })),
        }
      : {}),
    ...(hasField(block.era, "cancun")
      ? {
          blobGasUsed: quantity(blobGasOf(block.transactions)),
          excessBlobGas: "0x0",
          parentBeaconBlockRoot: parentBeaconRoot,
        }
      : {}),
    ...(hasField(block.era, "prague") ? { requestsHash: emptyRequestsHash } : {}),
  };
}

function transactionJson(block: TrueBlock, { signed, gasPrice }: TrueTransaction, index: number): JsonObject {
  return {
    blockHash: block.hash,
    blockNumber: quantity(block.number),
    transactionIndex: quantity(index),
    hash: signed.hash,
    type: quantity(signed.type),
    chainId: quantity(signed.chainId),
    nonce: quantity(signed.nonce),
    from: signed.from,
    to: signed.to,
    value: quantity(signed.value),
    gas: quantity(signed.gasLimit),
    input: signed.data,
    gasPrice: quantity(signed.type < 2 ? signed.feeMax : gasPrice),
    r: quantity(BigInt(signed.r)),
    s: quantity(BigInt(signed.s)),
    ...signatureJson(signed),
  };
}

function signatureJson(signed: SignedTransaction): JsonObject {
  if (signed.type === 0) return { v: quantity(signed.chainId * 2n + 35n + BigInt(signed.yParity)) };
  const parity = { v: quantity(signed.yParity), yParity: quantity(signed.yParity), accessList: [] };
  if (signed.type === 1) return parity;
  const priced = { ...parity, maxFeePerGas: quantity(signed.feeMax), maxPriorityFeePerGas: quantity(signed.priorityFee) };
  return signed.type === 2
    ? priced
    : { ...priced, maxFeePerBlobGas: quantity(blobFeeMax), blobVersionedHashes: [...signed.blobHashes] };
}

/** `eth_getBlockReceipts`. */
export function receiptsJson(block: TrueBlock): JsonObject[] {
  let logIndex = 0;
  return block.transactions.map((transaction, index) => {
    const { signed } = transaction;
    const place = {
      transactionHash: signed.hash,
      transactionIndex: quantity(index),
      blockHash: block.hash,
      blockNumber: quantity(block.number),
    };
    const logs = transaction.logs.map((log) => {
      logIndex += 1;
      return { ...logJson(log), ...place, logIndex: quantity(logIndex - 1), removed: false };
    });
    return {
      ...place,
      type: quantity(signed.type),
      from: signed.from,
      to: signed.to,
      status: transaction.isFailed ? "0x0" : "0x1",
      gasUsed: quantity(transaction.gasUsed),
      cumulativeGasUsed: quantity(transaction.cumulativeGas),
      effectiveGasPrice: quantity(transaction.gasPrice),
      contractAddress: signed.to === null ? receiverOf(signed) : null,
      logsBloom: toHex(transaction.bloom),
      logs,
      ...(signed.type === 3 ? { blobGasUsed: quantity(blobGasUsed), blobGasPrice: quantity(blobGasPrice) } : {}),
    };
  });
}

function logJson({ address, topics, data }: MadeLog): JsonObject {
  return { address, topics: [...topics], data };
}

/** `debug_traceBlockByNumber` with the call tracer and its logs. */
export function nestedTracesJson(block: TrueBlock): JsonObject[] {
  return block.transactions.map(({ signed, root }) => ({ txHash: signed.hash, result: frameJson(root) }));
}

function frameJson(frame: CallFrame): JsonObject {
  return {
    type: frame.kind.toUpperCase(),
    from: frame.from,
    to: frame.to,
    gas: "0x7a120",
    gasUsed: "0x5208",
    input: "0x",
    output: "0x",
    ...(frame.kind === "staticcall" ? {} : { value: quantity(frame.value) }),
    ...(frame.isFailed ? { error: "execution reverted" } : {}),
    ...(frame.logs.length > 0 && !frame.isFailed
      ? { logs: frame.logs.map((log) => ({ ...logJson(log), position: "0x0" })) }
      : {}),
    ...(frame.calls.length > 0 ? { calls: frame.calls.map(frameJson) } : {}),
  };
}

/** `trace_block`. */
export function flatTracesJson(block: TrueBlock): JsonObject[] {
  return block.transactions.flatMap(({ signed, root }, position) => {
    const place = {
      blockHash: block.hash,
      blockNumber: Number(block.number),
      transactionHash: signed.hash,
      transactionPosition: position,
    };
    return flatten(root, []).map((trace) => ({ ...trace, ...place }));
  });
}

function flatten(frame: CallFrame, path: readonly number[]): JsonObject[] {
  const { from, to, value, kind } = frame;
  const shared = { subtraces: frame.calls.length, traceAddress: [...path] };
  const outcome = (result: JsonObject): JsonObject => (frame.isFailed ? { error: "Reverted" } : { result });
  const below = frame.calls.flatMap((call, index) => flatten(call, [...path, index]));
  if (kind === "selfdestruct")
    return [
      { ...shared, type: "suicide", action: { address: from, refundAddress: to, balance: quantity(value) }, result: null },
      ...below,
    ];
  if (kind === "create")
    return [
      {
        ...shared,
        type: "create",
        action: { from, gas: "0x7a120", init: "0x", value: quantity(value), creationMethod: "create" },
        ...outcome({ address: to, code: "0x", gasUsed: "0x5208" }),
      },
      ...below,
    ];
  return [
    {
      ...shared,
      type: "call",
      action: { callType: kind, from, to, gas: "0x7a120", input: "0x", value: quantity(value) },
      ...outcome({ gasUsed: "0x5208", output: "0x" }),
    },
    ...below,
  ];
}

import {
  type Answer,
  malformed,
  type RpcObject,
  readAddress,
  readBytes,
  readHash,
  readList,
  readOptionalAddress,
  readOptionalQuantity,
  readQuantity,
  toAnswer,
} from "./rpc-value.ts";

/** A block as `eth_getBlockByNumber` gives it, with full transactions. Quantities in wei; `timestamp` in seconds. */
export interface RpcBlock {
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: bigint;
  readonly beneficiary: string;
  /** Null before London. */
  readonly baseFeePerGas: bigint | null;
  /** Above zero while blocks were mined: then a reward that no transfer shows went to the beneficiary. */
  readonly difficulty: bigint;
  readonly transactions: readonly RpcTransaction[];
  readonly withdrawals: readonly RpcWithdrawal[];
  readonly raw: RpcObject;
}

/** What links a block to its neighbours. */
export interface RpcHeader {
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: bigint;
}

export interface RpcTransaction {
  readonly hash: string;
  readonly index: bigint;
  readonly blockHash: string;
  /** EIP-2718; 0 where the node says nothing. */
  readonly type: bigint;
  readonly from: string;
  /** Null for a contract creation. */
  readonly to: string | null;
  readonly value: bigint;
  readonly input: string;
  readonly gasPrice: bigint | null;
  readonly raw: RpcObject;
}

/** A consensus-layer withdrawal (EIP-4895): a credit without a transaction. */
interface RpcWithdrawal {
  readonly index: bigint;
  readonly validator: bigint;
  readonly address: string;
  readonly gwei: bigint;
  readonly raw: RpcObject;
}

export interface RpcReceipt {
  readonly transactionHash: string;
  readonly transactionIndex: bigint;
  readonly blockHash: string;
  readonly from: string;
  /** Null before Byzantium. */
  readonly status: bigint | null;
  readonly gasUsed: bigint;
  readonly effectiveGasPrice: bigint | null;
  readonly blobGasUsed: bigint | null;
  readonly blobGasPrice: bigint | null;
  /** A rollup's charge for its parent chain; not part of gas. */
  readonly l1Fee: bigint | null;
  readonly contractAddress: string | null;
  readonly logs: readonly RpcLog[];
  readonly raw: RpcObject;
}

export interface RpcLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockHash: string;
  readonly transactionHash: string;
  /** In the block. */
  readonly index: bigint;
  readonly isRemoved: boolean;
  readonly raw: RpcObject;
}

export function parseBlock(value: unknown, path: string): RpcBlock {
  const answer = toAnswer(value, path);
  const withdrawals = answer.value["withdrawals"] == null ? [] : readList(answer, "withdrawals");
  return {
    ...parseHeader(value, path),
    beneficiary: readAddress(answer, "miner"),
    baseFeePerGas: readOptionalQuantity(answer, "baseFeePerGas"),
    difficulty: readOptionalQuantity(answer, "difficulty") ?? 0n,
    transactions: readList(answer, "transactions").map((item, index) =>
      parseTransaction(toAnswer(item, `${path}.transactions[${index}]`)),
    ),
    withdrawals: withdrawals.map((item, index) => parseWithdrawal(toAnswer(item, `${path}.withdrawals[${index}]`))),
    raw: answer.value,
  };
}

export function parseHeader(value: unknown, path: string): RpcHeader {
  const answer = toAnswer(value, path);
  return {
    number: readQuantity(answer, "number"),
    hash: readHash(answer, "hash"),
    parentHash: readHash(answer, "parentHash"),
    timestamp: readQuantity(answer, "timestamp"),
  };
}

function parseTransaction(answer: Answer): RpcTransaction {
  return {
    hash: readHash(answer, "hash"),
    index: readQuantity(answer, "transactionIndex"),
    blockHash: readHash(answer, "blockHash"),
    type: readOptionalQuantity(answer, "type") ?? 0n,
    from: readAddress(answer, "from"),
    to: readOptionalAddress(answer, "to"),
    value: readQuantity(answer, "value"),
    input: readBytes(answer, "input"),
    gasPrice: readOptionalQuantity(answer, "gasPrice"),
    raw: answer.value,
  };
}

function parseWithdrawal(answer: Answer): RpcWithdrawal {
  return {
    index: readQuantity(answer, "index"),
    validator: readOptionalQuantity(answer, "validatorIndex") ?? 0n,
    address: readAddress(answer, "address"),
    gwei: readQuantity(answer, "amount"),
    raw: answer.value,
  };
}

export function parseReceipt(value: unknown, path: string): RpcReceipt {
  const answer = toAnswer(value, path);
  return {
    transactionHash: readHash(answer, "transactionHash"),
    transactionIndex: readQuantity(answer, "transactionIndex"),
    blockHash: readHash(answer, "blockHash"),
    from: readAddress(answer, "from"),
    status: readOptionalQuantity(answer, "status"),
    gasUsed: readQuantity(answer, "gasUsed"),
    effectiveGasPrice: readOptionalQuantity(answer, "effectiveGasPrice"),
    blobGasUsed: readOptionalQuantity(answer, "blobGasUsed"),
    blobGasPrice: readOptionalQuantity(answer, "blobGasPrice"),
    l1Fee: readOptionalQuantity(answer, "l1Fee"),
    contractAddress: readOptionalAddress(answer, "contractAddress"),
    logs: readList(answer, "logs").map((item, index) => parseLog(item, `${path}.logs[${index}]`)),
    raw: answer.value,
  };
}

const topicsMax = 4;

function parseLog(value: unknown, path: string): RpcLog {
  const answer = toAnswer(value, path);
  const topics = readList(answer, "topics");
  if (topics.length > topicsMax) malformed(`${path}.topics`, { found: topics.length, expected: `at most ${topicsMax} topics` });
  return {
    address: readAddress(answer, "address"),
    topics: topics.map((topic, index) => readHash({ value: { topic }, path: `${path}.topics[${index}]` }, "topic")),
    data: readBytes(answer, "data"),
    blockHash: readHash(answer, "blockHash"),
    transactionHash: readHash(answer, "transactionHash"),
    index: readQuantity(answer, "logIndex"),
    isRemoved: answer.value["removed"] === true,
    raw: answer.value,
  };
}

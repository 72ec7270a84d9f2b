import { readTronAddress } from "./tron-address.ts";
import {
  type Answer,
  malformed,
  readHash,
  readHexDigits,
  readHexList,
  readInner,
  readInteger,
  readList,
  readOptionalAddress,
  readText,
  type TronObject,
  toAnswer,
} from "./tron-value.ts";

/** What became of a transaction, as its node remembers it. Nothing in a block commits to it. Amounts in SUN or in the token's smallest unit. */
export interface TransactionInfo {
  readonly id: string;
  readonly blockNumber: bigint;
  readonly blockMilliseconds: bigint;
  /** All that the transaction cost in TRX: bandwidth, energy, and the fees of its kind. */
  readonly fee: bigint;
  readonly isFailed: boolean;
  /** `SUCCESS`, `REVERT`, …; empty for transactions that run no contract. */
  readonly receiptResult: string;
  /** The contract called or created, base58check. */
  readonly contractAddress: string | null;
  readonly assetIssueId: string;
  readonly withdrawAmount: bigint;
  readonly logs: readonly TronLog[];
  readonly internals: readonly InternalTransaction[];
  readonly raw: TronObject;
}

export interface TronLog {
  /** Of the contract, base58check. */
  readonly address: string;
  /** 64 hex digits each, without `0x`. */
  readonly topics: readonly string[];
  /** Hex without `0x`. */
  readonly data: string;
  readonly raw: TronObject;
}

/** What is read of a log: the same however a node writes it. */
export function statedLog({ raw: _raw, ...log }: TronLog): Omit<TronLog, "raw"> {
  return log;
}

/** What is read of an internal transaction: the same however a node writes it. */
export function statedInternal({ raw: _raw, ...internal }: InternalTransaction): Omit<InternalTransaction, "raw"> {
  return internal;
}

/** What is read of TransactionInfo itself, without what happened inside: the same however a node writes it. */
export function statedInfo({
  raw: _raw,
  logs: _logs,
  internals: _internals,
  ...info
}: TransactionInfo): Omit<TransactionInfo, "raw" | "logs" | "internals"> {
  return info;
}

/** A call that a contract made, or what else it did to balances. */
export interface InternalTransaction {
  readonly caller: string | null;
  readonly receiver: string | null;
  readonly values: readonly CallValue[];
  /** `call`, `create`, `suicide`, `withdrawReward`, …, decoded from hex. */
  readonly note: string;
  /** True where it was undone: it moves nothing. */
  readonly isRejected: boolean;
  readonly raw: TronObject;
}

export interface CallValue {
  readonly amount: bigint;
  /** The number of a TRC-10 token; empty for TRX. */
  readonly tokenId: string;
}

/** Reads the answer to `gettransactioninfobyblocknum`: a list; java-tron gives `{}` or `[]` for a block without transactions. */
export function parseInfos(value: unknown, path: string): readonly TransactionInfo[] {
  if (!Array.isArray(value)) {
    const isEmpty = Object.keys(toAnswer(value, path).value).length === 0;
    return isEmpty ? [] : malformed(path, { found: value, expected: "a list of TransactionInfo" });
  }
  return value.map((item, index) => parseInfo(toAnswer(item, `${path}[${index}]`)));
}

function parseInfo(answer: Answer): TransactionInfo {
  return {
    id: readHash(answer, "id"),
    blockNumber: readInteger(answer, "blockNumber"),
    blockMilliseconds: readInteger(answer, "blockTimeStamp"),
    fee: readInteger(answer, "fee"),
    isFailed: readText(answer, "result") === "FAILED",
    receiptResult: readText(readInner(answer, "receipt"), "result"),
    contractAddress: readOptionalAddress(answer, "contract_address"),
    assetIssueId: readText(answer, "assetIssueID"),
    withdrawAmount: readInteger(answer, "withdraw_amount"),
    logs: readList(answer, "log").map(parseLog),
    internals: readList(answer, "internal_transactions").map(parseInternal),
    raw: answer.value,
  };
}

const topicsMax = 4;

function parseLog(answer: Answer): TronLog {
  const address = readOptionalAddress(answer, "address");
  const topics = readHexList(answer, "topics");
  if (address === null) return malformed(`${answer.path}.address`, { found: undefined, expected: "the contract's address" });
  if (topics.length > topicsMax || topics.some((topic) => topic.length !== 64))
    return malformed(`${answer.path}.topics`, { found: topics, expected: `at most ${topicsMax} topics of 64 hex digits` });
  return { address, topics, data: readHexDigits(answer, "data"), raw: answer.value };
}

/** Null for what is no address: the chain may hold anything here, and only where value moves is it missed. */
function readEnd(answer: Answer, key: string): string | null {
  const address = readTronAddress(readText(answer, key));
  return address.ok ? address.value : null;
}

function parseInternal(answer: Answer): InternalTransaction {
  return {
    caller: readEnd(answer, "caller_address"),
    receiver: readEnd(answer, "transferTo_address"),
    values: readList(answer, "callValueInfo").map((item) => ({
      amount: readInteger(item, "callValue"),
      tokenId: readText(item, "tokenId"),
    })),
    note: Buffer.from(readHexDigits(answer, "note"), "hex").toString("latin1"),
    isRejected: answer.value["rejected"] === true,
    raw: answer.value,
  };
}

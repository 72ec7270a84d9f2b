import { type CallFrame, logsOf, type MadeLog } from "./call-frame.ts";
import { contracts, routers } from "./cast.ts";
import { bytesOfNumber, fromHex, keccak, toHex } from "./hex-bytes.ts";
import { bloomOf, uniteBlooms } from "./logs-bloom.ts";
import { type NaiveRlp, naiveRlp } from "./naive-rlp.ts";
import { listRoot } from "./naive-trie.ts";
import type { SignedTransaction } from "./signed-transaction.ts";

/** Which fields a header has. */
export type Era = "london" | "shanghai" | "cancun" | "prague";
const eras: readonly Era[] = ["london", "shanghai", "cancun", "prague"];

export interface Withdrawal {
  readonly index: bigint;
  readonly validator: bigint;
  readonly address: string;
  readonly gwei: bigint;
}

export interface TrueTransaction {
  readonly signed: SignedTransaction;
  readonly isFailed: boolean;
  readonly gasUsed: bigint;
  readonly cumulativeGas: bigint;
  /** Wei for each unit of gas that was paid in the end. */
  readonly gasPrice: bigint;
  readonly root: CallFrame;
  readonly logs: readonly MadeLog[];
  readonly bloom: Uint8Array;
}

/** What is drawn of a block. */
export interface BlockContent {
  readonly era: Era;
  readonly number: bigint;
  readonly parentHash: string;
  readonly seconds: bigint;
  readonly beneficiary: string;
  readonly baseFee: bigint;
  readonly transactions: readonly Pick<TrueTransaction, "signed" | "isFailed" | "gasUsed" | "root">[];
  readonly withdrawals: readonly Withdrawal[];
  /** Tells branches apart where nothing else does. */
  readonly extra: string;
}

/** A block of a made chain: all that follows from its content, up to its hash. */
export interface TrueBlock extends Omit<BlockContent, "transactions"> {
  readonly hash: string;
  readonly transactions: readonly TrueTransaction[];
  readonly gasUsed: bigint;
  readonly transactionsRoot: string;
  readonly receiptsRoot: string;
  readonly withdrawalsRoot: string;
  readonly bloom: Uint8Array;
}

export const gasLimit = 30_000_000n;
export const emptyUncles: string = toHex(keccak(naiveRlp([])));
export const zeroHash: string = `0x${"00".repeat(32)}`;
/** Wei for each unit of blob gas, by EIP-4844 the least where no blob was in excess; and what a blob transaction uses of it. */
export const blobGasPrice = 1n;
export const blobGasUsed = 131_072n;
/** What follows from no execution that is simulated: any 32 bytes would do. */
export const stateRoot: string = `0x${"5e".repeat(32)}`;

export function hasField(era: Era, since: Era): boolean {
  return eras.indexOf(era) >= eras.indexOf(since);
}

export function sealBlock(content: BlockContent): TrueBlock {
  const transactions = settle(content);
  const bloom = uniteBlooms(transactions.map((transaction) => transaction.bloom));
  const block = {
    ...content,
    transactions,
    bloom,
    gasUsed: transactions.at(-1)?.cumulativeGas ?? 0n,
    transactionsRoot: toHex(listRoot(transactions.map(({ signed }) => signed.bytes))),
    receiptsRoot: toHex(listRoot(transactions.map(encodeReceipt))),
    withdrawalsRoot: toHex(listRoot(content.withdrawals.map(encodeWithdrawal))),
  };
  return { ...block, hash: toHex(keccak(naiveRlp(headerFields(block)))) };
}

function settle({ transactions, baseFee }: BlockContent): readonly TrueTransaction[] {
  let cumulativeGas = 0n;
  return transactions.map((transaction) => {
    cumulativeGas += transaction.gasUsed;
    const { type, feeMax, priorityFee } = transaction.signed;
    const offered = type < 2 ? feeMax : baseFee + priorityFee;
    const logs = logsOf(transaction.root);
    return { ...transaction, cumulativeGas, gasPrice: lower(offered, feeMax), logs, bloom: bloomOf(logs) };
  });
}

function lower(a: bigint, b: bigint): bigint {
  return a > b ? b : a;
}

function encodeReceipt(transaction: TrueTransaction): Uint8Array {
  const { type } = transaction.signed;
  const body = naiveRlp([
    bytesOfNumber(transaction.isFailed ? 0n : 1n),
    bytesOfNumber(transaction.cumulativeGas),
    transaction.bloom,
    transaction.logs.map((log): NaiveRlp => [fromHex(log.address), log.topics.map(fromHex), fromHex(log.data)]),
  ]);
  return type === 0 ? body : Buffer.concat([Uint8Array.of(type), body]);
}

function encodeWithdrawal({ index, validator, address, gwei }: Withdrawal): Uint8Array {
  return naiveRlp([bytesOfNumber(index), bytesOfNumber(validator), fromHex(address), bytesOfNumber(gwei)]);
}

/** EIP-4844 and EIP-7685: blob gas of the block, and the hash of no requests. */
export function blobGasOf(transactions: readonly TrueTransaction[]): bigint {
  return BigInt(transactions.filter(({ signed }) => signed.type === 3).length) * blobGasUsed;
}
export const emptyRequestsHash = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
export const parentBeaconRoot: string = `0x${"be".repeat(32)}`;
export const mixHash: string = `0x${"a0".repeat(32)}`;

function headerFields(block: Omit<TrueBlock, "hash">): readonly NaiveRlp[] {
  return [
    fromHex(block.parentHash),
    fromHex(emptyUncles),
    fromHex(block.beneficiary),
    fromHex(stateRoot),
    fromHex(block.transactionsRoot),
    fromHex(block.receiptsRoot),
    block.bloom,
    bytesOfNumber(0n),
    bytesOfNumber(block.number),
    bytesOfNumber(gasLimit),
    bytesOfNumber(block.gasUsed),
    bytesOfNumber(block.seconds),
    fromHex(block.extra),
    fromHex(mixHash),
    new Uint8Array(8),
    bytesOfNumber(block.baseFee),
    ...(hasField(block.era, "shanghai") ? [fromHex(block.withdrawalsRoot)] : []),
    ...(hasField(block.era, "cancun")
      ? [bytesOfNumber(blobGasOf(block.transactions)), bytesOfNumber(0n), fromHex(parentBeaconRoot)]
      : []),
    ...(hasField(block.era, "prague") ? [fromHex(emptyRequestsHash)] : []),
  ];
}

/** The contract that a transaction makes: its maker and its count give the address. */
export function receiverOf(signed: SignedTransaction): string {
  return signed.to ?? toHex(keccak(naiveRlp([fromHex(signed.from), bytesOfNumber(signed.nonce)])).subarray(12));
}

/** Does an account have code on a made chain? Made contracts do not. */
export function isContract(address: string): boolean {
  return contracts.has(address) || routers.includes(address);
}

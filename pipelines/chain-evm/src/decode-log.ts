import {
  type AccountId,
  type AssetId,
  destroyedAccount,
  erc20Asset,
  evmAccount,
  type IssuerAct,
  mintAccount,
  type Refusal,
  showFound,
} from "@tributary/domain";
import { type ItemMove, readNumberedTransfer, readTransferBatch, readTransferSingle } from "./decode-items.ts";
import { eventTopics } from "./event-topics.ts";
import type { Knowledge } from "./knowledge.ts";
import { isKnownCollection } from "./known-contracts.ts";
import { addressAt, amountAt, countWords, wordAt } from "./log-word.ts";
import type { RpcLog, RpcTransaction } from "./rpc-block.ts";

/** What one event log says about tokens, before its transaction is looked at as a whole. */
export type LogReading =
  /** Value moved: an ERC-20 `Transfer`; or Tether's `DestroyedBlackFunds`, which some tokens add to a `Transfer` of the same. */
  | {
      readonly kind: "movement" | "destruction";
      readonly asset: AssetId;
      readonly from: AccountId;
      readonly to: AccountId;
      readonly atoms: bigint;
    }
  /** Numbered things moved (ERC-721, ERC-1155): never an amount of money. */
  | { readonly kind: "items"; readonly moves: readonly ItemMove[] }
  /** `Deposit` or `Withdrawal`: perhaps a wrapped native asset, made or destroyed for `holder`. */
  | { readonly kind: "wrap"; readonly way: "in" | "out"; readonly holder: string; readonly atoms: bigint }
  /** Tether's `Issue` or `Redeem`: the owner's balance changes and the event does not say whose. */
  | { readonly kind: "supply"; readonly way: "issue" | "redeem"; readonly atoms: bigint }
  /** An issuer closed or opened an account. */
  | { readonly kind: "act"; readonly act: IssuerAct["act"]; readonly account: string }
  /** Named like a transfer and of another shape. */
  | { readonly kind: "odd"; readonly refusal: Refusal }
  /** Nothing about an amount of a token. */
  | { readonly kind: "other" };

export interface LogContext {
  readonly chainId: bigint;
  /** The transaction that emitted the log. */
  readonly transaction: RpcTransaction;
  readonly knowledge: Knowledge;
}

type LogReader = (log: RpcLog, context: LogContext) => LogReading;

const other: LogReading = { kind: "other" };

const readers: ReadonlyMap<string, LogReader> = new Map<string, LogReader>([
  [eventTopics.transfer, readTransfer],
  [eventTopics.transferSingle, (log) => itemsOf(log, readTransferSingle(log))],
  [eventTopics.transferBatch, (log) => itemsOf(log, readTransferBatch(log))],
  [eventTopics.deposit, (log) => readWrap(log, "in")],
  [eventTopics.withdrawal, (log) => readWrap(log, "out")],
  [eventTopics.destroyedBlackFunds, readDestroyed],
  [eventTopics.issue, (log) => readSupply(log, "issue")],
  [eventTopics.redeem, (log) => readSupply(log, "redeem")],
  [eventTopics.addedBlackList, (log) => readAct(log, "blacklisted")],
  [eventTopics.removedBlackList, (log) => readAct(log, "unblacklisted")],
  [eventTopics.blacklisted, (log) => readAct(log, "blacklisted")],
  [eventTopics.unblacklisted, (log) => readAct(log, "unblacklisted")],
]);

export function decodeLog(log: RpcLog, context: LogContext): LogReading {
  const reader = readers.get(log.topics[0] ?? "");
  return reader === undefined ? other : reader(log, context);
}

/** ERC-20's own form first: both addresses indexed, the amount in the data. Bytes after the amount change nothing. */
function readTransfer(log: RpcLog, context: LogContext): LogReading {
  const { topics, data } = log;
  if (topics.length !== 3) return topics.length === 4 ? readNumbered(log) : readUnindexed(log, context);
  const from = addressAt(topics[1] ?? "", 0);
  const to = addressAt(topics[2] ?? "", 0);
  const atoms = amountAt(data, 0);
  if (from === null || to === null || atoms === null)
    return odd(
      log,
      "Transfer(address indexed, address indexed, uint256): 3 topics, the last two addresses, and at least 32 bytes of data",
    );
  return movement(log, { chainId: context.chainId, from, to, atoms });
}

const zeroAddress = `0x${"0".repeat(40)}`;

function movement(
  log: RpcLog,
  { chainId, from, to, atoms }: { chainId: bigint; from: string; to: string; atoms: bigint },
): LogReading {
  const asset = erc20Asset(chainId, log.address);
  return {
    kind: "movement",
    asset,
    from: from === zeroAddress ? mintAccount(asset) : evmAccount(chainId, from),
    to: to === zeroAddress ? destroyedAccount(asset) : evmAccount(chainId, to),
    atoms,
  };
}

function readNumbered(log: RpcLog): LogReading {
  const move = readNumberedTransfer(log);
  return move === null
    ? odd(log, "Transfer(address indexed, address indexed, uint256 indexed): 4 topics, two addresses and an item, and no data")
    : { kind: "items", moves: [move] };
}

/**
 * `Transfer` with fields in the data that ERC-20 indexes. Amounts and numbered things look the same, so the contract must be known to keep amounts; and
 * with one address indexed it is not known which, so the call that caused it must say it.
 */
function readUnindexed(log: RpcLog, context: LogContext): LogReading {
  const { topics, data, address } = log;
  const isWhole = topics.length + countWords(data) === 4;
  const party = addressAt(topics[1] ?? data, 0);
  const counterparty = addressAt(data, topics.length === 1 ? 1 : 0);
  const number = amountAt(data, topics.length === 1 ? 2 : 1);
  if (!isWhole || party === null || counterparty === null || number === null)
    return odd(log, "Transfer(address, address, uint256): two addresses and an amount, in topics and data together");
  const isDirected = topics.length === 1;
  if (isDirected && isKnownCollection(context.chainId, address))
    return { kind: "items", moves: [{ standard: "erc721", from: party, to: counterparty, item: number, count: 1n }] };
  if (context.knowledge.isToken(address) !== true)
    return odd(log, "a contract that answers decimals(): without indexed fields an amount and a numbered thing look the same");
  const parties = isDirected ? { from: party, to: counterparty } : directionOf(log, { party, counterparty, number, context });
  return parties === null
    ? odd(log, "a call of transfer or transferFrom by the transaction itself: with one indexed address either may be the payer")
    : movement(log, { chainId: context.chainId, ...parties, atoms: number });
}

interface HalfIndexed {
  readonly party: string;
  readonly counterparty: string;
  readonly number: bigint;
  readonly context: LogContext;
}

/** First four bytes of keccak-256 of `transfer(address,uint256)` and `transferFrom(address,address,uint256)`. */
const transferSelector = "0xa9059cbb";
const transferFromSelector = "0x23b872dd";
const selectorDigits = 8;

function directionOf(log: RpcLog, { party, counterparty, number, context }: HalfIndexed): { from: string; to: string } | null {
  const { transaction } = context;
  if (transaction.to !== log.address) return null;
  const selector = transaction.input.slice(0, 2 + selectorDigits);
  const isFrom = selector === transferFromSelector;
  if (!isFrom && selector !== transferSelector) return null;
  const values = `0x${transaction.input.slice(2 + selectorDigits)}`;
  const from = isFrom ? addressAt(values, 0) : transaction.from;
  const to = addressAt(values, isFrom ? 1 : 0);
  if (from === null || to === null || amountAt(values, isFrom ? 2 : 1) !== number) return null;
  const isSame = (from === party && to === counterparty) || (from === counterparty && to === party);
  return isSame ? { from, to } : null;
}

function itemsOf(log: RpcLog, moves: readonly ItemMove[] | null): LogReading {
  return moves === null
    ? odd(
        log,
        "TransferSingle or TransferBatch of ERC-1155: operator, from and to as topics; items and as many amounts in the data",
      )
    : { kind: "items", moves };
}

/** Also emitted by vaults that keep no token: whether it is a wrapper, the transaction as a whole shows. Other shapes are other events. */
function readWrap({ topics, data }: RpcLog, way: "in" | "out"): LogReading {
  const isIndexed = topics.length === 2;
  if (topics.length > 2 || countWords(data) !== (isIndexed ? 1 : 2)) return other;
  const holder = addressAt(isIndexed ? (topics[1] ?? "") : data, 0);
  const atoms = amountAt(data, isIndexed ? 0 : 1);
  return holder === null || atoms === null ? other : { kind: "wrap", way, holder, atoms };
}

function readSupply({ topics, data }: RpcLog, way: "issue" | "redeem"): LogReading {
  const atoms = topics.length === 1 && countWords(data) === 1 ? amountAt(data, 0) : null;
  return atoms === null ? other : { kind: "supply", way, atoms };
}

function readAct(log: RpcLog, act: IssuerAct["act"]): LogReading {
  const words = [...log.topics.slice(1), ...(countWords(log.data) > 0 ? [log.data] : [])];
  const account = addressAt(words[0] ?? "", 0);
  return words.length !== 1 || countWords(log.data) > 1 || account === null
    ? odd(log, "a blacklisting: one address, as a topic or in the data")
    : { kind: "act", act, account };
}

function readDestroyed(log: RpcLog, { chainId }: LogContext): LogReading {
  const { topics, data } = log;
  const isIndexed = topics.length === 2;
  const holder = addressAt(isIndexed ? (topics[1] ?? "") : data, 0);
  const atoms = amountAt(data, isIndexed ? 0 : 1);
  if (topics.length > 2 || wordAt(data, isIndexed ? 1 : 2) !== null || holder === null || atoms === null)
    return odd(log, "DestroyedBlackFunds(address, uint256): an address and an amount, two words in all");
  const asset = erc20Asset(chainId, log.address);
  return { kind: "destruction", asset, from: evmAccount(chainId, holder), to: destroyedAccount(asset), atoms };
}

function odd(log: RpcLog, expected: string): LogReading {
  const byteCount = (log.data.length - 2) / 2;
  const found = `${log.topics.length} topics ${log.topics.slice(1).join(" ")} and ${byteCount} bytes of data`;
  return { kind: "odd", refusal: { code: "VALUE_UNREADABLE", found: showFound(found), expected } };
}

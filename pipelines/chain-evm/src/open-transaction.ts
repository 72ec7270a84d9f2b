import type { Transfer } from "@tributary/domain";
import { decodeLog, type LogReading } from "./decode-log.ts";
import { findInternalMoves, type InternalMove, type TraceRules } from "./decode-trace.ts";
import { mayRunCode, type TransactionAnswer } from "./decode-transaction.ts";
import { isEthereum } from "./identify-chain.ts";
import { type Envelope, makeEnvelope } from "./movement.ts";
import { type EventPlaces, type EventsToOrder, orderEvents } from "./order-events.ts";
import type { RpcLog } from "./rpc-block.ts";
import type { Unread } from "./unread.ts";

/** A transaction as it is read: its answer, and what its logs and calls say. */
export interface OpenTransaction {
  readonly answer: TransactionAnswer;
  readonly envelope: Envelope;
  readonly locator: string;
  readonly readings: readonly LogReading[];
  readonly rules: TraceRules;
  readonly moves: readonly InternalMove[];
  readonly places: EventPlaces;
  readonly unread: Unread;
  /** Filled as items are made; not in ledger order. */
  readonly transfers: Transfer[];
}

/** Reads each log alone, finds the calls that moved value, and gives both their places. */
export function openTransaction(answer: TransactionAnswer, unread: Unread): OpenTransaction {
  const { chain, block, transaction, receipt, trace, knowledge } = answer;
  const context = { chainId: chain.chainId, transaction, knowledge };
  const readings = receipt.logs.map((log) => decodeLog(log, context));
  const rules = rulesOf(answer);
  const moves = trace === null ? [] : findInternalMoves(trace, rules);
  if (trace === null && mayRunCode(answer)) unread.transactionsWithCode += 1n;
  if (hasOperatorFee(answer)) unread.rollupFees += 1n;
  return {
    answer,
    envelope: makeEnvelope({
      chain,
      blockNumber: block.number,
      time: answer.time,
      transactionIndex: transaction.index,
      reference: transaction.hash,
    }),
    locator: `block/${block.number}/tx/${transaction.index}`,
    readings,
    rules,
    moves,
    places: orderEvents({
      logCount: readings.length,
      calls: moves.map(({ from, atoms, logsBefore }) => ({ from, value: atoms, logsBefore })),
      payouts: moves.length === 0 ? [] : findPayouts(receipt.logs, readings),
    }),
    unread,
    transfers: [],
  };
}

function findPayouts(logs: readonly RpcLog[], readings: readonly LogReading[]): EventsToOrder["payouts"] {
  return readings.flatMap((reading, position) => {
    const contract = logs[position]?.address;
    return contract !== undefined && reading.kind === "wrap" && reading.way === "out"
      ? [{ position, contract, atoms: reading.atoms }]
      : [];
  });
}

/** 2024-03-13 13:55:35 UTC: since then Ethereum keeps contracts, and chains that follow its rules without naming a beacon block are taken to. */
const cancunSeconds = 1_710_338_135n;

/** Blocks of Cancun and later name their parent's beacon block on Ethereum and its test networks; elsewhere some chains leave the field out. */
function rulesOf({ chain, block }: TransactionAnswer): TraceRules {
  const isNamed = typeof block.raw["parentBeaconBlockRoot"] === "string";
  return { keepsContracts: isNamed || (!isEthereum(chain.chainId) && block.timestamp >= cancunSeconds) };
}

/** OP stack since Isthmus: the receipt names the scalars of a further fee, and the rule that makes an amount of them has changed since. */
function hasOperatorFee({ receipt }: TransactionAnswer): boolean {
  return ["operatorFeeScalar", "operatorFeeConstant"].some((key) => {
    const value = receipt.raw[key];
    return typeof value === "string" && /[1-9a-f]/i.test(value.slice(2));
  });
}

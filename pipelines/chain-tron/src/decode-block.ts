import { findConversions } from "@tributary/conversion";
import { type Conversion, type Transfer, tronAccount, tronChain } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { BlockAnswer } from "./check-block.ts";
import { decodeInside } from "./decode-inside.ts";
import { type ApartPart, decodeTransaction, outcomeOf, runsContract, type TransactionAnswer } from "./decode-transaction.ts";
import { toHex } from "./hex-bytes.ts";
import { type Envelope, type Movement, placeMovements } from "./movement.ts";
import { emptySeen, type Seen } from "./seen.ts";
import { statedInfo } from "./transaction-info.ts";
import type { TronHeader } from "./tron-block.ts";
import { keepApart, type RecordMaker } from "./tron-record.ts";

export interface BlockReading {
  readonly items: readonly IngestItem[];
  readonly seen: Seen;
}

export interface HowToDecode {
  readonly makeRecord: RecordMaker;
  /** Are internal transactions known? Without them a swap may be taken for another: none is looked for. */
  readonly isTraced: boolean;
}

/** Every movement that a block and its TransactionInfo show: one source record per movement, exchange, internal transaction and log. */
export function decodeBlock(answer: BlockAnswer, how: HowToDecode): BlockReading {
  const { block, infos } = answer;
  const items: IngestItem[] = [];
  const seen = emptySeen();
  for (const transaction of block.transactions) {
    const info = infos.get(transaction.id) ?? null;
    const reading = readTransaction({ block, transaction, info }, how);
    items.push(...reading.items);
    seen.transactions += 1n;
    if (info === null) seen.withoutInfo += 1n;
    if (runsContract(transaction.contract)) seen.contractRuns += 1n;
    seen.internalTransactions += BigInt(info?.internals.length ?? 0);
    seen.notBooked += BigInt(reading.apart.filter(({ part }) => part !== "fee").length);
  }
  return { items, seen };
}

/** That a block stood at its height: a later import that finds another one there is of another chain. */
export function blockItem({ number, id, parentId }: TronHeader, makeRecord: RecordMaker): IngestItem {
  const { record } = makeRecord(`block/${number}`, { number: number.toString(), blockID: id, parentHash: parentId });
  return { record, rows: { blocks: [{ chain: tronChain, number, hash: id }] } };
}

/** The transfers of all items that load. */
export function transfersOf(items: readonly IngestItem[]): readonly Transfer[] {
  return items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

interface TransactionItems {
  readonly items: readonly IngestItem[];
  readonly apart: readonly ApartPart[];
}

function readTransaction(answer: TransactionAnswer, { makeRecord, isTraced }: HowToDecode): TransactionItems {
  const { block, transaction, info } = answer;
  const locator = `block/${block.number}/tx/${transaction.index}`;
  const envelope = {
    blockNumber: block.number,
    time: block.time,
    transactionIndex: transaction.index,
    transactionId: transaction.id,
  };
  const reading = decodeTransaction(answer);
  const said = {
    transaction: transaction.raw,
    info: info === null ? null : { ...info.raw, log: undefined, internal_transactions: undefined },
  };
  const apart = reading.apart.map(({ part, refusal }) => keepApart(makeRecord(`${locator}/${part}`, said), refusal));
  const own = reading.movements.map((movement) => bookMovement(answer, { movement, envelope, locator, makeRecord, said }));
  const inside =
    info !== null && outcomeOf(answer) === "succeeded" ? decodeInside({ transaction, info, envelope, locator, makeRecord }) : [];
  const conversions = isTraced ? conversionsOf(answer, transfersOf([...own, ...inside])) : [];
  const stated = { raw_data: toHex(transaction.rawData), info: info === null ? null : statedInfo(info) };
  const found = conversions.length === 0 ? [] : [{ record: makeRecord(locator, stated).record, rows: { conversions } }];
  return { items: [...own, ...found, ...apart, ...inside], apart: reading.apart };
}

interface MovementToBook {
  readonly movement: Movement;
  readonly envelope: Envelope;
  readonly locator: string;
  readonly makeRecord: RecordMaker;
  /** All that the node said, for a record that is kept apart. */
  readonly said: unknown;
}

/**
 * Each movement is a record of its own, told by the transaction's bytes and by what is booked: one that could not be booked for want of TransactionInfo has the
 * same place, and loads there once a node tells it; what needs none is the same record with it or without.
 */
function bookMovement({ transaction }: TransactionAnswer, request: MovementToBook): IngestItem {
  const { movement, envelope, makeRecord } = request;
  const place = `${request.locator}/${movement.id.slice(movement.id.lastIndexOf(":") + 1)}`;
  const placed = placeMovements(envelope, [movement]);
  if (!placed.ok) return keepApart(makeRecord(place, request.said), placed.refusal);
  const { from, to, asset, atoms } = movement;
  const told = { raw_data: toHex(transaction.rawData), from, to, asset, atoms };
  return { record: makeRecord(place, told).record, rows: { transfers: placed.value } };
}

function conversionsOf({ transaction, info }: TransactionAnswer, transfers: readonly Transfer[]): readonly Conversion[] {
  const { contract } = transaction;
  if (contract === null || contract.owner === null) return [];
  return findConversions({
    chain: tronChain,
    reference: transaction.id,
    initiator: tronAccount(contract.owner),
    called: contract.receiver === null ? null : tronAccount(contract.receiver),
    emitters: new Set((info?.logs ?? []).map(({ address }) => tronAccount(address))),
    transfers,
  });
}

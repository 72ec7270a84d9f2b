import { findConversions } from "@tributary/conversion";
import { type Conversion, type Transfer, tronAccount, tronChain } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { BlockAnswer } from "./check-block.ts";
import { decodeInside } from "./decode-inside.ts";
import { type ApartPart, decodeTransaction, outcomeOf, runsContract, type TransactionAnswer } from "./decode-transaction.ts";
import { toHex } from "./hex-bytes.ts";
import { placeMovements } from "./movement.ts";
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

/** Every movement that a block and its TransactionInfo show: one source record per transaction, internal transaction and log. */
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
  // What loads is told by what was read of it, alike from every node; what is kept apart, by all that this one said.
  const stated = {
    raw_data: toHex(transaction.rawData),
    contractRet: transaction.contractRet,
    info: info === null ? null : statedInfo(info),
  };
  const said = {
    transaction: transaction.raw,
    info: info === null ? null : { ...info.raw, log: undefined, internal_transactions: undefined },
  };
  const own = placeMovements(envelope, reading.movements);
  const inside =
    info !== null && outcomeOf(answer) === "succeeded" ? decodeInside({ transaction, info, envelope, locator, makeRecord }) : [];
  const loaded = own.ok ? own.value : [];
  const conversions = isTraced ? conversionsOf(answer, [...loaded, ...transfersOf(inside)]) : [];
  const rows = { transfers: loaded, ...(conversions.length > 0 ? { conversions } : {}) };
  const first: readonly IngestItem[] = !own.ok
    ? [keepApart(makeRecord(locator, said), own.refusal)]
    : loaded.length + conversions.length > 0
      ? [{ record: makeRecord(locator, stated).record, rows }]
      : [];
  const apart = reading.apart.map(({ part, refusal }) => keepApart(makeRecord(`${locator}/${part}`, said), refusal));
  return { items: [...first, ...apart, ...inside], apart: reading.apart };
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

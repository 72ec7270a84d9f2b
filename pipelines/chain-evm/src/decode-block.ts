import { digestText, evmAccount, mintAccount, type Refusal, type SourceRecord, type Transfer } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { toQuantity } from "./chain-reader.ts";
import { checkGas } from "./check-block.ts";
import { compactJson } from "./compact-json.ts";
import { decodeLog, destroyedBlackFundsTopic, type LogReading, transferTopic } from "./decode-log.ts";
import { decodeTransaction, mayRunCode, type TransactionAnswer } from "./decode-transaction.ts";
import type { EvmChain } from "./evm-chain.ts";
import { blockTime, type Envelope, eventOrder, placeMovements } from "./movement.ts";
import { areReceiptsProven } from "./receipts-root.ts";
import type { RpcBlock, RpcHeader, RpcLog, RpcReceipt } from "./rpc-block.ts";
import type { RpcBlockTraces } from "./rpc-trace.ts";
import { malformed, type RpcObject } from "./rpc-value.ts";
import { emptyUnread, type Unread } from "./unread.ts";

export interface BlockReading {
  readonly items: readonly IngestItem[];
  readonly unread: Unread;
}

/** A block whose answers agree with each other (`checkBlock`): receipt i belongs to transaction i. */
export interface BlockAnswer {
  readonly block: RpcBlock;
  readonly receipts: readonly RpcReceipt[];
  /** What ran inside the transactions; null or absent where no endpoint tells it. */
  readonly traces?: RpcBlockTraces | null;
  /** Headers of the block's uncles, in its order, while blocks were mined; null or absent where they were not asked for. */
  readonly uncles?: readonly RpcUncle[] | null;
}

/** A block that was mined beside the chain and is paid for all the same. */
export interface RpcUncle {
  readonly number: bigint;
  readonly beneficiary: string;
}

/** Every movement that a block, its receipts and its logs show, one source record per transaction, log and withdrawal. */
export function decodeBlock(chain: EvmChain, blockAnswer: BlockAnswer): BlockReading {
  const { block, receipts } = blockAnswer;
  const items: IngestItem[] = [];
  const unread = emptyUnread();
  const place = `block/${block.number}`;
  for (const [index, transaction] of block.transactions.entries()) {
    const receipt = receipts[index];
    if (receipt === undefined)
      return malformed(place, { found: `no receipt ${index}`, expected: "a receipt for each transaction" });
    const answer = { chain, block, transaction, receipt };
    items.push(...readTransaction(answer));
    if (mayRunCode(answer)) unread.transactionsWithCode += 1n;
    if ((receipt.l1Fee ?? 0n) > 0n) unread.rollupFees += 1n;
    items.push(...readLogs(answer, unread));
  }
  items.push(...readWithdrawals(chain, block));
  if (areReceiptsProven(blockAnswer)) checkGas(blockAnswer);
  else unread.unprovenBlocks += 1n;
  if (block.difficulty > 0n) unread.minedBlocks += 1n;
  return { items, unread };
}

/** That a block stood at its height: a later import that finds another one there is of another chain. */
export function blockItem(chain: EvmChain, { number, hash, parentHash }: RpcHeader): IngestItem {
  const raw = canonical(`block/${number}`, { number: toQuantity(number), hash, parentHash });
  return {
    record: makeRecord(chain, { locator: `block/${number}`, raw }),
    rows: { blocks: [{ chain: chain.name, number, hash }] },
  };
}

function readTransaction(answer: TransactionAnswer): readonly IngestItem[] {
  const { block, transaction, receipt } = answer;
  const locator = `block/${block.number}/tx/${transaction.index}`;
  const raw = canonical(locator, { transaction: transaction.raw, receipt: receipt.raw });
  const record = makeRecord(answer.chain, { locator, raw });
  const reading = decodeTransaction(answer);
  if (!reading.ok) return [keepApart(record, { raw, refusal: reading.refusal })];
  const transfers = placeMovements(envelopeOf(answer), reading.value.movements);
  if (!transfers.ok) return [keepApart(record, { raw, refusal: transfers.refusal })];
  const loaded = transfers.value.length === 0 ? [] : [{ record, rows: { transfers: transfers.value } }];
  if (reading.value.valueRefusal === null) return loaded;
  // The fee is certain and loads; the value has a record of its own, so that it can be kept apart.
  const valueRecord = { ...record, locator: `${locator}/value` };
  return [...loaded, keepApart(valueRecord, { raw, refusal: reading.value.valueRefusal })];
}

function readLogs(answer: TransactionAnswer, unread: Unread): readonly IngestItem[] {
  const readings = answer.receipt.logs.map((log) => ({ log, reading: decodeLog(answer.chain.chainId, log) }));
  const items: IngestItem[] = [];
  for (const [position, { log, reading }] of readings.entries()) {
    if (reading.kind === "other") continue;
    if (!isWanted(answer.chain, log)) unread.logsOfOtherTokens += 1n;
    else if (reading.kind === "non-fungible") unread.nonFungibleTransfers += 1n;
    else if (reading.kind === "supply-change") unread.supplyChanges += 1n;
    else if (reading.kind === "odd") items.push(keepLogApart(answer, { log, refusal: reading.refusal }));
    else if (isDestroyedTwice(log, readings)) unread.repeatedDestructions += 1n;
    else items.push(bookLog(answer, { log, reading, eventIndex: eventOrder.firstLog + BigInt(position) }));
  }
  return items;
}

type Booking = Extract<LogReading, { kind: "movement" }>;

function bookLog(answer: TransactionAnswer, entry: { log: RpcLog; reading: Booking; eventIndex: bigint }): IngestItem {
  const { asset, from, to, atoms } = entry.reading;
  const id = `${answer.transaction.hash}:log:${entry.log.index}`;
  const placed = placeMovements(envelopeOf(answer), [{ id, eventIndex: entry.eventIndex, asset, from, to, atoms }]);
  if (!placed.ok) return keepLogApart(answer, { log: entry.log, refusal: placed.refusal });
  return { record: logRecord(answer, entry.log).record, rows: { transfers: placed.value } };
}

/** Some tokens burn with a `Transfer` to the zero address and name the same burn again: it counts once. */
function isDestroyedTwice(log: RpcLog, readings: readonly { log: RpcLog; reading: LogReading }[]): boolean {
  if (log.topics[0] !== destroyedBlackFundsTopic) return false;
  const own = readings.find((entry) => entry.log === log)?.reading;
  return readings.some(
    ({ log: other, reading }) =>
      other.topics[0] === transferTopic &&
      own?.kind === "movement" &&
      reading.kind === "movement" &&
      reading.asset === own.asset &&
      reading.from === own.from &&
      reading.to === own.to &&
      reading.atoms === own.atoms,
  );
}

function isWanted(chain: EvmChain, log: RpcLog): boolean {
  return chain.tokens === null || chain.tokens.has(log.address);
}

const weiPerGwei = 1_000_000_000n;

/** Withdrawals come after every transaction of their block, in the block's order. */
function readWithdrawals(chain: EvmChain, block: RpcBlock): readonly IngestItem[] {
  return block.withdrawals.map((withdrawal, position) => {
    const locator = `block/${block.number}/withdrawal/${position}`;
    const raw = canonical(locator, withdrawal.raw);
    const record = makeRecord(chain, { locator, raw });
    const envelope = {
      chain,
      blockNumber: block.number,
      time: blockTime(block.timestamp, locator),
      transactionIndex: BigInt(block.transactions.length),
      reference: null,
    };
    const placed = placeMovements(envelope, [
      {
        id: `${block.hash}:withdrawal:${withdrawal.index}`,
        eventIndex: BigInt(position),
        from: mintAccount(chain.nativeAsset),
        to: evmAccount(chain.chainId, withdrawal.address),
        asset: chain.nativeAsset,
        atoms: withdrawal.gwei * weiPerGwei,
      },
    ]);
    return placed.ok ? { record, rows: { transfers: placed.value } } : keepApart(record, { raw, refusal: placed.refusal });
  });
}

function envelopeOf({ chain, block, transaction }: TransactionAnswer): Envelope {
  return {
    chain,
    blockNumber: block.number,
    time: blockTime(block.timestamp, `block/${block.number}`),
    transactionIndex: transaction.index,
    reference: transaction.hash,
  };
}

function keepLogApart(answer: TransactionAnswer, entry: { log: RpcLog; refusal: Refusal }): IngestItem {
  const { record, raw } = logRecord(answer, entry.log);
  return keepApart(record, { raw, refusal: entry.refusal });
}

function logRecord({ chain, block, transaction }: TransactionAnswer, log: RpcLog): { record: SourceRecord; raw: string } {
  const locator = `block/${block.number}/tx/${transaction.index}/log/${log.index}`;
  const raw = canonical(locator, log.raw);
  return { record: makeRecord(chain, { locator, raw }), raw };
}

export function makeRecord(chain: EvmChain, source: { locator: string; raw: string }): SourceRecord {
  return { fileSha256: chain.fileSha256, locator: source.locator, rawSha256: digestText(source.raw) };
}

function keepApart(record: SourceRecord, reason: { raw: string; refusal: Refusal }): IngestItem {
  const where = { record: record.locator };
  return { record, findings: [{ ...reason.refusal, where }], raw: reason.raw };
}

function canonical(locator: string, value: RpcObject): string {
  return compactJson(value) ?? malformed(locator, { found: "a number beyond 2^53", expected: "hex quantities" });
}

/** The transfers of all items that load. */
export function transfersOf(items: readonly IngestItem[]): readonly Transfer[] {
  return items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

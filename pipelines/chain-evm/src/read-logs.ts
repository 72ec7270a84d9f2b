import { erc20Asset, evmAccount, type Refusal, type SourceRecord, toAtoms, unwrap } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { LogReading } from "./decode-log.ts";
import { keepApart, makeRecord } from "./evm-record.ts";
import { placeEvent, placeMovement } from "./movement.ts";
import type { OpenTransaction } from "./open-transaction.ts";
import { lastEvent } from "./order-events.ts";
import { logText } from "./record-text.ts";
import type { RpcLog } from "./rpc-block.ts";
import { exactKey, type SupplyMovement, saidSupplies, settleLogs } from "./settle-logs.ts";

/** One record for each log that says something of a token; its transfers are added to the transaction's. */
export function readLogs(open: OpenTransaction): readonly IngestItem[] {
  const { answer, readings, unread } = open;
  const { tokens } = answer.chain;
  const settled = settleLogs(open, unread);
  const items: IngestItem[] = [];
  let said: ReadonlySet<string> | null = null;
  for (const [position, reading] of readings.entries()) {
    const log = answer.receipt.logs[position];
    if (log === undefined || reading.kind === "other") continue;
    if (tokens !== null && !tokens.has(log.address)) {
      unread.logsOfOtherTokens += 1n;
      continue;
    }
    const place = { log, eventIndex: open.places.logs[position] ?? lastEvent + 1 };
    if (reading.kind === "movement") items.push(bookLog(open, { ...place, movement: reading }));
    else if (reading.kind === "destruction") {
      said ??= saidSupplies(readings);
      if (said.has(exactKey(reading))) unread.repeatedDestructions += 1n;
      else items.push(bookLog(open, { ...place, movement: reading }));
    } else if (reading.kind === "items") items.push(bookItems(open, { ...place, reading }));
    else if (reading.kind === "act") items.push(bookAct(open, { ...place, reading }));
    else if (reading.kind === "odd") items.push(keepLogApart(open, { log, refusal: reading.refusal }));
    else {
      const movement = settled.get(position);
      if (movement !== undefined) items.push(bookLog(open, { ...place, movement }));
    }
  }
  return items;
}

interface PlacedLog {
  readonly log: RpcLog;
  readonly eventIndex: number;
}

function bookLog(open: OpenTransaction, { log, eventIndex, movement }: PlacedLog & { movement: SupplyMovement }): IngestItem {
  const { asset, from, to, atoms } = movement;
  const id = `${log.transactionHash}:log:${log.index}`;
  const placed = placeMovement(open.envelope, { id, eventIndex, asset, from, to, atoms });
  if (!placed.ok) return keepLogApart(open, { log, refusal: placed.refusal });
  open.transfers.push(placed.value);
  return { record: logRecord(open, log), rows: { transfers: [placed.value] } };
}

function bookItems(
  open: OpenTransaction,
  { log, eventIndex, reading }: PlacedLog & { reading: Extract<LogReading, { kind: "items" }> },
): IngestItem {
  const { chain, time } = open.answer;
  const sequence = placeEvent(open.envelope, eventIndex);
  if (!sequence.ok) return keepLogApart(open, { log, refusal: sequence.refusal });
  const id = `${log.transactionHash}:log:${log.index}`;
  const isBatch = reading.moves.length > 1;
  const itemTransfers = reading.moves.map(({ standard, from, to, item, count }, index) => ({
    source: chain.source,
    id: isBatch ? `${id}:${index}` : id,
    occurredAt: time,
    sequence: sequence.value,
    from: evmAccount(chain.chainId, from),
    to: evmAccount(chain.chainId, to),
    collection: `${chain.name}/${standard}:${log.address}`,
    item: item.toString(),
    count: unwrap(toAtoms(count)),
    reference: log.transactionHash,
  }));
  return { record: logRecord(open, log), rows: { itemTransfers } };
}

function bookAct(
  open: OpenTransaction,
  { log, eventIndex, reading }: PlacedLog & { reading: Extract<LogReading, { kind: "act" }> },
): IngestItem {
  const { chain, time } = open.answer;
  const sequence = placeEvent(open.envelope, eventIndex);
  if (!sequence.ok) return keepLogApart(open, { log, refusal: sequence.refusal });
  const act = {
    source: chain.source,
    id: `${log.transactionHash}:log:${log.index}`,
    occurredAt: time,
    sequence: sequence.value,
    account: evmAccount(chain.chainId, reading.account),
    asset: erc20Asset(chain.chainId, log.address),
    act: reading.act,
    reference: log.transactionHash,
  };
  return { record: logRecord(open, log), rows: { issuerActs: [act] } };
}

function keepLogApart(open: OpenTransaction, { log, refusal }: { log: RpcLog; refusal: Refusal }): IngestItem {
  return keepApart(open.answer.chain, { locator: `${open.locator}/log/${log.index}`, value: log.raw, refusal });
}

function logRecord(open: OpenTransaction, log: RpcLog): SourceRecord {
  return makeRecord(open.answer.chain, { locator: `${open.locator}/log/${log.index}`, raw: logText(log) });
}

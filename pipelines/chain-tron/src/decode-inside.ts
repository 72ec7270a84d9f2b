import {
  type AccountId,
  destroyedAccount,
  mintAccount,
  type Refusal,
  type Result,
  refuse,
  toAtoms,
  tronAccount,
  unwrap,
} from "@tributary/domain";
import type { IngestItem, LedgerRows } from "@tributary/pipeline-kit";
import { readInternal } from "./decode-internal.ts";
import { type LogReading, readLog, type TokenMovement } from "./decode-log.ts";
import { type Envelope, eventOrder, placeEvent, placeMovements } from "./movement.ts";
import { statedInternal, statedLog, type TransactionInfo, type TronLog } from "./transaction-info.ts";
import { tether, tronSource } from "./tron-chain.ts";
import { keepApart, type RecordMaker } from "./tron-record.ts";
import type { TronTransaction } from "./tron-transaction.ts";

/** What contracts did inside one transaction that succeeded. */
export interface Inside {
  readonly transaction: TronTransaction;
  readonly info: TransactionInfo;
  readonly envelope: Envelope;
  /** `block/<number>/tx/<index>`. */
  readonly locator: string;
  readonly makeRecord: RecordMaker;
}

const oneItem = unwrap(toAtoms(1n));

/** One source record per internal transaction that moves value and per log that says something of tokens: internal transactions first. */
export function decodeInside(inside: Inside): readonly IngestItem[] {
  return [...readInternals(inside), ...readLogs(inside)];
}

function readInternals(inside: Inside): readonly IngestItem[] {
  const { transaction, info, envelope, locator, makeRecord } = inside;
  const items: IngestItem[] = [];
  let next = eventOrder.firstInternal;
  for (const [index, internal] of info.internals.entries()) {
    const reading = readInternal(internal);
    if (reading.kind === "nothing" || reading.kind === "stake") continue;
    const place = `${locator}/internal/${index}`;
    if (reading.kind === "odd") {
      items.push(keepApart(makeRecord(place, internal.raw), reading.refusal));
      continue;
    }
    const movements = reading.movements.map((movement, part) => ({
      ...movement,
      id: part === 0 ? `${transaction.id}:internal:${index}` : `${transaction.id}:internal:${index}:${part}`,
      eventIndex: next + BigInt(part),
    }));
    next += BigInt(movements.length);
    const placed = next > eventOrder.firstLog ? failCrowded(next) : placeMovements(envelope, movements);
    if (placed.ok) items.push({ record: makeRecord(place, statedInternal(internal)).record, rows: { transfers: placed.value } });
    else items.push(keepApart(makeRecord(place, internal.raw), placed.refusal));
  }
  return items;
}

function failCrowded(next: bigint): Result<never> {
  const internalsMax = eventOrder.firstLog - eventOrder.firstInternal;
  return refuse(
    "LIMIT_REACHED",
    `${next - eventOrder.firstInternal} movements by internal transactions`,
    `at most ${internalsMax} in one transaction`,
  );
}

function readLogs(inside: Inside): readonly IngestItem[] {
  const readings = inside.info.logs.map(readLog);
  return inside.info.logs.flatMap((log, index) => {
    const reading = readings[index];
    if (reading === undefined || reading.kind === "other" || isToldAgain(reading, readings)) return [];
    const place = `${inside.locator}/log/${index}`;
    const id = `${inside.transaction.id}:log:${index}`;
    const rows = rowsOf(inside, { log, reading, id, eventIndex: eventOrder.firstLog + BigInt(index) });
    if ("code" in rows) return [keepApart(inside.makeRecord(place, log.raw), rows)];
    return [{ record: inside.makeRecord(place, statedLog(log)).record, rows }];
  });
}

interface ReadEvent {
  readonly log: TronLog;
  readonly reading: Exclude<LogReading, { kind: "other" }>;
  readonly id: string;
  readonly eventIndex: bigint;
}

function rowsOf(inside: Inside, event: ReadEvent): LedgerRows | Refusal {
  const { reading, id, eventIndex } = event;
  switch (reading.kind) {
    case "odd":
      return reading.refusal;
    case "movement":
      return transferRows(inside, { ...event, movement: reading.movement });
    case "supply":
      return supplyRows(inside, event);
    case "item": {
      const placed = placeEvent(inside.envelope, eventIndex);
      if (!placed.ok) return placed.refusal;
      const { item, ...ends } = reading.item;
      const transfer = {
        ...ends,
        id,
        source: tronSource,
        item: item.toString(),
        count: oneItem,
        reference: inside.transaction.id,
      };
      return { itemTransfers: [{ ...transfer, occurredAt: inside.envelope.time, sequence: placed.value }] };
    }
    case "act": {
      const placed = placeEvent(inside.envelope, eventIndex);
      if (!placed.ok) return placed.refusal;
      const { act, account, asset } = reading;
      const place = { occurredAt: inside.envelope.time, sequence: placed.value, reference: inside.transaction.id };
      return { issuerActs: [{ source: tronSource, id, account, asset, act, ...place }] };
    }
  }
}

function transferRows(
  inside: Inside,
  event: { readonly id: string; readonly eventIndex: bigint; readonly movement: TokenMovement },
): LedgerRows | Refusal {
  const { id, eventIndex, movement } = event;
  const placed = placeMovements(inside.envelope, [{ id, eventIndex, ...movement }]);
  return placed.ok ? { transfers: placed.value } : placed.refusal;
}

/** Tether's `issue` and `redeem` answer to the owner alone and change the owner's balance: it is whoever called them. */
function supplyRows(inside: Inside, event: ReadEvent): LedgerRows | Refusal {
  const { log, reading } = event;
  if (reading.kind !== "supply") return {};
  const owner = log.address === tether ? callerOf(inside, log.address) : null;
  if (owner === null)
    return {
      code: "SOURCE_PARTIAL",
      found: `${reading.direction === "issue" ? "Issue" : "Redeem"} of ${reading.atoms} by ${log.address}`,
      expected: "a Transfer of the same amount, or one caller of Tether's contract: whose balance changed",
    };
  const { asset, atoms } = reading;
  const movement =
    reading.direction === "issue"
      ? { asset, from: mintAccount(asset), to: owner, atoms }
      : { asset, from: owner, to: destroyedAccount(asset), atoms };
  return transferRows(inside, { ...event, movement });
}

/** The one account that called a contract in this transaction; null where there are several, or none is seen. */
function callerOf({ transaction, info }: Inside, contract: string): AccountId | null {
  const direct = transaction.contract?.receiver === contract ? transaction.contract.owner : null;
  if (direct !== null) return tronAccount(direct);
  const calls = info.internals.filter(
    ({ receiver, isRejected, note }) => receiver === contract && !isRejected && note === "call",
  );
  const callers = new Set(calls.flatMap(({ caller }) => (caller === null ? [] : [caller])));
  const [only] = callers;
  return callers.size === 1 && only !== undefined ? tronAccount(only) : null;
}

/** Some contracts tell of a change of supply by a `Transfer` too: then that one counts. */
function isToldAgain(reading: LogReading, readings: readonly LogReading[]): boolean {
  const told = toldMovement(reading);
  if (told === undefined) return false;
  return readings.some(
    (other) =>
      other.kind === "movement" &&
      !other.isTold &&
      other.movement.asset === told.asset &&
      other.movement.atoms === told.atoms &&
      (told.from === undefined || other.movement.from === told.from) &&
      (told.to === undefined || other.movement.to === told.to),
  );
}

function toldMovement(reading: LogReading): Partial<TokenMovement> | undefined {
  if (reading.kind === "movement") return reading.isTold ? reading.movement : undefined;
  if (reading.kind !== "supply") return undefined;
  const { asset, atoms } = reading;
  return reading.direction === "issue"
    ? { asset, atoms, from: mintAccount(asset) }
    : { asset, atoms, to: destroyedAccount(asset) };
}

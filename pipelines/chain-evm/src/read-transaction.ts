import { findConversions } from "@tributary/conversion";
import { type AccountId, type BridgeEvent, type Conversion, evmAccount, type Transfer } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { decodeTransaction, type TransactionAnswer } from "./decode-transaction.ts";
import { keepApart, makeRecord } from "./evm-record.ts";
import { isKnownWrapper } from "./known-contracts.ts";
import { placeMovements } from "./movement.ts";
import { type OpenTransaction, openTransaction } from "./open-transaction.ts";
import { findBridgeEvents } from "./read-bridges.ts";
import { readLogs } from "./read-logs.ts";
import { readMoves } from "./read-moves.ts";
import { transactionText } from "./record-text.ts";
import type { Unread } from "./unread.ts";

/** Every movement of one transaction: a record for what it carries and pays, one for each log and for each call that moved value. */
export function readTransaction(answer: TransactionAnswer, unread: Unread): readonly IngestItem[] {
  const open = openTransaction(answer, unread);
  const own = readOwn(open);
  const events = [...readLogs(open), ...readMoves(open)];
  // An ordinary log without calls beside it is in ledger order already.
  if (open.moves.length > 0) open.transfers.sort((a, b) => (a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : 0));
  const conversions = convert(open);
  const bridgeEvents = findBridgeEvents(answer, { transfers: open.transfers, unread });
  return [...withConclusions(open, own, { conversions, bridgeEvents }), ...events];
}

/** What the transaction itself carries and pays. */
function readOwn(open: OpenTransaction): { items: readonly IngestItem[]; transfers: readonly Transfer[] } {
  const { answer, locator, envelope } = open;
  const { chain, transaction, receipt } = answer;
  const value = { transaction: transaction.raw, receipt: receipt.raw };
  const reading = decodeTransaction(answer);
  if (!reading.ok) return { items: [keepApart(chain, { locator, value, refusal: reading.refusal })], transfers: [] };
  const transfers = placeMovements(envelope, reading.value.movements);
  if (!transfers.ok) return { items: [keepApart(chain, { locator, value, refusal: transfers.refusal })], transfers: [] };
  open.transfers.push(...transfers.value);
  const { valueRefusal } = reading.value;
  // The fee is certain and loads; the value has a record of its own, so that it can be kept apart.
  const apart = valueRefusal === null ? [] : [keepApart(chain, { locator: `${locator}/value`, value, refusal: valueRefusal })];
  return { items: apart, transfers: transfers.value };
}

/** The transaction's own record, with what follows from all of its movements together. */
function withConclusions(
  open: OpenTransaction,
  own: ReturnType<typeof readOwn>,
  found: { conversions: readonly Conversion[]; bridgeEvents: readonly BridgeEvent[] },
): readonly IngestItem[] {
  const { conversions, bridgeEvents } = found;
  const { transfers } = own;
  if (transfers.length + conversions.length + bridgeEvents.length === 0) return own.items;
  const isRefused = own.items.some(({ record }) => record.locator === open.locator);
  const record = makeRecord(open.answer.chain, {
    locator: isRefused ? `${open.locator}/conversions` : open.locator,
    raw: transactionText(open.answer),
  });
  const rows = {
    transfers,
    ...(conversions.length > 0 && { conversions }),
    ...(bridgeEvents.length > 0 && { bridgeEvents }),
  };
  return [{ record, rows }, ...own.items];
}

const feeNames = ["fee-", "blob-fee-", "l1-fee"];

function isFeeId(id: string, at: number): boolean {
  return feeNames.some((name) => id.startsWith(name, at));
}

/**
 * Does this reading know every movement of the transaction? A part of them may look like another exchange than took place, and would stand in the
 * ledger against the one that a fuller reading finds. A chain's known wrapper makes no calls of its own but the payout of what it unwraps.
 */
function isSeenWhole({ answer, readings }: OpenTransaction): boolean {
  const { chain, transaction, receipt, trace } = answer;
  const { tokens } = chain;
  if (trace === null && (transaction.to === null || !isKnownWrapper(chain.chainId, transaction.to))) return false;
  return tokens === null || receipt.logs.every(({ address }, at) => tokens.has(address) || readings[at]?.kind === "other");
}

function convert(open: OpenTransaction): readonly Conversion[] {
  const { answer, transfers } = open;
  const { chain, transaction, receipt } = answer;
  if (!isSeenWhole(open)) return [];
  // Most transactions move one asset, and their fee: nothing was exchanged.
  const moved = transfers.filter(({ id }) => !isFeeId(id, transaction.hash.length + 1));
  if (moved.every(({ asset }) => asset === moved[0]?.asset)) return [];
  const emitters = new Set<AccountId>();
  for (const log of receipt.logs) emitters.add(evmAccount(chain.chainId, log.address));
  return findConversions({
    chain: chain.name,
    reference: transaction.hash,
    initiator: evmAccount(chain.chainId, transaction.from),
    called: transaction.to === null ? null : evmAccount(chain.chainId, transaction.to),
    emitters,
    transfers,
  });
}

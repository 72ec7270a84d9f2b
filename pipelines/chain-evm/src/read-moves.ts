import { destroyedAccount, digestText, evmAccount, type Transfer } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { findRemainders } from "./decode-trace.ts";
import { keepApart, makeRecord } from "./evm-record.ts";
import { type Movement, placeMovement } from "./movement.ts";
import type { OpenTransaction } from "./open-transaction.ts";
import { lastEvent } from "./order-events.ts";

/** One record for each call that moved value, and one for each contract that ended with value in it; their transfers are added to the transaction's. */
export function readMoves(open: OpenTransaction): readonly IngestItem[] {
  const { answer, moves, places, rules } = open;
  const { chain, transaction, trace } = answer;
  if (trace === null) return [];
  const destroyed = destroyedAccount(chain.nativeAsset);
  const items: IngestItem[] = [];
  for (const [index, { path, from, to, atoms }] of moves.entries())
    items.push(
      bookMove(open, {
        locator: `${open.locator}/trace/${path}`,
        movement: {
          id: traceId(transaction.hash, path),
          eventIndex: places.calls[index] ?? lastEvent + 1,
          from: evmAccount(chain.chainId, from),
          to: to === null ? destroyed : evmAccount(chain.chainId, to),
          asset: chain.nativeAsset,
          atoms,
        },
      }),
    );
  for (const { address, atoms } of findRemainders(trace, rules))
    items.push(
      bookMove(open, {
        locator: `${open.locator}/destroyed/${address}`,
        movement: {
          id: `${transaction.hash}:destroyed:${address}`,
          eventIndex: lastEvent,
          from: evmAccount(chain.chainId, address),
          to: destroyed,
          asset: chain.nativeAsset,
          atoms,
        },
      }),
    );
  return items;
}

const pathDigitsMax = 160;

/** A path that is too long for an id stands by its digest: calls may be nested a thousand deep. */
function traceId(transactionHash: string, path: string): string {
  return `${transactionHash}:trace:${path.length > pathDigitsMax ? `sha256-${digestText(path)}` : path}`;
}

function bookMove(open: OpenTransaction, { locator, movement }: { locator: string; movement: Movement }): IngestItem {
  const { chain } = open.answer;
  const { id, from, to, atoms } = movement;
  const value = { atoms: atoms.toString(), from, id, to };
  const placed = placeMovement(open.envelope, movement);
  if (!placed.ok) return keepApart(chain, { locator, value, refusal: placed.refusal });
  const transfer: Transfer = placed.value;
  open.transfers.push(transfer);
  return { record: makeRecord(chain, { locator, raw: JSON.stringify(value) }), rows: { transfers: [transfer] } };
}

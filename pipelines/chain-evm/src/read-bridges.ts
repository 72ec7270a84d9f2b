import type { BridgeEvent, Transfer } from "@tributary/domain";
import type { LogReading } from "./decode-log.ts";
import type { TransactionAnswer } from "./decode-transaction.ts";
import type { Unread } from "./unread.ts";

export function findBridgeEvents(
  _answer: TransactionAnswer,
  _found: { transfers: readonly Transfer[]; readings: readonly LogReading[]; unread: Unread },
): readonly BridgeEvent[] {
  return [];
}

// What the loops over transfers between holdings ask of a receiver (follow-pairs.ts, follow-lots.ts): whether the driver has to judge a traced receipt.
import { takeHop } from "./event";
import { accountOf, CAN_STOP, EVER_TRACED, HOP_AT, KEEPS, NO_LIMIT, SEED_STARTED } from "./layout";
import { accountsMax, hopsMax } from "./question";
import { holderCount, noteHolder } from "./seeds";

/** Neither a stop, a seed nor a limit has a word in a traced receipt of a holding with these flags. Dust is not looked at. */
// @inline
export function isFree(payee: usize, flags: u32): bool {
  if ((flags & (KEEPS | CAN_STOP | SEED_STARTED)) != KEEPS) return false;
  const isKnown = (flags & EVER_TRACED) != 0;
  if (hopsMax == NO_LIMIT) return isKnown || holderCount < accountsMax;
  return isKnown && load<u32>(accountOf(payee), HOP_AT) <= hopsMax;
}

/** Notes a traced receipt of a holding with these flags, where it is the first. */
// @inline
export function noteReceipt(place: u32, payer: usize, payee: usize, flags: u32): void {
  if ((flags & EVER_TRACED) == 0) noteFirst(place, payer, payee);
}

function noteFirst(place: u32, payer: usize, payee: usize): void {
  takeHop(payee, accountOf(payer));
  noteHolder(payee, place + 2);
}

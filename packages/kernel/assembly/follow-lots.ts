// Runs of transfers under the rules of lots. What a seed, a stop or a limit has a word in, and a shortfall of a holding that has lots, is left to the driver.
import { isLess } from "./atoms";
import { amount, enterMoves } from "./event";
import { isTraced } from "./holdings";
import { CAN_STOP, flagsOf, HELD, KEEPS, SEED_STARTED, UNATTRIBUTED } from "./layout";
import { hasLog, MOVE } from "./log";
import { HEAD_AT, hasLots, receiveLot, receiveTaken, spendLots } from "./lots";
import { addPlain, payOwn } from "./plain";
import { amountLimbs, amounts, logsMoves, payeeAt, payerAt } from "./question";
import { isFree, noteReceipt } from "./receipts";
import { numberOf } from "./seeds";

/** Takes such transfers from a place on, up to another; returns the place of the first that is none, or the other. Amounts have 2 limbs. */
export function followLots(from: u32, to: u32): u32 {
  if (LIMBS != 2) return from;
  const isNarrow = amountLimbs == 1;
  for (let place = from; place < to; place++) {
    const payer = payerAt(place);
    const payee = payeeAt(place);
    const at = amounts + (<usize>place << (isNarrow ? 3 : 4));
    const low = load<u64>(at);
    const last = isNarrow ? low : load<u64>(at, 8);
    const payerFlags = flagsOf(payer);
    const flags = flagsOf(payee);
    // The highest bit says that the amount stands elsewhere.
    if ((flags & SEED_STARTED) != 0 || <i64>last < 0 || !hasLots(0)) return place;
    const high = isNarrow ? 0 : last;
    if (load<u32>(payer, HEAD_AT) != 0) {
      if ((payerFlags & CAN_STOP) != 0 || !isFree(payee, flags) || (logsMoves && !hasLog())) return place;
      store<u64>(amount, low);
      store<u64>(amount, high, 8);
      if (isLess(payer, amount)) return place;
      payLots(place, payer, payee, flags);
      continue;
    }
    if (!payOwn(payer, payerFlags, low, high)) return place;
    if ((flags & KEEPS) == 0) continue;
    if (load<u32>(payee, HEAD_AT) == 0) addPlain(payee, low, high);
    else {
      store<u64>(amount, low);
      store<u64>(amount, high, 8);
      receiveLot(payee, UNATTRIBUTED, amount);
    }
  }
  return to;
}

// @inline
function payLots(place: u32, payer: usize, payee: usize, flags: u32): void {
  spendLots(payer, amount);
  if (!isTraced()) {
    receiveLot(payee, UNATTRIBUTED, amount);
    return;
  }
  noteReceipt(place, payer, payee, flags);
  if (logsMoves) enterMoves(MOVE, place, numberOf(payee), HELD);
  receiveTaken(payee, amount);
}

// Runs of transfers under a pooled rule where there is one claim: a holding is a pair of numbers, what is nobody's and what is the claim's.
// What a seed, a stop or a limit has a word in, and a shortfall of a holding that has claims' value, is left to the driver.
import { quotient0, quotient1, roundShort } from "./atoms-divide";
import { CAN_STOP, flagsOf, HELD, KEEPS, SEED_STARTED } from "./layout";
import { enter, hasLog, MOVE } from "./log";
import { addPlain, payOwn } from "./plain";
import { CLAIMED_AT, COUNT_AT } from "./pools-record";
import { amountLimbs, amounts, logsMoves, payeeAt, payerAt } from "./question";
import { isFree, noteReceipt } from "./receipts";
import { numberOf } from "./seeds";

let isProRata: bool = false;
/** What a transfer moves of the claim. */
let moved: usize = 0;

export const PAIRS_SCRATCH_BYTES: usize = 16;

export function placePairs(proRata: bool, scratch: usize): void {
  isProRata = proRata;
  moved = scratch;
}

/** Takes such transfers from a place on, up to another; returns the place of the first that is none, or the other. Records are pools of 2 limbs. */
export function followPairs(from: u32, to: u32): u32 {
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
    if ((flags & SEED_STARTED) != 0 || <i64>last < 0) return place;
    const high = isNarrow ? 0 : last;
    if ((load<u64>(payer, CLAIMED_AT) | load<u64>(payer, CLAIMED_AT + 8)) != 0) {
      if ((payerFlags & CAN_STOP) != 0 || !isFree(payee, flags) || (logsMoves && !hasLog())) return place;
      if (!share(payer, low, high)) return place;
      if ((load<u64>(moved) | load<u64>(moved, 8)) != 0) {
        noteReceipt(place, payer, payee, flags);
        if (logsMoves) enter(MOVE, 0, place, numberOf(payee), HELD, moved);
      }
      payPair(payer, payee, low, high);
      continue;
    }
    if (!payOwn(payer, payerFlags, low, high)) return place;
    if ((flags & KEEPS) != 0) addPlain(payee, low, high);
  }
  return to;
}

/** Writes how much of a debit is the claim's; false where the holding lacks something, or the driver has to divide. */
// @inline
function share(pool: usize, low: u64, high: u64): bool {
  const own0 = load<u64>(pool);
  const own1 = load<u64>(pool, 8);
  const claimed0 = load<u64>(pool, CLAIMED_AT);
  const claimed1 = load<u64>(pool, CLAIMED_AT + 8);
  const total0 = own0 + claimed0;
  const total1 = own1 + claimed1 + u64(total0 < own0);
  if (total1 < high || (total1 == high && total0 < low)) return false;
  let moved0 = low;
  let moved1 = high;
  if (!isProRata) {
    // What is nobody's first.
    const covered = u64(high < own1) | (u64(high == own1) & u64(low < own0));
    moved0 = (low - own0) & (covered - 1);
    moved1 = (high - own1 - u64(low < own0)) & (covered - 1);
  } else if ((own0 | own1) != 0) {
    if (((total0 ^ low) | (total1 ^ high)) == 0) {
      moved0 = claimed0;
      moved1 = claimed1;
    } else {
      if (!roundShort(claimed0, claimed1, low, high, total0, total1)) return false;
      moved0 = quotient0;
      moved1 = quotient1;
    }
  }
  store<u64>(moved, moved0);
  store<u64>(moved, moved1, 8);
  return true;
}

/** Moves what is the claim's, and the rest of the transfer. */
// @inline
function payPair(payer: usize, payee: usize, low: u64, high: u64): void {
  const moved0 = load<u64>(moved);
  const moved1 = load<u64>(moved, 8);
  const claimed0 = load<u64>(payer, CLAIMED_AT);
  const left0 = claimed0 - moved0;
  const left1 = load<u64>(payer, CLAIMED_AT + 8) - moved1 - u64(claimed0 < moved0);
  store<u64>(payer, left0, CLAIMED_AT);
  store<u64>(payer, left1, CLAIMED_AT + 8);
  store<u32>(payer, u32((left0 | left1) != 0), COUNT_AT);
  const sum0 = load<u64>(payee, CLAIMED_AT) + moved0;
  const sum1 = load<u64>(payee, CLAIMED_AT + 8) + moved1 + u64(sum0 < moved0);
  store<u64>(payee, sum0, CLAIMED_AT);
  store<u64>(payee, sum1, CLAIMED_AT + 8);
  store<u32>(payee, u32((sum0 | sum1) != 0), COUNT_AT);
  const paid0 = low - moved0;
  const paid1 = high - moved1 - u64(low < moved0);
  const own0 = load<u64>(payer);
  store<u64>(payer, own0 - paid0);
  store<u64>(payer, load<u64>(payer, 8) - paid1 - u64(own0 < paid0), 8);
  addPlain(payee, paid0, paid1);
}

// Runs of transfers of which nothing can be traced: most of a ledger, before a trace spreads. Their payer never had traced value, what comes late there
// is nobody's, and their payee never had any either.
import { ATOMS_BYTES, addAtoms, subtractAtoms } from "./atoms";
import { EVER_TRACED, flagsOf, KEEPS, SEED_STARTED, SEEDED } from "./layout";
import { amountLimbs, amounts, late, payeeAt, payerAt, records, recordShift, settled } from "./question";

/** Of what a payer's flags say nothing where its transfer is plain; a payee's opening does not matter. */
const payerMarks: u32 = KEEPS | EVER_TRACED | SEEDED;
const payeeMarks: u32 = EVER_TRACED | SEED_STARTED;

let work: usize = 0;

export const PLAIN_SCRATCH_BYTES: usize = ATOMS_BYTES;

export function placePlain(scratch: usize): void {
  work = scratch;
}

/** Takes plain transfers from a place on, up to another; returns the place of the first that is not plain, or the other. */
export function takePlain(from: u32, to: u32): u32 {
  if (LIMBS != 2 || amountLimbs != 2 || settled != 0) return from;
  let atomsAt = amounts + (<usize>from << 4);
  for (let place = from; place < to; place++, atomsAt += 16) {
    const payer = payerAt(place);
    const payee = payeeAt(place);
    const low = load<u64>(atomsAt);
    const high = load<u64>(atomsAt, 8);
    const flags = flagsOf(payee);
    // The highest bit says that the amount stands elsewhere.
    if ((flagsOf(payer) & payerMarks) != KEEPS || (flags & payeeMarks) != 0 || <i64>high < 0) {
      return place;
    }
    debit(payer, low, high);
    if ((flags & KEEPS) != 0) addPlain(payee, low, high);
  }
  return to;
}

/** Takes what a holding pays that has nothing of a claim's; false where a seed has a word in what it lacks. */
// @inline
export function payOwn(payer: usize, flags: u32, low: u64, high: u64): bool {
  if ((flags & KEEPS) == 0) return true;
  if ((flags & SEEDED) != 0 && isBelow(payer, low, high) != 0) return false;
  debit(payer, low, high);
  return true;
}

// @inline
function isBelow(payer: usize, low: u64, high: u64): u64 {
  const heldHigh = load<u64>(payer, 8);
  return u64(heldHigh < high) | (u64(heldHigh == high) & u64(load<u64>(payer) < low));
}

// @inline
function debit(payer: usize, low: u64, high: u64): void {
  // Without a branch: whether a holding lacks something is as good as random, and a wrong guess would wait for memory.
  const lacks = isBelow(payer, low, high);
  if (late != 0 && lacks != 0) addLate(payer, low, high);
  const held = load<u64>(payer);
  store<u64>(payer, (held - low) & (lacks - 1));
  store<u64>(payer, (load<u64>(payer, 8) - high - u64(held < low)) & (lacks - 1), 8);
}

/** Adds what is nobody's to a holding of 2 limbs that has no lots, or to a pool. */
// @inline
export function addPlain(payee: usize, low: u64, high: u64): void {
  const sum = load<u64>(payee) + low;
  store<u64>(payee, sum);
  store<u64>(payee, load<u64>(payee, 8) + high + u64(sum < low), 8);
}

/** Counts what a payer lacks. */
function addLate(payer: usize, low: u64, high: u64): void {
  const assumed = late + ((payer - records) >> recordShift) * ATOMS_BYTES;
  store<u64>(work, low);
  store<u64>(work, high, 8);
  subtractAtoms(work, work, payer);
  addAtoms(assumed, assumed, work);
}

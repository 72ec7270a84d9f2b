// Runs of transfers of which nothing can be traced: most of a ledger, before a trace spreads. Their payer never had traced value, what comes late there
// is nobody's, and their payee never had any either.
import { ATOMS_BYTES, addAtoms, subtractAtoms } from "./atoms";
import { EVER_TRACED, flagsOf, KEEPS, OPENING_SEEDED, SEED_STARTED } from "./layout";
import { amountLimbs, amounts, late, payees, payers, records, recordShift, settled } from "./question";

/** Of what a payer's flags say nothing where its transfer is plain; a payee's opening does not matter. */
const payerMarks: u32 = KEEPS | EVER_TRACED | OPENING_SEEDED | SEED_STARTED;
const payeeMarks: u32 = EVER_TRACED | SEED_STARTED;

let work: usize = 0;

export const PLAIN_SCRATCH_BYTES: usize = ATOMS_BYTES;

export function placePlain(scratch: usize): void {
  work = scratch;
}

/** Takes plain transfers from a place on, up to another; returns the place of the first that is not plain, or the other. */
export function takePlain(from: u32, to: u32): u32 {
  if (LIMBS != 2 || amountLimbs != 2 || settled != 0) return from;
  const payerAt = payers;
  const payeeAt = payees;
  const recordsAt = records;
  const shift = <usize>recordShift;
  let atomsAt = amounts + (<usize>from << 4);
  for (let place = from; place < to; place++, atomsAt += 16) {
    const column = <usize>place << 2;
    const payer = recordsAt + (<usize>load<u32>(payerAt + column) << shift);
    const payee = recordsAt + (<usize>load<u32>(payeeAt + column) << shift);
    const low = load<u64>(atomsAt);
    const high = load<u64>(atomsAt, 8);
    const flags = flagsOf(payee);
    // The highest bit says that the amount stands elsewhere.
    if ((flagsOf(payer) & payerMarks) != KEEPS || (flags & payeeMarks) != 0 || <i64>high < 0) {
      return place;
    }
    const held = load<u64>(payer);
    const heldHigh = load<u64>(payer, 8);
    // Without a branch: whether a holding lacks something is as good as random, and a wrong guess would wait for memory.
    const lacks = u64(heldHigh < high) | (u64(heldHigh == high) & u64(held < low));
    if (late != 0 && lacks != 0) addLate(payer, low, high);
    store<u64>(payer, (held - low) & (lacks - 1));
    store<u64>(payer, (heldHigh - high - u64(held < low)) & (lacks - 1), 8);
    if ((flags & KEEPS) != 0) {
      const sum = load<u64>(payee) + low;
      store<u64>(payee, sum);
      store<u64>(payee, load<u64>(payee, 8) + high + u64(sum < low), 8);
    }
  }
  return to;
}

/** Counts what a payer lacks. */
function addLate(payer: usize, low: u64, high: u64): void {
  const assumed = late + ((payer - records) >> recordShift) * ATOMS_BYTES;
  store<u64>(work, low);
  store<u64>(work, high, 8);
  subtractAtoms(work, work, payer);
  addAtoms(assumed, assumed, work);
}

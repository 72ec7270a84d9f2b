// Conversions that act (spec, section 6): what their out legs took, by label in the order consumed, and the shares of their in legs.
// A record: u32 account, u32 first lot, u32 last lot; the lots carry a sum for each label.
import { addAtoms, copyAtoms } from "./atoms";
import { slotOf } from "./claims";
import { atomsOf, firstPart, isOnePart, labelOf, nextPart, onlyLabel, takeNothing, takeShares } from "./holdings";
import { accountOf, HOP_AT, LOT_LABEL, LOT_NEXT } from "./layout";
import { takeLot } from "./lots";
import { accountAt, conversions } from "./question";

const CONVERSION_BYTES: usize = 12;

function conversionOf(conversion: u32): usize {
  return conversions + <usize>conversion * CONVERSION_BYTES;
}

/** The account whose hop counts for an in leg: the conversion's, or the leg's own payer's where that has none. */
export function hopAccount(conversion: u32, payer: usize): usize {
  const account = accountAt(load<u32>(conversionOf(conversion)));
  return load<u32>(account, HOP_AT) == 0 ? accountOf(payer) : account;
}

/** Adds what an out leg took, `whole` in all. */
export function enterConsumed(conversion: u32, whole: usize): void {
  const record = conversionOf(conversion);
  for (let lot = <usize>load<u32>(record, 4); lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    store<u32>(slotOf(load<i32>(lot, LOT_LABEL)), <u32>lot);
  }
  if (isOnePart()) addConsumed(record, onlyLabel(), whole);
  else for (let part = firstPart(); part != 0; part = nextPart(part)) addConsumed(record, labelOf(part), atomsOf(part));
  for (let lot = <usize>load<u32>(record, 4); lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    store<u32>(slotOf(load<i32>(lot, LOT_LABEL)), 0);
  }
}

function addConsumed(record: usize, label: i32, atoms: usize): void {
  const slot = slotOf(label);
  const known = <usize>load<u32>(slot);
  if (known != 0) {
    addAtoms(known, known, atoms);
    return;
  }
  const lot = takeLot();
  copyAtoms(lot, atoms);
  store<i32>(lot, label, LOT_LABEL);
  store<u32>(lot, 0, LOT_NEXT);
  const last = <usize>load<u32>(record, 8);
  if (last == 0) store<u32>(record, <u32>lot, 4);
  else store<u32>(last, <u32>lot, LOT_NEXT);
  store<u32>(record, <u32>lot, 8);
  store<u32>(slot, <u32>lot);
}

/** An in leg takes each label's share of the out total: largest remainder, ties in the order of consumption. */
export function takeConverted(conversion: u32, amount: usize): void {
  takeNothing();
  const first = <usize>load<u32>(conversionOf(conversion), 4);
  // Only in a part of a ledger can the out legs be missing: then nothing in it depends on them.
  if (first != 0) takeShares(first, amount);
}

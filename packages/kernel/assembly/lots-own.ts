// What a holding of lots has unattributed.
import { addAtoms, copyAtoms, subtractAtoms } from "./atoms";
import { LOT_LABEL, LOT_NEXT, UNATTRIBUTED } from "./layout";
import { giveLot, HEAD_AT, keepsOwnApart, TAIL_AT } from "./lots";

/** An account seed has started: from now on unattributed value need not stand in the list under `pifo`. */
export function forgetOwnLots(holding: usize): void {
  if (!keepsOwnApart()) return;
  let lot = <usize>load<u32>(holding, HEAD_AT);
  let last: usize = 0;
  store<u32>(holding, 0, HEAD_AT);
  while (lot != 0) {
    const after = <usize>load<u32>(lot, LOT_NEXT);
    if (load<i32>(lot, LOT_LABEL) == UNATTRIBUTED) giveLot(lot);
    else {
      if (last != 0 && load<i32>(last, LOT_LABEL) == load<i32>(lot, LOT_LABEL)) {
        addAtoms(last, last, lot);
        giveLot(lot);
      } else {
        if (last == 0) store<u32>(holding, <u32>lot, HEAD_AT);
        else store<u32>(last, <u32>lot, LOT_NEXT);
        last = lot;
      }
    }
    lot = after;
  }
  if (last != 0) store<u32>(last, 0, LOT_NEXT);
  store<u32>(holding, <u32>last, TAIL_AT);
}

/** Writes the sum of what is unattributed. */
export function sumOwn(sum: usize, holding: usize): void {
  copyAtoms(sum, holding);
  for (let lot = <usize>load<u32>(holding, HEAD_AT); lot != 0; lot = <usize>load<u32>(lot, LOT_NEXT)) {
    if (load<i32>(lot, LOT_LABEL) != UNATTRIBUTED) subtractAtoms(sum, sum, lot);
  }
}

// Which accounts stop value at which places. A record: u32 account, u32 first place, u32 last place, u32 reason; by account, then place, none overlapping.
import { accountOf, CAN_STOP, FIRST_STOP, flagsOf, STOP_AT, STOP_BYTES } from "./layout";
import { accountAt, stopCount, stops } from "./question";

/** Points each account to its first stop. */
export function placeStops(): void {
  let before = u32.MAX_VALUE;
  for (let number: u32 = 0; number < stopCount; number++) {
    const account = load<u32>(stops + <usize>number * STOP_BYTES);
    if (account == before) continue;
    before = account;
    store<u32>(accountAt(account), number + 1, STOP_AT);
  }
}

/** The verdict of the stop that a holding's account is at a place; 0 where it is none. Places that are asked for only rise. */
// @inline
export function findStop(holding: usize, place: u32): u32 {
  return (flagsOf(holding) & CAN_STOP) == 0 ? 0 : advanceStop(accountOf(holding), place);
}

function advanceStop(account: usize, place: u32): u32 {
  let number = load<u32>(account, STOP_AT);
  if (number == 0) return 0;
  let stop = stops + <usize>(number - 1) * STOP_BYTES;
  const owner = load<u32>(stop);
  while (load<u32>(stop, 8) < place) {
    number++;
    stop += STOP_BYTES;
    if (number > stopCount || load<u32>(stop) != owner) {
      store<u32>(account, 0, STOP_AT);
      return 0;
    }
  }
  store<u32>(account, number, STOP_AT);
  return load<u32>(stop, 4) <= place ? FIRST_STOP + load<u32>(stop, 12) : 0;
}

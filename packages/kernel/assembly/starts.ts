// The start of account seeds: each labels what its account holds before the first event of its instant.
import { ATOMS_BYTES, clearAtoms, isLess, isZero, subtractAtoms } from "./atoms";
import { endPending, relabel, sumUnattributed } from "./holdings";
import { ACCOUNT_SEED_BYTES, FIRST_STOP, flagsOf, HELD, KEEPS, LABELLED, NO_PLACE, SEED_PENDING, SEED_STARTED, STARTED_AT, setFlags } from "./layout";
import { enter, hasLog, SEED } from "./log";
import { hasLots } from "./lots";
import { startMark } from "./marks";
import { hasRoom } from "./pools";
import { accountAt, accountSeedCount, accountSeeds, firstHoldings, nextHoldings, settled } from "./question";
import { noteHolder, recordOf } from "./seeds";

let isMarking: bool = false;
let nextSeed: u32 = 0;
/** Holding + 1 at which the starting of a seed was interrupted; 0: none. */
let seedHolding: u32 = 0;
let work: usize = 0;

export const STARTS_SCRATCH_BYTES: usize = ATOMS_BYTES;

export function placeStarts(marking: bool, scratch: usize): void {
  isMarking = marking;
  nextSeed = 0;
  seedHolding = 0;
  work = scratch;
}

/** Where the next account seed starts. */
export function nextStart(): u32 {
  return nextSeed < accountSeedCount ? load<u32>(accountSeeds + <usize>nextSeed * ACCOUNT_SEED_BYTES) : NO_PLACE;
}

/** Starts the account seeds of a place, or those of all later ones before `place` too. False where there is no room for one more holding: the call is then made again. */
export function startSeeds(place: u32, isPooled: bool, bytesMore: usize): bool {
  while (nextStart() <= place && nextStart() != NO_PLACE) {
    const seed = accountSeeds + <usize>nextSeed * ACCOUNT_SEED_BYTES;
    const account = load<u32>(seed, 4);
    if (seedHolding == 0) {
      store<u32>(accountAt(account), load<u32>(seed, 8) + 1, STARTED_AT);
      seedHolding = load<u32>(firstHoldings + (<usize>account << 2)) + 1;
    }
    while (seedHolding != 0) {
      if (!hasLog() || !hasLots(bytesMore) || (isPooled && !hasRoom())) return false;
      const holding = recordOf(seedHolding - 1);
      setFlags(holding, flagsOf(holding) | SEED_STARTED);
      if ((flagsOf(holding) & KEEPS) != 0) startSeed(holding, seedHolding - 1, seed);
      seedHolding = load<u32>(nextHoldings + (<usize>(seedHolding - 1) << 2)) + 1;
    }
    nextSeed++;
  }
  return true;
}

/** A seed labels what a holding has unattributed; at a stop that is final, less what is final there already. */
function startSeed(holding: usize, number: u32, seed: usize): void {
  const claim = load<i32>(seed, 8);
  const verdict = load<u32>(seed, 12) == 0 ? HELD : FIRST_STOP + load<u32>(seed, 12) - 1;
  if (isMarking) {
    startMark(holding, claim, load<u32>(seed), verdict);
    return;
  }
  sumUnattributed(work, holding);
  if (verdict != HELD && settled != 0) {
    const final = settled + <usize>number * ATOMS_BYTES;
    if (isLess(final, work)) subtractAtoms(work, work, final);
    else clearAtoms(work);
  }
  if (!isZero(work)) {
    enter(SEED, claim, load<u32>(seed), number, verdict, work);
    if (verdict == HELD) {
      noteHolder(holding, LABELLED);
      relabel(holding, claim);
    }
  }
  setFlags(holding, flagsOf(holding) & ~SEED_PENDING);
  endPending(holding);
}
